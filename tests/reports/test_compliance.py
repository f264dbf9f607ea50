"""A control has the worst verdict of its rules; one failure fails it, one unknown leaves it open."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from auditor.finding import Assessment, Finding, Findings, RuleInfo, Severity, Status, Waiver
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
    return replace(ASSESSMENT, findings=Findings(findings), rules=rules)


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
