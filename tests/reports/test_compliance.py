"""A control has the worst verdict of its rules; one failure fails it, one unknown leaves it open."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from auditor.finding import Assessment, Finding, Findings, Gap, RuleInfo, Severity, Status, Waiver
from auditor.reports.compliance import Control, compliance
from auditor.reports.json import load_json
from tests.reports.sample import ASSESSMENT, rendered


def assessment(*outcomes: str) -> Assessment:
    """A rule for each outcome, all for one control."""
    names = [f"rule-{index}" for index in range(len(outcomes))]
    rules = {
        name: RuleInfo(name, "t", Severity.LOW, "p", "bucket", "r", controls={"F": ("C-1",)}) for name in names
    }  # fmt: skip
    findings = tuple(_finding(name, outcome) for name, outcome in zip(names, outcomes, strict=True) if outcome)
    return replace(ASSESSMENT, findings=Findings(findings), rules=rules, gaps=())


def unread(fact: str) -> Gap:
    return Gap("1" * 12, None, "arn", fact, "a:b", "AccessDenied")


def _finding(rule: str, outcome: str) -> Finding:
    if outcome == "waived":
        return replace(_finding(rule, "FAIL"), waiver=Waiver("j", "o", "2027-01-01"))
    if outcome == "consequence":
        return replace(_finding(rule, "FAIL"), cause="0" * 16)
    return Finding(rule, Severity.LOW, "bucket", "b", Status(outcome), "m")


@pytest.mark.parametrize(
    ("outcomes", "verdict"),
    [
        (("PASS", "FAIL", "UNKNOWN"), "FAIL"),
        (("PASS", "consequence"), "FAIL"),
        (("PASS", "UNKNOWN", "waived"), "UNKNOWN"),
        (("PASS", "waived"), "waived"),
        (("PASS", "NOT_APPLICABLE"), "PASS"),
        (("NOT_APPLICABLE",), "NOT_APPLICABLE"),
        (("", "PASS"), "PASS"),
        (("",), "NOT_APPLICABLE"),
    ],
)
def test_a_control_has_the_worst_verdict(outcomes: tuple[str, ...], verdict: str) -> None:
    (control,) = compliance(assessment(*outcomes))
    assert control.verdict == verdict


def test_it_names_its_rules_with_their_own_verdicts() -> None:
    (control,) = compliance(assessment("PASS", "FAIL"))
    assert control == Control("F", "C-1", "FAIL", {"rule-0": "PASS", "rule-1": "FAIL"})


def test_one_failing_subject_fails_the_rule() -> None:
    judged = assessment("PASS")
    both = (*judged.findings, replace(_finding("rule-0", "FAIL"), subject="c"))
    assert [each.verdict for each in compliance(replace(judged, findings=Findings(both)))] == ["FAIL"]


@pytest.mark.parametrize(
    ("fact", "kind", "verdict"),
    [
        ("buckets", "bucket", "UNKNOWN"),
        ("buckets", "replication", "UNKNOWN"),
        ("buckets", "account", "PASS"),
        ("replication", "replication", "UNKNOWN"),
        ("replication", "bucket", "PASS"),
        ("policy", "bucket", "PASS"),
    ],
)
def test_what_hides_subjects_lets_nothing_pass_about_their_kind(fact: str, kind: str, verdict: str) -> None:
    judged = assessment("PASS")
    rules = {name: replace(info, subject=kind) for name, info in judged.rules.items()}
    (control,) = compliance(replace(judged, rules=rules, gaps=(unread(fact),)))
    assert control == Control("F", "C-1", verdict, {"rule-0": verdict})


@pytest.mark.parametrize(("outcome", "verdict"), [("FAIL", "FAIL"), ("", "UNKNOWN"), ("waived", "UNKNOWN")])
def test_of_a_collection_that_was_cut_short_only_failures_are_certain(outcome: str, verdict: str) -> None:
    judged = assessment(outcome)
    short = replace(judged, snapshot={**judged.snapshot, "complete": False})
    assert [each.verdict for each in compliance(short)] == [verdict]


def test_controls_are_in_the_order_in_which_people_count() -> None:
    named = ("CP-10", "CP-6(2)", "CP-9", "2.1.10", "CP-6(10)", "2.1.2", "CP-6", "164.308(a)(7)(ii)(A)")
    info = replace(assessment("PASS").rules["rule-0"], controls={"F-10": ("A",), "F-9": named})
    told = [(each.framework, each.control) for each in compliance(replace(ASSESSMENT, rules={"rule-0": info}))]
    expected = ("2.1.2", "2.1.10", "164.308(a)(7)(ii)(A)", "CP-6", "CP-6(2)", "CP-6(10)", "CP-9", "CP-10")
    assert told == [*(("F-9", control) for control in expected), ("F-10", "A")]


def test_junit_has_a_property_for_each_control() -> None:
    report = ElementTree.fromstring(rendered("junit", assessment("PASS", "FAIL")))
    told = {each.get("name"): each.get("value") for each in report.iterfind("testsuite[@name='compliance']//property")}
    assert told == {"F C-1": "FAIL: rule-0 PASS, rule-1 FAIL"}


def test_json_has_it_and_reads_back_without_it() -> None:
    text = rendered("json", ASSESSMENT)
    assert json.loads(text)["compliance"]["NIST-800-53r5"]["CP-9"]["verdict"] == "FAIL"
    assert load_json(text) == ASSESSMENT


def test_markdown_has_a_row_for_each_control() -> None:
    report = rendered("markdown", assessment("PASS", "FAIL"))
    assert (
        "### F\n\n| Control | Verdict | Rules |\n| --- | --- | --- |\n| C-1 | FAIL | `rule-0` PASS, `rule-1` FAIL |"
        in report
    )


def test_without_controls_markdown_has_no_such_section() -> None:
    assert "## Compliance" not in rendered("markdown", replace(ASSESSMENT, rules={}))
