"""An assessment in, JUnit XML out: a suite for each rule, a case for each subject, a suite for what was not read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, groupby, islice
from operator import attrgetter
from xml.etree import ElementTree as ET

from junit_xml import TestCase, TestSuite

from auditor.finding import Assessment, Finding, Gap, WaiverRemark
from auditor.reports.compliance import compliance
from auditor.reports.coverage import chosen, elsewhere, places, total
from auditor.reports.junit_case import case_of
from auditor.reports.outline import gap_place
from auditor.reports.text import printable

_KINDS = {"FAIL": "failures", "UNKNOWN": "errors", "PASS": "", "consequence": "skipped", "waived": "skipped",
          "NOT_APPLICABLE": "skipped"}  # fmt: skip
"""What a finding counts as -> what its case counts as."""
_TOTALS = ("tests", "failures", "errors", "skipped")
_AT_ONCE = 500
"""Cases that are made into XML together; a suite may have any number."""


@dataclass(frozen=True, slots=True)
class _Suite:
    """A suite whose cases are made when they are written."""

    name: str
    totals: Mapping[str, int]
    properties: Mapping[str, str]
    cases: Iterable[TestCase]


def render(assessment: Assessment) -> Iterator[str]:
    """One document, piece by piece; suites by rule id, cases by subject, so that two runs can be compared.

    A failure is a `failure`, an unknown and a gap are an `error`; what is waived, does not apply, or follows from
    another failure is `skipped` and says why.
    """
    suites = [*_coverage(assessment), *_compliance(assessment), *_rules(assessment)]
    if assessment.waivers:
        cases = [_remark(remark) for remark in assessment.waivers]
        suites.append(_Suite("waivers", {"tests": len(cases), "skipped": len(cases)}, {}, cases))
    root = ET.Element("testsuites", {"name": "auditor"})
    for each in _TOTALS:
        root.set(each, str(sum(suite.totals.get(each, 0) for suite in suites)))
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield from _around(root, 0, (piece for suite in suites for piece in _written(suite)))


def _rules(assessment: Assessment) -> Iterator[_Suite]:
    """The findings are read once, in order, while the suites are written one after the other."""
    totals: dict[str, Counter[str]] = {}
    for (rule, outcome, _), number in assessment.findings.tally().items():
        totals.setdefault(rule, Counter()).update({"tests": number, _KINDS[outcome]: number})
    groups = groupby(assessment.findings, key=attrgetter("rule"))
    for rule in sorted(totals):
        yield _Suite(printable(rule), totals[rule], _properties(assessment, rule), _cases(groups, assessment))


def _cases(groups: Iterator[tuple[str, Iterable[Finding]]], assessment: Assessment) -> Iterator[TestCase]:
    """Those of the next rule."""
    _, findings = next(groups)
    for finding in findings:
        yield case_of(finding, assessment)


def _written(suite: _Suite) -> Iterator[str]:
    """The totals are those of all its cases; `junit_xml` makes the elements, so many at a time."""
    element = TestSuite(suite.name, properties=suite.properties).build_xml_doc()
    for each in _TOTALS:
        element.set(each, str(suite.totals.get(each, 0)))
    cases = iter(suite.cases)
    groups = iter(lambda: list(islice(cases, _AT_ONCE)), [])
    made = (case for group in groups for case in TestSuite("", group).build_xml_doc())
    return _around(element, 1, (_text(child, 2) for child in chain(element, made)))


def _around(element: ET.Element, level: int, inside: Iterator[str]) -> Iterator[str]:
    """The element without its children, and what stands inside instead."""
    bare = ET.Element(element.tag, element.attrib)
    first = next(inside, None)
    if first is None:
        yield _text(bare, level)
        return
    opening, _, closing = ET.tostring(bare, encoding="unicode", short_empty_elements=False).rpartition("</")
    indent = "  " * level
    yield f"{indent}{opening}\n{first}"
    yield from inside
    yield f"{indent}</{closing}\n"


def _text(element: ET.Element, level: int) -> str:
    ET.indent(element, level=level)
    return f"{'  ' * level}{ET.tostring(element, encoding='unicode')}\n"


def _properties(assessment: Assessment, rule: str) -> dict[str, str]:
    info = assessment.rules.get(rule)
    if info is None:
        return {}
    named = {"title": info.title, "pack": info.pack, "severity": info.severity.name, "subject": info.subject}
    return {name: printable(text) for name, text in named.items()}


def _remark(remark: WaiverRemark) -> TestCase:
    """Skipped, not failed: what an expired waiver covered fails by itself again."""
    case = TestCase(printable(f"{remark.rule} on {remark.subject}"), classname="waivers")
    case.add_skipped_info(f"waiver {remark.kind}: {printable(remark.told)} ({printable(remark.owner)})")
    return case


def _coverage(assessment: Assessment) -> Iterator[_Suite]:
    """What could not be read, a case each; as properties how much was asked and known, by account and Region."""
    cases = [_gap(gap) for gap in sorted(assessment.gaps, key=gap_place)]
    if not assessment.snapshot.get("complete", True):
        case = TestCase("snapshot", classname="coverage")
        case.add_error_info("The collection was cut short, so the snapshot is not complete.", error_type="Incomplete")
        cases.append(case)
    properties = _ledger(assessment)
    if cases or properties:
        yield _Suite("coverage", {"tests": len(cases), "errors": len(cases)}, properties, cases)


def _ledger(assessment: Assessment) -> dict[str, str]:
    every = total(assessment)
    if every is None:
        return {}
    told = {"percent": str(assessment.coverage.get("percent", "")), "known": f"{every.known} of {every.asked}"}
    if chosen(assessment):
        told["buckets"] = printable(chosen(assessment))
    if elsewhere(assessment):
        told["elsewhere"] = printable(elsewhere(assessment))
    for place in places(assessment):
        name = " ".join(part for part in (place.account or "unknown account", place.region) if part)
        missing = f": {place.missing}" if place.missing else ""
        told[printable(name)] = f"{place.known} of {place.asked}{missing}"
    return told


def _compliance(assessment: Assessment) -> Iterator[_Suite]:
    """No cases, for each finding is one of its rule's: as properties the verdict on each control, and on its rules."""
    told = {
        printable(f"{each.framework} {each.control}"): printable(
            f"{each.verdict}: {', '.join(f'{rule} {verdict}' for rule, verdict in each.rules.items())}"
        )
        for each in compliance(assessment)
    }
    if told:
        yield _Suite("compliance", {}, told, ())


def _gap(gap: Gap) -> TestCase:
    case = TestCase(printable(f"{gap.resource} {gap.fact}"), classname="coverage")
    place = f"account {gap.account or 'unknown'}, region {gap.region or 'unknown'}, needs {gap.action}"
    case.add_error_info(
        f"not read: {printable(gap.reason)}",
        "\n".join(printable(line) for line in (place, gap.detail) if line),
        error_type=printable(gap.reason),
    )
    return case
