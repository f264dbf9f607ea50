"""JUnit: well-formed, the elements readers know, counts that are true."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.finding import Findings, Status
from tests.reports.sample import ASSESSMENT, EDGE, FINDINGS, HOSTILE, rendered

CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"properties", "testcase"},
    "properties": {"property"},
    "property": set(),
    "testcase": {"failure", "error", "skipped"},
    "failure": set(),
    "error": set(),
    "skipped": set(),
}
"""What may stand in what, as in the schema that Jenkins publishes for its JUnit plugin."""
REQUIRED = {
    "testsuite": {"name", "tests", "failures", "errors"},
    "testcase": {"name", "classname"},
    "property": {"name", "value"},
    "failure": {"message", "type"},
    "error": {"message", "type"},
    "skipped": {"message"},
}
COUNTED = {"failures": "failure", "errors": "error", "skipped": "skipped"}


@pytest.fixture(scope="module")
def root() -> ET.Element:
    return ET.fromstring(rendered("junit", ASSESSMENT).encode())


def _case(root: ET.Element, rule: str, subject: str) -> ET.Element:
    (case,) = [case for case in root.iterfind(f"testsuite[@name='{rule}']/testcase") if case.get("name") == subject]
    return case


def test_only_known_elements_stand_in_each_other(root: ET.Element) -> None:
    wrong = [
        (parent.tag, child.tag) for parent in root.iter() for child in parent if child.tag not in CHILDREN[parent.tag]
    ]

    assert wrong == []


def test_required_attributes_are_there(root: ET.Element) -> None:
    missing = [(element.tag, REQUIRED.get(element.tag, set()) - set(element.attrib)) for element in root.iter()]

    assert [each for each in missing if each[1]] == []


def test_the_counts_of_each_suite_are_those_of_its_cases(root: ET.Element) -> None:
    for suite in root:
        counted = Counter(child.tag for case in suite.iterfind("testcase") for child in case)
        assert {name: int(suite.get(name, "-1")) for name in COUNTED} == {n: counted[tag] for n, tag in COUNTED.items()}
        assert int(suite.get("tests", "-1")) == len(suite.findall("testcase"))


def test_the_totals_are_those_of_the_suites(root: ET.Element) -> None:
    names = ("tests", *COUNTED)

    assert {n: int(root.get(n, "-1")) for n in names} == {n: sum(int(s.get(n, "0")) for s in root) for n in names}


def test_the_totals_are_those_of_the_assessment(root: ET.Element) -> None:
    counts = ASSESSMENT.counts()

    assert root.get("tests") == str(len(ASSESSMENT.findings) + len(ASSESSMENT.gaps) + len(ASSESSMENT.waivers))
    assert root.get("failures") == str(counts["FAIL"])
    assert root.get("errors") == str(counts["UNKNOWN"] + len(ASSESSMENT.gaps))
    skipped = counts["waived"] + counts["consequence"] + counts["NOT_APPLICABLE"] + len(ASSESSMENT.waivers)
    assert root.get("skipped") == str(skipped)


def test_a_pass_has_nothing_in_it(root: ET.Element) -> None:
    assert list(_case(root, "destination-versioning-enabled", EDGE)) == []


def test_a_consequence_is_skipped_and_names_its_cause(root: ET.Element) -> None:
    (outcome,) = _case(root, "role-may-read-source", EDGE)

    assert outcome.tag == "skipped"
    assert str(outcome.get("message")).startswith("follows from replication-role-has-permissions on arn:aws:iam::")


def test_a_waived_failure_is_skipped_with_its_justification(root: ET.Element) -> None:
    outcomes = root.findall("testsuite[@name='replication-metrics-enabled']/testcase/skipped")

    assert any(str(each.get("message")).startswith("waived: Watched by other means") for each in outcomes)


def test_an_unknown_is_an_error_that_says_what_was_not_read(root: ET.Element) -> None:
    (outcome,) = _case(root, "source-versioning-enabled", "payroll/all/payroll-dr")

    assert outcome.tag == "error"
    assert "source.versioning.Status = unknown (AccessDenied)" in str(outcome.text)


def test_a_gap_is_an_error_of_its_own(root: ET.Element) -> None:
    (outcome,) = _case(root, "coverage", "arn:aws:iam::444444444444:root access")

    assert (outcome.tag, outcome.get("message")) == ("error", "not read: AccessDenied")


def test_no_gap_no_case_of_coverage() -> None:
    root = ET.fromstring(rendered("junit", replace(ASSESSMENT, gaps=())))

    assert root.find("testsuite[@name='coverage']/testcase") is None


def test_coverage_is_told_by_account_and_region(root: ET.Element) -> None:
    told = {each.get("name"): each.get("value") for each in root.iterfind("testsuite[@name='coverage']//property")}

    assert told == {
        "percent": "75.0",
        "known": "88 of 90",
        "111111111111 eu-west-1": "87 of 87",
        "333333333333 eu-central-1": "1 of 2: 1 denied",
        "444444444444": "0 of 1: 1 denied",
    }


def test_a_consequence_of_something_not_reported_names_the_fingerprint() -> None:
    alone = tuple(finding for finding in ASSESSMENT.findings if finding.cause)
    report = rendered("junit", replace(ASSESSMENT, findings=Findings(alone)))

    assert f"follows from finding {alone[0].cause}" in report


@given(st.text(st.characters(exclude_categories=[])))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_makes_well_formed_xml(text: str) -> None:
    findings = tuple(replace(FINDINGS[0], status=status, message=text, subject=f"{status} {text}") for status in Status)
    root = ET.fromstring(rendered("junit", replace(ASSESSMENT, findings=Findings(findings))).encode())

    assert len(root.findall("testsuite/testcase")) == len(Status) + len(ASSESSMENT.gaps) + len(ASSESSMENT.waivers)


def test_hostile_text_stays_in_its_attribute(root: ET.Element) -> None:
    names = [str(case.get("name")) for case in root.iter("testcase")]

    assert any("<script>alert(1)</script>" in name and "\\u202e" in name for name in names)
    assert HOSTILE not in "".join(names)
