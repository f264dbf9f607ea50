"""An assessment in, JUnit XML out: a suite for each rule, a case for each subject, a suite for what was not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from xml.etree import ElementTree as ET

from junit_xml import TestCase, TestSuite

from auditor.finding import Assessment, Evidence, Finding, Gap, Remediation, WaiverRemark
from auditor.reports.coverage import chosen, places, total
from auditor.reports.outline import gap_place
from auditor.reports.text import printable, value_text

_TOTALS = ("tests", "failures", "errors", "skipped")


def render(assessment: Assessment) -> str:
    """One document; suites by rule id, cases by subject, so that two runs can be compared.

    A failure is a `failure`, an unknown and a gap are an `error`; what is waived, does not apply, or follows from
    another failure is `skipped` and says why.
    """
    known = {finding.fingerprint: finding for finding in assessment.findings}
    ordered = sorted(assessment.findings, key=attrgetter("rule", "subject", "kind"))
    suites = [*_coverage(assessment)]
    for rule, group in groupby(ordered, key=attrgetter("rule")):
        cases = [_case(finding, assessment, known) for finding in group]
        suites.append(TestSuite(printable(rule), cases, properties=_properties(assessment, rule)))
    if assessment.waivers:
        suites.append(TestSuite("waivers", [_remark(remark) for remark in assessment.waivers]))
    return _document(suites)


def _document(suites: Iterable[TestSuite]) -> str:
    """The totals that `junit_xml` leaves out (`skipped`) are added; its elements are kept, its second parse is not."""
    root = ET.Element("testsuites", {"name": "auditor"})
    root.extend(suite.build_xml_doc() for suite in suites)
    for attribute in _TOTALS:
        root.set(attribute, str(sum(int(suite.get(attribute, "0")) for suite in root)))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _properties(assessment: Assessment, rule: str) -> dict[str, str]:
    info = assessment.rules.get(rule)
    if info is None:
        return {}
    named = {"title": info.title, "pack": info.pack, "severity": info.severity.name, "subject": info.subject}
    return {name: printable(text) for name, text in named.items()}


def _case(finding: Finding, assessment: Assessment, known: Mapping[str, Finding]) -> TestCase:
    case = TestCase(printable(finding.subject), classname=printable(finding.rule))
    why = printable(finding.message) or finding.status.value
    body = "\n".join(_body(finding, assessment))
    match finding.outcome:
        case "FAIL":
            case.add_failure_info(why, body, failure_type=finding.severity.name)
        case "UNKNOWN":
            case.add_error_info(why, body, error_type="UNKNOWN")
        case "consequence":
            case.add_skipped_info(f"{_follows(finding, known)}: {why}", body)
        case "waived":
            case.add_skipped_info(_waived(finding), f"{why}\n{body}")
        case "NOT_APPLICABLE":
            case.add_skipped_info(f"does not apply: {why}")
    return case


def _follows(finding: Finding, known: Mapping[str, Finding]) -> str:
    cause = known.get(finding.cause or "")
    named = f"{cause.rule} on {cause.subject}" if cause else f"finding {finding.cause}"
    return f"follows from {printable(named)}"


def _waived(finding: Finding) -> str:
    waiver = finding.waiver
    told = f"{waiver.justification} ({waiver.owner}, until {waiver.expires})" if waiver else ""
    return f"waived: {printable(told)}"


def _remark(remark: WaiverRemark) -> TestCase:
    """Skipped, not failed: what an expired waiver covered fails by itself again."""
    case = TestCase(printable(f"{remark.rule} on {remark.subject}"), classname="waivers")
    case.add_skipped_info(f"waiver {remark.kind}: {printable(remark.told)} ({printable(remark.owner)})")
    return case


def _body(finding: Finding, assessment: Assessment) -> Iterator[str]:
    info = assessment.rules.get(finding.rule)
    yield f"severity: {finding.severity.name}"
    if finding.accounts:
        yield f"accounts: {printable(', '.join(finding.accounts))}"
    if info and info.predicts:
        yield f"S3 will report: {printable(', '.join(info.predicts))}"
    yield from (_evidence(evidence) for evidence in finding.evidence)
    if finding.remediation:
        yield f"to do: {_cure(finding.remediation)}"
    if finding.cause_waived:
        yield f"follows from a waived failure, {finding.cause}, and counts nevertheless"
    yield f"fingerprint: {finding.fingerprint}"


def _cure(remediation: Remediation) -> str:
    if remediation.action == "manual":
        return value_text(remediation.given.get("text", "see the rule"))
    given = value_text(dict(remediation.given))
    return f"{printable(remediation.action)} {given}; commands: auditor fix --dry-run"


def _evidence(evidence: Evidence) -> str:
    read = f"unknown ({printable(evidence.unknown)})" if evidence.unknown else value_text(evidence.value, 4000)
    source = f"  [{printable(evidence.source)}]" if evidence.source else ""
    return f"{printable(evidence.expression)} = {read}{source}"


def _coverage(assessment: Assessment) -> Iterator[TestSuite]:
    """What could not be read, a case each; as properties how much was asked and known, by account and Region."""
    cases = [_gap(gap) for gap in sorted(assessment.gaps, key=gap_place)]
    if not assessment.snapshot.get("complete", True):
        case = TestCase("snapshot", classname="coverage")
        case.add_error_info("The collection was cut short, so the snapshot is not complete.", error_type="Incomplete")
        cases.append(case)
    properties = _ledger(assessment)
    if cases or properties:
        yield TestSuite("coverage", cases, properties=properties)


def _ledger(assessment: Assessment) -> dict[str, str]:
    every = total(assessment)
    if every is None:
        return {}
    told = {"percent": str(assessment.coverage.get("percent", "")), "known": f"{every.known} of {every.asked}"}
    if chosen(assessment):
        told["buckets"] = printable(chosen(assessment))
    for place in places(assessment):
        name = " ".join(part for part in (place.account or "unknown account", place.region) if part)
        missing = f": {place.missing}" if place.missing else ""
        told[printable(name)] = f"{place.known} of {place.asked}{missing}"
    return told


def _gap(gap: Gap) -> TestCase:
    case = TestCase(printable(f"{gap.resource} {gap.fact}"), classname="coverage")
    place = f"account {gap.account or 'unknown'}, region {gap.region or 'unknown'}, needs {gap.action}"
    case.add_error_info(
        f"not read: {printable(gap.reason)}",
        "\n".join(printable(line) for line in (place, gap.detail) if line),
        error_type=printable(gap.reason),
    )
    return case
