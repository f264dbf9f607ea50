"""Findings come back as they were given, in one order, however they were added and whatever is in them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.finding import Evidence, Finding, Findings, Remediation, Severity, Status, Waiver, packed

TEXT = st.text(max_size=8)
"""Half surrogate pairs too."""
JSON = st.recursive(st.none() | st.booleans() | st.integers() | TEXT, lambda inner: st.lists(inner) | st.dictionaries(
    TEXT, inner), max_leaves=4)  # fmt: skip
ANY = st.builds(
    Finding,
    rule=TEXT, severity=st.sampled_from(Severity), kind=TEXT, subject=TEXT, status=st.sampled_from(Status),
    message=TEXT, accounts=st.tuples(TEXT), evidence=st.tuples(st.builds(Evidence, TEXT, JSON, TEXT, TEXT)),
    remediation=st.none() | st.builds(Remediation, TEXT, st.dictionaries(TEXT, JSON)), cause=st.none() | TEXT,
    waiver=st.none() | st.builds(Waiver, TEXT, TEXT, TEXT), cause_waived=st.booleans(),
)  # fmt: skip
FEW = st.lists(ANY, max_size=6, unique_by=lambda each: (each.rule, each.subject, each.kind))


def ordered(findings: list[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda each: (each.rule, each.subject, each.kind))


@given(FEW)
def test_what_was_put_in_comes_out_in_order(findings: list[Finding]) -> None:
    assert list(Findings(findings)) == ordered(findings)


@given(FEW)
def test_the_tally_counts_each(findings: list[Finding]) -> None:
    tally = Findings(findings).tally()

    assert sum(tally.values()) == len(findings)
    assert all(tally[each.rule, each.outcome, each.severity] for each in findings)


@given(FEW, st.sampled_from(["FAIL", "UNKNOWN", "PASS", "waived", "consequence"]))
def test_those_of_an_outcome_come_worst_first_and_none_is_lost(findings: list[Finding], outcome: str) -> None:
    listed = list(Findings(findings).of(outcome))

    assert ordered(listed) == ordered([each for each in findings if each.outcome == outcome])
    if outcome != "PASS":
        assert [each.severity for each in listed] == sorted((each.severity for each in listed), reverse=True)


def finding(subject: str, status: Status = Status.FAIL, rule: str = "r") -> Finding:
    return Finding(rule, Severity.HIGH, "bucket", subject, status, "")


def test_batches_of_a_rule_follow_one_another() -> None:
    findings = Findings()
    for names in ("ab", "cd"):
        findings.add(
            packed(finding(name, status) for name, status in zip(names, (Status.PASS, Status.FAIL), strict=True))
        )

    assert [each.subject for each in findings] == ["a", "b", "c", "d"]


def test_a_change_leaves_the_former_as_they_were() -> None:
    former = Findings([finding("a"), finding("b", Status.PASS)])
    changed = former.changed(lambda each: replace(each, waiver=Waiver("j", "o", "2027-01-01")))

    assert [each.outcome for each in changed] == ["waived", "PASS"]
    assert [each.outcome for each in former] == ["FAIL", "PASS"]


@pytest.mark.parametrize("found", [finding("a"), finding("b", Status.UNKNOWN)])
def test_an_open_finding_is_found_by_its_fingerprint_and_by_what_it_is_about(found: Finding) -> None:
    findings = Findings([finding("a"), finding("b", Status.UNKNOWN)])

    assert findings.named(found.fingerprint) == found
    assert findings.about(found.rule, found.subject) == found


@given(FEW, TEXT)
def test_a_change_of_some_rules_leaves_the_others_as_they_were(findings: list[Finding], rule: str) -> None:
    def waived(finding: Finding) -> Finding:
        return replace(finding, waiver=Waiver("j", "o", "2027-01-01"))

    chosen = {rule, *(each.rule for each in findings[:2])}
    changed = Findings(findings).changed(waived, chosen)

    meant = [each.rule in chosen and each.status in (Status.FAIL, Status.UNKNOWN) for each in findings]
    expected = [waived(each) if those else each for each, those in zip(findings, meant, strict=True)]
    assert list(changed) == ordered(expected)


def test_what_is_not_there_is_not_found() -> None:
    findings = Findings([finding("a", Status.PASS)])

    assert findings.named(finding("a").fingerprint) is None
    assert findings.about("r", "a") is None


def test_findings_are_equal_by_what_they_hold() -> None:
    assert Findings([finding("a"), finding("b")]) == Findings([finding("b"), finding("a")])
    assert Findings([finding("a")]) != Findings([finding("b")])


def test_what_follows_from_a_failure_is_found_without_a_look_at_all_others() -> None:
    def steps(others: int) -> int:
        findings = Findings(
            Finding("r", Severity.HIGH, "bucket", f"b{number}", Status.FAIL, "m", cause=str(number))
            for number in range(others)
        )
        done: list[int] = []
        findings._db.set_progress_handler(lambda: done.append(1), 1)  # steps of its machine
        assert [each.subject for each in findings.following("3")] == ["b3"]
        return len(done)

    assert steps(2000) < 2 * steps(20)
