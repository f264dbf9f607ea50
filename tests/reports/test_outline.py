"""Findings are told causes first, and no consequence is lost or told twice."""

from __future__ import annotations

from dataclasses import replace

from auditor.finding import Assessment, Finding, Findings, Severity
from auditor.reports.outline import by_severity, following, orphans
from tests.reports.sample import ASSESSMENT, FINDINGS

CAUSE = FINDINGS[0]


def _effect(subject: str, cause: Finding) -> Finding:
    return replace(FINDINGS[1], subject=subject, cause=cause.fingerprint)


def _of(*findings: Finding) -> Assessment:
    return replace(ASSESSMENT, findings=Findings(findings))


def test_failures_come_worst_first() -> None:
    assert [finding.severity for finding in ASSESSMENT.failing()] == [Severity.CRITICAL, Severity.HIGH]


def test_what_follows_indirectly_is_told_under_the_first_cause() -> None:
    first = _effect("a", CAUSE)
    second = _effect("b", first)

    assert list(following(_of(second, first, CAUSE), CAUSE)) == [first, second]


def test_a_circle_of_causes_ends_and_is_told() -> None:
    first = _effect("a", CAUSE)
    second = _effect("b", first)
    circle = replace(first, cause=second.fingerprint)

    assert list(orphans(_of(circle, second))) == [circle, second]


def test_a_consequence_without_its_cause_is_an_orphan() -> None:
    effect = _effect("a", CAUSE)

    assert list(orphans(_of(effect))) == [effect]


def test_what_follows_from_a_failure_that_counts_is_no_orphan() -> None:
    first = _effect("a", CAUSE)

    assert list(orphans(_of(CAUSE, first, _effect("b", first)))) == []


def test_severities_without_failures_are_left_out() -> None:
    assert list(by_severity(ASSESSMENT)) == [(Severity.CRITICAL, 1), (Severity.HIGH, 1)]
