"""An assessment in, a plain text for the terminal out: counts, the worst findings with their consequences, gaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from auditor.finding import Assessment, Finding, Gap, RuleInfo, WaiverRemark
from auditor.reports.coverage import chosen, places, total
from auditor.reports.outline import Outline, outline
from auditor.reports.text import counted, printable, shortened

_FAILURES, _UNKNOWNS, _GAPS, _PLACES = 20, 10, 10, 10
"""How many of each are told in full; the other reports hold all."""

T = TypeVar("T")


def render(assessment: Assessment) -> str:
    """Plain lines without colour codes, nothing in them that a terminal would obey."""
    told = outline(assessment)
    lines = [
        *_failures(told, assessment.rules),
        *_unknowns(told),
        *_gaps(told.gaps),
        *_waivers(assessment.waivers),
        *_totals(assessment, told),
    ]
    return "\n".join(lines) + "\n"


def _failures(told: Outline, rules: Mapping[str, RuleInfo]) -> Iterator[str]:
    for finding in told.failures[:_FAILURES]:
        info = rules.get(finding.rule)
        yield f"{finding.severity.name} {printable(finding.rule)}  {printable(finding.subject)}"
        yield f"  {printable(finding.message)}"
        if info and info.predicts:
            yield f"  S3 will report: {printable(', '.join(info.predicts))}"
        yield from _consequences(told.following[finding.fingerprint])
        yield ""
    yield from _rest(told.failures, _FAILURES, "failure")


def _consequences(following: Sequence[Finding]) -> Iterator[str]:
    if following:
        rules = ", ".join(sorted({printable(finding.rule) for finding in following}))
        yield f"  {counted(len(following), 'other failure')} will clear with this one: {rules}"


def _unknowns(told: Outline) -> Iterator[str]:
    unknowns = told.others.get("UNKNOWN", ())
    for finding in unknowns[:_UNKNOWNS]:
        yield f"UNKNOWN {printable(finding.rule)}  {printable(finding.subject)}"
        yield f"  {printable(finding.message)}"
        yield ""
    yield from _rest(unknowns, _UNKNOWNS, "unknown finding")


def _gaps(gaps: Sequence[Gap]) -> Iterator[str]:
    for gap in gaps[:_GAPS]:
        place = " ".join(part for part in (gap.account, gap.region) if part)
        told = f"NOT READ {gap.resource} {gap.fact}: {gap.reason} ({gap.action}{', ' if place else ''}{place})"
        yield shortened(printable(told), 300)
    if gaps:
        yield ""
    yield from _rest(gaps, _GAPS, "gap")


def _waivers(remarks: Sequence[WaiverRemark]) -> Iterator[str]:
    """All of them: there are few, and an expired one must not be missed."""
    for remark in remarks:
        told = f"WAIVER {remark.kind} {remark.rule} on {remark.subject} ({remark.owner}): {remark.told}"
        yield shortened(printable(told), 300)
    if remarks:
        yield ""


def _rest(told: Sequence[T], limit: int, noun: str) -> Iterator[str]:
    if len(told) > limit:
        yield f"... and {counted(len(told) - limit, 'more ' + noun)}; every report file lists all"
        yield ""


def _totals(assessment: Assessment, told: Outline) -> Iterator[str]:
    counts = assessment.counts()
    severities = ", ".join(f"{len(findings)} {severity.name}" for severity, findings in told.by_severity())
    yield counted(counts["FAIL"], "failure") + (f" ({severities})" if severities else "")
    yield ", ".join(
        (
            counted(counts["consequence"], "consequence"),
            f"{counts['UNKNOWN']} unknown",
            f"{counts['waived']} waived",
            f"{counts['PASS']} passed",
            f"{counts['NOT_APPLICABLE']} not applicable",
        )
    )
    seen = [f"{name} {value}" for name, value in sorted(assessment.coverage.items()) if isinstance(value, int)]
    yield ", ".join([*(f"{printable(text)}" for text in seen), counted(len(told.gaps), "gap")])
    if chosen(assessment):
        yield shortened(printable(chosen(assessment)), 300)
    yield from _coverage(assessment)
    if not assessment.snapshot.get("complete", True):
        yield "The collection was cut short: the snapshot is not complete."


def _coverage(assessment: Assessment) -> Iterator[str]:
    """How much of what was asked is known, and the places where it is not all."""
    every = total(assessment)
    if every is None:
        return
    missing = f" ({every.missing})" if every.missing else ""
    yield f"coverage {assessment.coverage.get('percent')} %: {every.known} of {every.asked} facts known{missing}"
    lacking = [place for place in places(assessment) if place.missing]
    for place in lacking[:_PLACES]:
        name = printable(" ".join(part for part in (place.account or "unknown account", place.region) if part))
        yield f"  {name}: {place.known} of {place.asked} known ({place.missing})"
    if len(lacking) > _PLACES:
        yield f"  ... and {counted(len(lacking) - _PLACES, 'more place')}"
