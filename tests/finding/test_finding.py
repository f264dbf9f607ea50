"""What findings count as, and the exit code that follows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from auditor.finding import Assessment, Finding, Findings, Gap, Severity, Status, Waiver

FAILED = Finding("rule", Severity.MEDIUM, "bucket", "orders", Status.FAIL, "It fails.")
WAIVER = Waiver("accepted", "someone", "2027-01-01")
GAP = Gap("111111111111", None, "arn:aws:s3:::orders", "policy", "s3:GetBucketPolicy", "AccessDenied")


def _assessment(*findings: Finding, gaps: tuple[Gap, ...] = (), **snapshot: Any) -> Assessment:
    return Assessment(Findings(findings), gaps, rules={}, packs={}, snapshot=snapshot, tool_version="0")


def _as(status: Status, **changes: Any) -> Finding:
    return replace(FAILED, status=status, **changes)


@pytest.mark.parametrize(
    ("finding", "outcome"),
    [
        (FAILED, "FAIL"),
        (_as(Status.FAIL, cause="c0ffee"), "consequence"),
        (_as(Status.FAIL, waiver=WAIVER), "waived"),
        (_as(Status.FAIL, waiver=WAIVER, cause="c0ffee"), "waived"),
        (_as(Status.UNKNOWN), "UNKNOWN"),
        (_as(Status.UNKNOWN, waiver=WAIVER), "waived"),
        (_as(Status.UNKNOWN, cause="c0ffee"), "UNKNOWN"),
        (_as(Status.PASS), "PASS"),
        (_as(Status.PASS, waiver=WAIVER), "PASS"),
        (_as(Status.NOT_APPLICABLE, waiver=WAIVER), "NOT_APPLICABLE"),
    ],
)
def test_a_finding_is_counted_as_one_thing(finding: Finding, outcome: str) -> None:
    counts = _assessment(finding).counts()

    assert finding.outcome == outcome
    assert {name for name, number in counts.items() if number} == {outcome}


def test_counts_name_every_outcome() -> None:
    assert _assessment().counts() == dict.fromkeys(
        ("FAIL", "consequence", "waived", "UNKNOWN", "PASS", "NOT_APPLICABLE"), 0
    )


@pytest.mark.parametrize(
    ("assessment", "code"),
    [
        (_assessment(), 0),
        (_assessment(_as(Status.PASS), _as(Status.NOT_APPLICABLE)), 0),
        (_assessment(FAILED), 1),
        (_assessment(FAILED, _as(Status.UNKNOWN), gaps=(GAP,)), 1),
        (_assessment(_as(Status.FAIL, severity=Severity.LOW)), 0),
        (_assessment(_as(Status.FAIL, severity=Severity.LOW), _as(Status.UNKNOWN)), 3),
        (_assessment(_as(Status.FAIL, waiver=WAIVER)), 0),
        (_assessment(_as(Status.FAIL, severity=Severity.LOW, cause="c0ffee")), 0),
        (_assessment(_as(Status.FAIL, severity=Severity.LOW), _as(Status.FAIL, cause="c0ffee")), 1),
        (_assessment(_as(Status.UNKNOWN)), 3),
        (_assessment(_as(Status.UNKNOWN, waiver=WAIVER)), 0),
        (_assessment(gaps=(GAP,)), 3),
        (_assessment(complete=False), 3),
        (_assessment(complete=True), 0),
    ],
)
def test_the_exit_code_means_one_thing(assessment: Assessment, code: int) -> None:
    assert assessment.exit_code(Severity.MEDIUM) == code


@pytest.mark.parametrize(("fail_on", "code"), [(Severity.LOW, 1), (Severity.MEDIUM, 1), (Severity.HIGH, 0)])
def test_the_threshold_itself_fails(fail_on: Severity, code: int) -> None:
    assert _assessment(FAILED).exit_code(fail_on) == code


@pytest.mark.parametrize(
    ("percent", "complete", "minimum", "code"),
    [(90.0, True, 90, 1), (89.99, True, 90, 3), (100.0, False, 90, 3), (None, True, 90, 3), (None, False, 0, 1)],
)
def test_too_little_coverage_comes_before_failures(
    percent: float | None, complete: bool, minimum: float, code: int
) -> None:
    coverage = {} if percent is None else {"percent": percent}
    assessment = replace(_assessment(FAILED), coverage=coverage, snapshot={"complete": complete})
    assert assessment.exit_code(Severity.LOW, minimum) == code


def test_failing_comes_worst_first_then_by_rule_and_subject() -> None:
    critical = _as(Status.FAIL, severity=Severity.CRITICAL, rule="z")
    other = _as(Status.FAIL, subject="archive")

    assert list(_assessment(FAILED, other, critical).failing()) == [critical, other, FAILED]


def test_failing_leaves_out_what_is_waived_or_follows() -> None:
    assert list(_assessment(_as(Status.FAIL, waiver=WAIVER), _as(Status.FAIL, cause="c0ffee")).failing()) == []


def test_consequences_are_those_that_name_the_cause() -> None:
    effect = _as(Status.FAIL, subject="b", cause=FAILED.fingerprint)
    unrelated = _as(Status.FAIL, subject="c", cause="c0ffee")

    assert list(_assessment(FAILED, unrelated, effect).consequences(FAILED)) == [effect]


def test_a_fingerprint_is_the_same_whatever_was_found() -> None:
    later = _as(Status.PASS, message="It holds.", severity=Severity.LOW, waiver=WAIVER)

    assert later.fingerprint == FAILED.fingerprint


@pytest.mark.parametrize("changes", [{"rule": "r"}, {"kind": "role"}, {"subject": "s"}])
def test_a_fingerprint_tells_rule_kind_and_subject_apart(changes: dict[str, str]) -> None:
    assert replace(FAILED, **changes).fingerprint != FAILED.fingerprint  # type: ignore[arg-type]  # text fields


def test_where_one_name_ends_and_the_next_begins_matters() -> None:
    assert replace(FAILED, rule="ab", kind="c").fingerprint != replace(FAILED, rule="a", kind="bc").fingerprint


def test_any_text_has_a_fingerprint() -> None:
    assert len(replace(FAILED, subject="\ud800").fingerprint) == 16
