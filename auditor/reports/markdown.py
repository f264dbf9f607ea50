"""An assessment in, GitHub-flavoured Markdown out: a job summary that says what is broken, why, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, partial

from jinja2 import Environment, StrictUndefined, Template

from auditor.finding import Assessment, Evidence, Finding, Remark, Remediation, WaiverRemark
from auditor.reports import markdown_coverage as tables
from auditor.reports import markdown_settled as settled
from auditor.reports.compliance import compliance
from auditor.reports.coverage import chosen, elsewhere
from auditor.reports.doing import doing
from auditor.reports.markup import Markdown, code, codes, link, optional, plain, show, table, whole
from auditor.reports.outline import by_severity, cause_of, following, gap_place, orphans
from auditor.reports.text import counted, value_text
from auditor.resources import shipped


def render(assessment: Assessment) -> Iterator[str]:
    """One document from reports/templates/report.md.j2, piece by piece; it reads nothing but `assessment`."""
    pieces = _template().stream(
        assessment=assessment,
        counts=assessment.counts(),
        severities=tuple(by_severity(assessment)),
        failures=partial(assessment.findings.of, "FAIL", ""),
        following=lambda finding: tuple(following(assessment, finding)),
        cause_of=partial(cause_of, assessment=assessment),
        orphans=orphans(assessment),
        gaps=tables.gaps(sorted(assessment.gaps, key=gap_place)),
        chosen=chosen(assessment),
        elsewhere=elsewhere(assessment),
        coverage=tables.counts(assessment),
        places=tables.by_place(assessment),
        uncovered=tables.uncovered(assessment),
        unknown=_unknown(assessment),
        waived=_waived(assessment),
        remarks=_remarks(assessment.waivers),
        expired=sum(remark.kind is Remark.EXPIRED for remark in assessment.waivers),
        compliance=_compliance(assessment),
        passed=settled.passed(assessment),
        notes=settled.notes(assessment),
        inapplicable=settled.inapplicable(assessment),
    )
    pieces.enable_buffering(100)
    return pieces


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=False,  # noqa: S701  not HTML: `finalize` escapes every value for Markdown
        finalize=show,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        as_is=Markdown,
        code=code,
        codes=codes,
        counted=counted,
        doing=_doing,
        evidence=_evidence,
        link=link,
        value=_value,
    )
    source = shipped("reports", "templates", "report.md.j2").read_text(encoding="utf-8")
    return environment.from_string(source)


def _value(value: object) -> Markdown:
    return code(value_text(value))


def _doing(remedy: Remediation) -> Markdown:
    return Markdown(doing(remedy, _told))


def _told(value: object) -> Markdown:
    """A value in a sentence: texts one after the other, anything else as JSON."""
    if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
        return codes(value)
    return _value(value)


def _evidence(finding: Finding) -> Markdown:
    rows = [(code(each.expression), _read(each), optional(each.source)) for each in finding.evidence]
    return whole(table(("Read", "Value", "IAM action"), rows))


def _read(evidence: Evidence) -> Markdown:
    if evidence.unknown:
        return Markdown(f"**unknown**: {plain(evidence.unknown)}")
    return _value(evidence.value)


def _unknown(assessment: Assessment) -> Iterator[Markdown]:
    rows = (
        (code(finding.rule), code(finding.subject), finding.message, _unread(finding))
        for finding in assessment.findings.listed("UNKNOWN")
    )
    return table(("Rule", "Subject", "Why", "Not read"), rows)


def _unread(finding: Finding) -> Markdown:
    unread = [f"{code(each.expression)} ({plain(each.unknown)})" for each in finding.evidence if each.unknown]
    return Markdown(", ".join(unread) or "-")


def _waived(assessment: Assessment) -> Iterator[Markdown]:
    rows = (
        (code(each.rule), code(each.subject), each.severity.name, each.message, waiver.justification, waiver.owner,
         waiver.expires)
        for each in assessment.findings.listed("waived")
        if (waiver := each.waiver)
    )  # fmt: skip
    return table(("Rule", "Subject", "Severity", "Message", "Accepted because", "By", "Until"), rows)


def _remarks(remarks: Sequence[WaiverRemark]) -> Markdown:
    rows = [(each.kind.value, code(each.rule), code(each.subject), each.owner, each.told) for each in remarks]
    return whole(table(("Waiver", "Rule", "Subject", "By", "What is the matter"), rows))


def _compliance(assessment: Assessment) -> list[tuple[str, Markdown]]:
    """Each framework with the table of its controls."""
    rows: dict[str, list[tuple[str, str, Markdown]]] = {}
    for each in compliance(assessment):
        rules = ", ".join(f"{code(rule)} {plain(verdict)}" for rule, verdict in each.rules.items())
        rows.setdefault(each.framework, []).append((each.control, each.verdict, Markdown(rules)))
    return [(framework, whole(table(("Control", "Verdict", "Rules"), listed))) for framework, listed in rows.items()]
