"""An assessment in, GitHub-flavoured Markdown out: a job summary that says what is broken, why, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import islice

from jinja2 import Environment, StrictUndefined, Template

from auditor.finding import Assessment, Evidence, Finding, Gap, Remark, Remediation, RuleInfo, WaiverRemark
from auditor.reports.compliance import compliance
from auditor.reports.coverage import calls, chosen, places
from auditor.reports.doing import doing
from auditor.reports.markup import Markdown, code, link, plain, show, table
from auditor.reports.outline import by_rule, by_severity, following, gap_place, orphans
from auditor.reports.text import counted, value_text
from auditor.resources import shipped

_SHOWN = 5
"""Subjects named for a rule that they pass; the JSON report names all."""


def render(assessment: Assessment) -> Iterator[str]:
    """One document from reports/templates/report.md.j2, piece by piece; it reads nothing but `assessment`."""
    pieces = _template().stream(
        assessment=assessment,
        counts=assessment.counts(),
        severities=tuple(by_severity(assessment)),
        failures=partial(assessment.findings.of, "FAIL", ""),
        following=lambda finding: tuple(following(assessment, finding)),
        orphans=orphans(assessment),
        gaps=_gaps(sorted(assessment.gaps, key=gap_place)),
        chosen=chosen(assessment),
        coverage=_coverage(assessment),
        places=_places(assessment),
        uncovered=_uncovered(assessment),
        unknown=_unknown(assessment),
        waived=_waived(assessment),
        remarks=_remarks(assessment.waivers),
        expired=sum(remark.kind is Remark.EXPIRED for remark in assessment.waivers),
        compliance=_compliance(assessment),
        passed=_passed(assessment),
        inapplicable=_inapplicable(assessment),
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
        codes=_codes,
        counted=counted,
        doing=_doing,
        evidence=_evidence,
        link=link,
        value=_value,
    )
    source = shipped("reports", "templates", "report.md.j2").read_text(encoding="utf-8")
    return environment.from_string(source)


def _whole(lines: Iterable[Markdown]) -> Markdown:
    """A short table in one piece."""
    return Markdown("\n".join(lines))


def _codes(texts: Sequence[str]) -> Markdown:
    return Markdown(", ".join(code(text) for text in texts))


def _value(value: object) -> Markdown:
    return code(value_text(value))


def _doing(remedy: Remediation) -> Markdown:
    return Markdown(doing(remedy, _told))


def _told(value: object) -> Markdown:
    """A value in a sentence: texts one after the other, anything else as JSON."""
    if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
        return _codes(value)
    return _value(value)


def _evidence(finding: Finding) -> Markdown:
    rows = [(code(each.expression), _read(each), _optional(each.source)) for each in finding.evidence]
    return _whole(table(("Read", "Value", "IAM action"), rows))


def _read(evidence: Evidence) -> Markdown:
    if evidence.unknown:
        return Markdown(f"**unknown**: {plain(evidence.unknown)}")
    return _value(evidence.value)


def _optional(text: str | None) -> Markdown:
    return code(text) if text else Markdown("-")


def _gaps(gaps: Sequence[Gap]) -> Iterator[Markdown]:
    headers = ("Account", "Region", "Resource", "Fact", "IAM action", "Reason", "Detail")
    rows = [
        (
            *(_optional(text) for text in (gap.account, gap.region, gap.resource, gap.fact, gap.action)),
            gap.reason,
            gap.detail,
        )
        for gap in gaps
    ]
    return table(headers, rows)


def _coverage(assessment: Assessment) -> Markdown:
    seen = sorted((name, value) for name, value in assessment.coverage.items() if not isinstance(value, list))
    return _whole(table(("What", "Seen"), [(name.replace("_", " "), _seen(value)) for name, value in seen]))


def _places(assessment: Assessment) -> Markdown:
    """How much is known of each account and Region."""
    rows = [
        (_optional(place.account), _optional(place.region), place.asked, place.known, place.missing or "-")
        for place in places(assessment)
    ]
    return _whole(table(("Account", "Region", "Asked", "Known", "Not known"), rows))


def _uncovered(assessment: Assessment) -> Markdown:
    """The calls that did not give all they were asked for."""
    rows = [
        (*(_optional(text) for text in (call.account, call.region, call.action, call.fact)), call.asked, call.missing)
        for call in calls(assessment)
        if call.missing
    ]
    return _whole(table(("Account", "Region", "IAM action", "Fact", "Asked", "Not known"), rows))


def _seen(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')} {number}" for name, number in sorted(value.items()))
    return value_text(value)


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
    return _whole(table(("Waiver", "Rule", "Subject", "By", "What is the matter"), rows))


def _compliance(assessment: Assessment) -> list[tuple[str, Markdown]]:
    """Each framework with the table of its controls."""
    rows: dict[str, list[tuple[str, str, Markdown]]] = {}
    for each in compliance(assessment):
        rules = ", ".join(f"{code(rule)} {plain(verdict)}" for rule, verdict in each.rules.items())
        rows.setdefault(each.framework, []).append((each.control, each.verdict, Markdown(rules)))
    return [(framework, _whole(table(("Control", "Verdict", "Rules"), listed))) for framework, listed in rows.items()]


def _passed(assessment: Assessment) -> Iterator[Markdown]:
    rows = (
        (code(rule), _title(assessment.rules.get(rule)), number, _some(assessment, rule, number))
        for rule, number in by_rule(assessment, "PASS")
    )
    return table(("Rule", "What holds", "Subjects", "Which"), rows)


def _some(assessment: Assessment, rule: str, number: int) -> Markdown:
    first = [finding.subject for finding in islice(assessment.findings.of("PASS", rule), _SHOWN)]
    rest = number - len(first)
    return Markdown(_codes(first) + (f" and {rest} more" if rest > 0 else ""))


def _inapplicable(assessment: Assessment) -> Iterator[Markdown]:
    rows = (
        (code(rule), _title(assessment.rules.get(rule)), number)
        for rule, number in by_rule(assessment, "NOT_APPLICABLE")
    )
    return table(("Rule", "Title", "Subjects"), rows)


def _title(info: RuleInfo | None) -> str:
    return info.title if info else ""
