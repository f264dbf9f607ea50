"""An assessment and accepted risks in, the same assessment with waived findings and remarks on the waivers out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from itertools import chain

from auditor.config import GLOB, AcceptedRisk
from auditor.finding import Assessment, Finding, Remark, Status, Waiver, WaiverRemark

SOON = timedelta(days=30)
"""A waiver is remarked on from so long before its last day."""

_OPEN = ("FAIL", "consequence", "UNKNOWN", "waived")
_SETTLED = ("PASS", "NOT_APPLICABLE")


class _Risks:
    """Accepted risks, found by the findings that they are about."""

    def __init__(self, risks: Iterable[AcceptedRisk]) -> None:
        self._exact: dict[tuple[str, str], AcceptedRisk] = {}
        self._patterns: dict[str, list[tuple[Callable[[str], re.Match[str] | None], AcceptedRisk]]] = defaultdict(list)
        for risk in risks:
            pattern = risk.pattern()
            if pattern is None:
                self._exact[risk.rule, risk.subject] = risk
            else:
                self._patterns[risk.rule].append((pattern.match, risk))

    def about(self, finding: Finding) -> Iterator[AcceptedRisk]:
        """Those about its rule and subject, the exact one first."""
        exact = self._exact.get((finding.rule, finding.subject))
        if exact is not None:
            yield exact
        for matches, risk in self._patterns.get(finding.rule, ()):
            if matches(finding.subject):
                yield risk


@dataclass(frozen=True, slots=True)
class _Use:
    """What one waiver is about in an assessment: how many findings of which kind."""

    open: int = 0
    """Failures, consequences and unknowns, waived or not."""
    counting: int = 0
    """Those that would be waived if the waiver held, and are not: a consequence too, which --fail-on heeds."""
    settled: int = 0


def waive(assessment: Assessment, risks: Sequence[AcceptedRisk], today: date) -> Assessment:
    """Mark what is accepted on `today` (UTC; the last day of a waiver included), and remark on the waivers.

    What follows from a waived failure counts on its own from then on: whoever accepts a cause has not thereby accepted
    what it leads to.
    """
    live = [risk for risk in risks if risk.last_day() >= today]
    assessment = _unmarked(assessment)
    findings = assessment.findings
    if live:
        findings = findings.changed(partial(_marked, _Risks(live)), {risk.rule for risk in live})
        accepted = {finding.fingerprint for finding in findings.of("waived")}
        findings = findings.changed(partial(_alone, accepted)) if accepted else assessment.findings
    marked = replace(assessment, findings=findings)
    remarks = sorted(_remarks(marked, risks, today), key=lambda each: (each.kind, each.rule, each.subject))
    return replace(marked, waivers=tuple(remarks))


def _unmarked(assessment: Assessment) -> Assessment:
    """As it was judged, if it comes from a report in which something was waived on another day."""
    if not assessment.counts()["waived"]:
        return assessment
    bare = assessment.findings.changed(lambda finding: replace(finding, waiver=None, cause_waived=False))
    return replace(assessment, findings=bare)


def _marked(risks: _Risks, finding: Finding) -> Finding:
    """The finding with the first waiver that covers it."""
    for risk in risks.about(finding):
        if finding.status is Status.FAIL or risk.covers_unknown:
            return replace(finding, waiver=Waiver(risk.justification, risk.owner, risk.expires))
    return finding


def _alone(accepted: Set[str], finding: Finding) -> Finding:
    return replace(finding, cause_waived=True) if finding.cause in accepted else finding


def _remarks(assessment: Assessment, risks: Sequence[AcceptedRisk], today: date) -> Iterator[WaiverRemark]:
    """One for each waiver that somebody should look at; none for those of rules that were not asked."""
    asked = [risk for risk in risks if risk.rule in assessment.rules]
    uses = _uses(assessment, asked)
    for risk in asked:
        told = _told(risk, uses[risk.rule, risk.subject], today)
        if told:
            yield WaiverRemark(told[0], risk.rule, risk.subject, risk.owner, risk.expires, told[1])


def _uses(assessment: Assessment, risks: Sequence[AcceptedRisk]) -> dict[tuple[str, str], _Use]:
    """By rule and subject, of which there is one waiver each; what is settled is counted only where nothing is open."""
    open, counting = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for finding, risk in _about(assessment, risks, _OPEN):
        place = risk.rule, risk.subject
        open[place] += 1
        unknown = finding.outcome == "UNKNOWN" and risk.covers_unknown
        counting[place] += unknown or finding.outcome in ("FAIL", "consequence")
    idle = [risk for risk in risks if not open[risk.rule, risk.subject]]
    settled = Counter((risk.rule, risk.subject) for _, risk in _about(assessment, idle, _SETTLED))
    places = ((risk.rule, risk.subject) for risk in risks)
    return {place: _Use(open[place], counting[place], settled[place]) for place in places}


def _about(
    assessment: Assessment, risks: Sequence[AcceptedRisk], outcomes: Sequence[str]
) -> Iterator[tuple[Finding, AcceptedRisk]]:
    """Each finding that counts as one of the outcomes, with each waiver about it."""
    known = _Risks(risks)
    rules = sorted({risk.rule for risk in risks})
    found = (assessment.findings.of(outcome, rule) for rule in rules for outcome in outcomes)
    for finding in chain.from_iterable(found):
        for risk in known.about(finding):
            yield finding, risk


def _told(risk: AcceptedRisk, use: _Use, today: date) -> tuple[Remark, str] | None:
    left = risk.last_day() - today
    if left < timedelta(0):
        held = f"held until {risk.expires}"
        if not use.counting:
            return Remark.UNUSED, f"{held}, and nothing counts again without it; delete it"
        again = "counts" if use.counting == 1 else "count"
        return Remark.EXPIRED, f"{held}; {use.counting} of its findings {again} again; mend or renew"
    if not use.open:
        return Remark.UNUSED, _unused(risk, use)
    if left <= SOON:
        return Remark.EXPIRING, f"holds until {risk.expires}, {left.days} days from {today.isoformat()}"
    return None


def _unused(risk: AcceptedRisk, use: _Use) -> str:
    if use.settled:
        return "what it is about fails no more; delete it"
    if "*" in risk.subject and not risk.subject.startswith(GLOB):
        return f"is about nothing that was judged; write {GLOB} before a pattern"
    return "is about nothing that was judged: misspelt, gone, or outside of what was read"
