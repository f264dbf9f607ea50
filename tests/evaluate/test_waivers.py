"""Accepted risks are marked on the days they hold, exactly where they say, and never hide more than they say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from auditor.config import AcceptedRisk
from auditor.evaluate.waivers import waive
from auditor.finding import Assessment, Finding, Findings, Remark, RuleInfo, Severity, Status

TODAY = date(2026, 11, 21)
RULE = "source-versioning-enabled"


def found(subject: str, status: Status = Status.FAIL, rule: str = RULE) -> Finding:
    return Finding(rule, Severity.HIGH, "bucket", subject, status, "m")


def assessment(*findings: Finding) -> Assessment:
    names = {RULE, *(finding.rule for finding in findings)}
    rules = {name: RuleInfo(name, "t", Severity.HIGH, "p", "bucket", "r") for name in names}
    return Assessment(Findings(findings), (), rules, {"p": "1.0"}, {"complete": True}, "0")


def risk(subject: str, expires: str = "2027-06-30", rule: str = RULE, **more: bool) -> AcceptedRisk:
    return AcceptedRisk(rule=rule, subject=subject, justification="j", owner="o", expires=expires, **more)


def outcomes(assessed: Assessment) -> list[str]:
    return [finding.outcome for finding in assessed.findings]


def kinds(assessed: Assessment) -> list[Remark]:
    return [remark.kind for remark in assessed.waivers]


def test_a_waived_failure_does_not_count() -> None:
    waived = waive(assessment(found("ci-logs")), [risk("ci-logs")], TODAY)
    assert (outcomes(waived), waived.exit_code(Severity.INFO)) == (["waived"], 0)


def test_it_says_who_accepts_it_why_and_until_when() -> None:
    waiver = next(iter(waive(assessment(found("ci-logs")), [risk("ci-logs")], TODAY).findings)).waiver
    assert waiver is not None
    assert (waiver.owner, waiver.justification, waiver.expires) == ("o", "j", "2027-06-30")


@pytest.mark.parametrize("subject", ["ci-logs-replica", "CI-logs", "my-ci-logs", "ci-logs/r/x", "ci-log"])
def test_a_waiver_of_ci_logs_is_of_nothing_else(subject: str) -> None:
    assert outcomes(waive(assessment(found(subject)), [risk("ci-logs")], TODAY)) == ["FAIL"]


def test_a_star_is_a_pattern_only_after_glob() -> None:
    both = assessment(found("ci-logs"), found("ci-logs-replica"))
    assert outcomes(waive(both, [risk("ci-logs*")], TODAY)) == ["FAIL", "FAIL"]
    assert outcomes(waive(both, [risk("glob:ci-logs*")], TODAY)) == ["waived", "waived"]


def test_another_rule_on_the_same_subject_still_fails() -> None:
    assert outcomes(waive(assessment(found("a", rule="other-rule")), [risk("a")], TODAY)) == ["FAIL"]


@pytest.mark.parametrize(("today", "outcome"), [(date(2026, 11, 30), "waived"), (date(2026, 12, 1), "FAIL")])
def test_the_last_day_is_included(today: date, outcome: str) -> None:
    assert outcomes(waive(assessment(found("a")), [risk("a", "2026-11-30")], today)) == [outcome]


def test_an_unknown_is_hidden_only_by_a_waiver_that_says_so() -> None:
    unread = assessment(found("a", Status.UNKNOWN))
    assert outcomes(waive(unread, [risk("a")], TODAY)) == ["UNKNOWN"]
    assert outcomes(waive(unread, [risk("a", covers_unknown=True)], TODAY)) == ["waived"]


@pytest.mark.parametrize("status", [Status.PASS, Status.NOT_APPLICABLE])
def test_what_holds_is_not_waived(status: Status) -> None:
    assert next(iter(waive(assessment(found("a", status)), [risk("a")], TODAY).findings)).waiver is None


def test_an_expired_waiver_is_remarked_on_and_its_finding_counts() -> None:
    waived = waive(assessment(found("a")), [risk("a", "2026-11-20")], TODAY)
    (remark,) = waived.waivers
    assert (remark.kind, remark.told) == (
        Remark.EXPIRED,
        "held until 2026-11-20; 1 of its findings counts again; mend or renew",
    )
    assert waived.exit_code(Severity.INFO) == 1


@pytest.mark.parametrize(
    "finding",
    [found("a", Status.PASS), found("b"), found("a", Status.UNKNOWN)],
    ids=["it holds", "it is gone", "an unknown was never covered"],
)
def test_an_expired_waiver_brings_nothing_back_that_does_not_count(finding: Finding) -> None:
    (remark,) = waive(assessment(finding), [risk("a", "2026-11-20")], TODAY).waivers
    told = "held until 2026-11-20, and nothing counts again without it; delete it"
    assert (remark.kind, remark.told) == (Remark.UNUSED, told)


def test_an_expired_waiver_beside_one_that_holds_brings_nothing_back() -> None:
    risks = [risk("a", "2026-11-20"), risk("glob:a*")]
    waived = waive(assessment(found("a")), risks, TODAY)
    assert (outcomes(waived), kinds(waived)) == (["waived"], [Remark.UNUSED])


def test_an_expired_waiver_of_a_consequence_is_loud() -> None:
    effect = replace(found("a"), cause="0" * 16)
    assert kinds(waive(assessment(effect), [risk("a", "2026-11-20")], TODAY)) == [Remark.EXPIRED]


def test_an_expired_waiver_of_an_unknown_brings_it_back() -> None:
    waived = waive(assessment(found("a", Status.UNKNOWN)), [risk("a", "2026-11-20", covers_unknown=True)], TODAY)
    assert (outcomes(waived), kinds(waived)) == (["UNKNOWN"], [Remark.EXPIRED])


def test_the_exact_waiver_stands_before_a_pattern() -> None:
    exact = risk("a").model_copy(update={"owner": "nearest"})
    waiver = next(iter(waive(assessment(found("a")), [risk("glob:*"), exact], TODAY).findings)).waiver
    assert waiver is not None
    assert waiver.owner == "nearest"


def test_whatever_its_severity_has_become_a_finding_is_covered() -> None:
    worse = replace(found("a"), severity=Severity.CRITICAL)
    assert outcomes(waive(assessment(worse), [risk("a")], TODAY)) == ["waived"]


@pytest.mark.parametrize("subject", ["glob:*a*a*a*a*b", "glob:[", "glob:[!a", "glob:[z-a]", "glob:(a+)+$"])
def test_no_pattern_is_too_hard(subject: str) -> None:
    assert outcomes(waive(assessment(found("a" * 60)), [risk(subject)], TODAY)) == ["FAIL"]


def test_a_pattern_covers_consequences_too() -> None:
    effect = replace(found("b"), cause="0" * 16)
    assert outcomes(waive(assessment(found("a"), effect), [risk("glob:*")], TODAY)) == ["waived", "waived"]


@pytest.mark.parametrize(("expires", "remarks"), [("2026-12-21", [Remark.EXPIRING]), ("2026-12-22", [])])
def test_thirty_days_before_its_end_it_is_remarked_on(expires: str, remarks: list[Remark]) -> None:
    assert kinds(waive(assessment(found("a")), [risk("a", expires)], TODAY)) == remarks


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        ("a", "what it is about fails no more; delete it"),
        ("glob:?", "what it is about fails no more; delete it"),
        ("b", "is about nothing that was judged: misspelt, gone, or outside of what was read"),
    ],
)
def test_a_waiver_that_covers_nothing_is_remarked_on(subject: str, told: str) -> None:
    (remark,) = waive(assessment(found("a", Status.PASS)), [risk(subject)], TODAY).waivers
    assert (remark.kind, remark.told) == (Remark.UNUSED, told)


def test_a_pattern_without_glob_is_told_how_to_be_one() -> None:
    (remark,) = waive(assessment(found("a-b")), [risk("a-*")], TODAY).waivers
    assert remark.told == "is about nothing that was judged; write glob: before a pattern"


def test_a_waiver_for_an_unknown_that_it_does_not_cover_is_still_needed() -> None:
    assert kinds(waive(assessment(found("a", Status.UNKNOWN)), [risk("a")], TODAY)) == []


def test_a_rule_that_was_not_asked_makes_no_waiver_unused() -> None:
    assert kinds(waive(assessment(found("a", rule="other-rule")), [risk("a", rule="third-rule")], TODAY)) == []


def test_what_follows_from_a_waived_failure_counts_on_its_own() -> None:
    cause = found("a")
    effect = replace(found("b", rule="other-rule"), cause=cause.fingerprint)
    waived = waive(assessment(cause, effect), [risk("a")], TODAY)
    assert outcomes(waived) == ["FAIL", "waived"]
    assert next(iter(waived.findings)).cause == cause.fingerprint


def test_what_follows_from_an_expired_waiver_follows_as_before() -> None:
    cause = found("a")
    effect = replace(found("b", rule="other-rule"), cause=cause.fingerprint)
    assert outcomes(waive(assessment(cause, effect), [risk("a", "2026-11-20")], TODAY)) == ["consequence", "FAIL"]


def test_a_consequence_may_be_waived_too() -> None:
    cause = found("a")
    effect = replace(found("b", rule="other-rule"), cause=cause.fingerprint)
    risks = [risk("a"), risk("b", rule="other-rule")]
    assert outcomes(waive(assessment(cause, effect), risks, TODAY)) == ["waived", "waived"]


def test_what_was_waived_on_another_day_is_asked_again() -> None:
    cause = found("a")
    effect = replace(found("b", rule="other-rule"), cause=cause.fingerprint)
    risks = [risk("a", "2026-11-20")]
    before = waive(assessment(cause, effect), risks, date(2026, 11, 20))
    assert (outcomes(before), outcomes(waive(before, risks, TODAY))) == (["FAIL", "waived"], ["consequence", "FAIL"])


def test_remarks_come_expired_first() -> None:
    risks = [risk("z"), risk("b", "2026-12-01"), risk("a", "2026-11-20")]
    assert kinds(waive(assessment(found("a"), found("b")), risks, TODAY)) == [
        Remark.EXPIRED,
        Remark.EXPIRING,
        Remark.UNUSED,
    ]


def test_no_waivers_change_nothing() -> None:
    judged = assessment(found("a"), found("b", Status.PASS))
    assert waive(judged, [], TODAY) == judged
