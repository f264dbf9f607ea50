"""Findings are told causes first, and no consequence is lost or told twice."""

from __future__ import annotations

from dataclasses import replace

from auditor.finding import Finding, Severity
from auditor.reports.outline import outline
from tests.reports.sample import ASSESSMENT, FINDINGS

CAUSE = FINDINGS[0]


def _effect(subject: str, cause: Finding) -> Finding:
    return replace(FINDINGS[1], subject=subject, cause=cause.fingerprint)


def test_failures_come_worst_first() -> None:
    assert [finding.severity for finding in outline(ASSESSMENT).failures] == [Severity.CRITICAL, Severity.HIGH]


def test_what_follows_indirectly_is_told_under_the_first_cause() -> None:
    first = _effect("a", CAUSE)
    second = _effect("b", first)
    told = outline(replace(ASSESSMENT, findings=(second, first, CAUSE)))

    assert told.following[CAUSE.fingerprint] == (first, second)


def test_a_circle_of_causes_ends_and_is_told() -> None:
    first = _effect("a", CAUSE)
    second = _effect("b", first)
    circle = replace(first, cause=second.fingerprint)
    told = outline(replace(ASSESSMENT, findings=(circle, second)))

    assert told.orphans == (circle, second)


def test_a_consequence_without_its_cause_is_an_orphan() -> None:
    effect = _effect("a", CAUSE)

    assert outline(replace(ASSESSMENT, findings=(effect,))).orphans == (effect,)


def test_severities_without_failures_are_left_out() -> None:
    assert [severity for severity, _ in outline(ASSESSMENT).by_severity()] == [Severity.CRITICAL, Severity.HIGH]
