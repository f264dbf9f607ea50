"""An assessment and accepted risks in, the same assessment with waived findings and remarks on the waivers out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import chain

from auditor.config import GLOB, AcceptedRisk
from auditor.finding import Assessment, Finding, Findings, Remark, Status, Waiver, WaiverRemark

SOON = timedelta(days=30)
"""A waiver is remarked on from so long before its last day."""

_COVERED = (Status.FAIL, Status.UNKNOWN)


def waive(assessment: Assessment, risks: Sequence[AcceptedRisk], today: date) -> Assessment:
    """Mark what is accepted on `today` (UTC; the last day of a waiver included), and remark on the waivers.

    What follows from a waived failure counts on its own from then on: whoever accepts a cause has not thereby accepted
    what it leads to.
    """
    live = _by_rule(risk for risk in risks if risk.last_day() >= today)
    marked = assessment.findings.changed(lambda finding: _marked(finding, live.get(finding.rule, ()))) if live else None
    accepted = {finding.fingerprint for finding in marked.of("waived")} if marked else set()
    findings = marked.changed(partial(_alone, accepted)) if marked and accepted else assessment.findings
    remarks = sorted(_remarks(assessment, risks, today), key=lambda each: (each.kind, each.rule, each.subject))
    return replace(assessment, findings=findings, waivers=tuple(remarks))


def _alone(accepted: Set[str], finding: Finding) -> Finding:
    return replace(finding, cause_waived=True) if finding.cause in accepted else finding


def _by_rule(risks: Iterable[AcceptedRisk]) -> Mapping[str, list[AcceptedRisk]]:
    by_rule: dict[str, list[AcceptedRisk]] = {}
    for risk in risks:
        by_rule.setdefault(risk.rule, []).append(risk)
    return by_rule


def _marked(finding: Finding, risks: Iterable[AcceptedRisk]) -> Finding:
    """The finding with the first waiver that covers it."""
    if finding.status not in _COVERED:
        return finding
    for risk in risks:
        if risk.covers(finding.rule, finding.subject) and (finding.status is Status.FAIL or risk.covers_unknown):
            return replace(finding, waiver=Waiver(risk.justification, risk.owner, risk.expires))
    return finding


def _remarks(assessment: Assessment, risks: Sequence[AcceptedRisk], today: date) -> Iterator[WaiverRemark]:
    """One for each waiver that somebody should look at."""
    for risk in risks:
        if risk.rule not in assessment.rules:
            continue
        covered = sum(risk.covers(risk.rule, finding.subject) for finding in _open(assessment.findings, risk.rule))
        told = _told(risk, covered, today)
        if told:
            yield WaiverRemark(told[0], risk.rule, risk.subject, risk.owner, risk.expires, told[1])


def _open(findings: Findings, rule: str) -> Iterator[Finding]:
    """Those of the rule that a waiver may cover."""
    return chain.from_iterable(findings.of(outcome, rule) for outcome in ("FAIL", "consequence", "UNKNOWN", "waived"))


def _told(risk: AcceptedRisk, covered: int, today: date) -> tuple[Remark, str] | None:
    left = risk.last_day() - today
    if left < timedelta(0):
        again = f"{covered} of its findings {'counts' if covered == 1 else 'count'} again; mend or renew"
        return Remark.EXPIRED, f"held until {risk.expires}; {again if covered else 'nothing needs it; delete it'}"
    if not covered:
        starred = "*" in risk.subject and not risk.subject.startswith(GLOB)
        return Remark.UNUSED, "covers no finding; " + (f"write {GLOB} before a pattern" if starred else "delete it")
    if left <= SOON:
        return Remark.EXPIRING, f"holds until {risk.expires}, {left.days} days from {today.isoformat()}"
    return None
