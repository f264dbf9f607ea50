"""A finding in, its JUnit test case out: what it counts as, why, and in the body all that it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from junit_xml import TestCase

from auditor.finding import Assessment, Evidence, Finding, Remediation
from auditor.reports.doing import doing
from auditor.reports.outline import cause_of
from auditor.reports.text import printable, value_text


def case_of(finding: Finding, assessment: Assessment) -> TestCase:
    """A `failure`, an `error` for what is unknown, or `skipped`; a case that passed says nothing."""
    case = TestCase(printable(finding.subject), classname=printable(finding.rule))
    why = printable(finding.message) or finding.status.value
    body = "\n".join(_body(finding, assessment))
    match finding.outcome:
        case "FAIL":
            case.add_failure_info(why, body, failure_type=finding.severity.name)
        case "UNKNOWN":
            case.add_error_info(why, body, error_type="UNKNOWN")
        case "consequence":
            case.add_skipped_info(f"follows from {printable(cause_of(finding, assessment))}: {why}", body)
        case "waived":
            case.add_skipped_info(_waived(finding), f"{why}\n{body}")
        case "NOT_APPLICABLE":
            case.add_skipped_info(f"does not apply: {why}")
    return case


def _waived(finding: Finding) -> str:
    waiver = finding.waiver
    told = f"{waiver.justification} ({waiver.owner}, until {waiver.expires})" if waiver else ""
    return f"waived: {printable(told)}"


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
        yield f"follows from {printable(cause_of(finding, assessment))}, which is waived, and counts nevertheless"
    yield f"fingerprint: {finding.fingerprint}"


def _cure(remediation: Remediation) -> str:
    if remediation.action == "manual":
        return value_text(remediation.given.get("text", "see the rule"))
    return f"{doing(remediation, _told)}. Commands for it: auditor fix --dry-run"


def _told(value: object) -> str:
    """A value in a sentence: texts one after the other, anything else as JSON."""
    if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
        return ", ".join(printable(each) for each in value)
    return value_text(value)


def _evidence(evidence: Evidence) -> str:
    read = f"unknown ({printable(evidence.unknown)})" if evidence.unknown else value_text(evidence.value, 4000)
    source = f"  [{printable(evidence.source)}]" if evidence.source else ""
    return f"{printable(evidence.expression)} = {read}{source}"
