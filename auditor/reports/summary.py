"""An assessment in, a plain text for the terminal out: counts, the worst findings with their consequences, gaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice

from auditor.finding import Assessment, Finding, Gap, WaiverRemark
from auditor.reports.coverage import chosen, elsewhere, places, total
from auditor.reports.outline import by_severity, following, gap_place
from auditor.reports.text import counted, printable, shortened

_FAILURES, _UNKNOWNS, _GAPS, _PLACES = 20, 10, 10, 10
"""How many of each are told in full; the other reports hold all."""


def render(assessment: Assessment) -> Iterator[str]:
    """Plain lines without colour codes, nothing in them that a terminal would obey."""
    counts = assessment.counts()
    lines = (
        _failures(assessment, counts["FAIL"]),
        _unknowns(assessment, counts["UNKNOWN"]),
        _gaps(sorted(assessment.gaps, key=gap_place)),
        _waivers(assessment.waivers),
        _totals(assessment, counts),
    )
    return (f"{line}\n" for line in chain.from_iterable(lines))


def _failures(assessment: Assessment, number: int) -> Iterator[str]:
    for finding in islice(assessment.failing(), _FAILURES):
        info = assessment.rules.get(finding.rule)
        yield f"{finding.severity.name} {printable(finding.rule)}  {printable(finding.subject)}"
        yield f"  {printable(finding.message)}"
        if info and info.predicts:
            yield f"  S3 will report: {printable(', '.join(info.predicts))}"
        yield from _consequences(tuple(following(assessment, finding)))
        yield ""
    yield from _rest(number, _FAILURES, "failure")


def _consequences(following: Sequence[Finding]) -> Iterator[str]:
    if following:
        rules = ", ".join(sorted({printable(finding.rule) for finding in following}))
        worst = max(finding.severity for finding in following).name
        yield f"  {counted(len(following), 'other failure')}, {worst} at most, will clear with this one: {rules}"


def _unknowns(assessment: Assessment, number: int) -> Iterator[str]:
    for finding in islice(assessment.findings.listed("UNKNOWN"), _UNKNOWNS):
        yield f"UNKNOWN {printable(finding.rule)}  {printable(finding.subject)}"
        yield f"  {printable(finding.message)}"
        yield ""
    yield from _rest(number, _UNKNOWNS, "unknown finding")


def _gaps(gaps: Sequence[Gap]) -> Iterator[str]:
    for gap in gaps[:_GAPS]:
        place = " ".join(part for part in (gap.account, gap.region) if part)
        told = f"NOT READ {gap.resource} {gap.fact}: {gap.reason} ({gap.action}{', ' if place else ''}{place})"
        yield shortened(printable(told), 300)
    if gaps:
        yield ""
    yield from _rest(len(gaps), _GAPS, "gap")


def _waivers(remarks: Sequence[WaiverRemark]) -> Iterator[str]:
    """All of them: there are few, and an expired one must not be missed."""
    for remark in remarks:
        told = f"WAIVER {remark.kind} {remark.rule} on {remark.subject} ({remark.owner}): {remark.told}"
        yield shortened(printable(told), 300)
    if remarks:
        yield ""


def _rest(number: int, limit: int, noun: str) -> Iterator[str]:
    if number > limit:
        yield f"... and {counted(number - limit, 'more ' + noun)}; every report file lists all"
        yield ""


def _totals(assessment: Assessment, counts: Mapping[str, int]) -> Iterator[str]:
    severities = ", ".join(f"{number} {severity.name}" for severity, number in by_severity(assessment))
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
    yield ", ".join([*(f"{printable(text)}" for text in seen), counted(len(assessment.gaps), "gap")])
    if chosen(assessment):
        yield shortened(printable(chosen(assessment)), 300)
    if elsewhere(assessment):
        yield shortened(printable(elsewhere(assessment)), 300)
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
