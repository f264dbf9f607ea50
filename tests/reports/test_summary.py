"""The terminal summary: worst first, limits that say what they leave out, plain characters."""

from __future__ import annotations

from dataclasses import replace

from auditor.finding import Findings
from tests.reports.sample import ASSESSMENT, FINDINGS, GAPS, rendered


def _lines(**changes: object) -> list[str]:
    return rendered("summary", replace(ASSESSMENT, **changes)).splitlines()  # type: ignore[arg-type]  # any field


def test_the_worst_failure_is_the_first_line() -> None:
    assert _lines()[0].startswith("CRITICAL replication-role-has-permissions  arn:aws:iam::")


def test_consequences_are_named_under_their_cause() -> None:
    assert "  1 other failure, CRITICAL at most, will clear with this one: role-may-read-source" in _lines()


def test_the_counts_are_the_last_lines() -> None:
    assert _lines(coverage={"accounts": 3, "buckets": 8, "edges": 4})[-3:] == [
        "2 failures (1 CRITICAL, 1 HIGH)",
        "1 consequence, 1 unknown, 1 waived, 1 passed, 1 not applicable",
        "accounts 3, buckets 8, edges 4, 2 gaps",
    ]


def test_coverage_tells_where_something_is_missing() -> None:
    assert _lines()[-3:] == [
        "coverage 75.0 %: 88 of 90 facts known (2 denied)",
        "  333333333333 eu-central-1: 1 of 2 known (1 denied)",
        "  444444444444: 0 of 1 known (1 denied)",
    ]


def test_many_places_are_cut_and_counted() -> None:
    row = {"region": "", "action": "sts:AssumeRole", "fact": "access", "outcomes": {"timed_out": 1}}
    rows = [{**row, "account": f"{number:012}"} for number in range(12)]

    lines = _lines(coverage={**ASSESSMENT.coverage, "calls": rows})
    assert lines[-2:] == ["  000000000009: 0 of 1 known (1 timed out)", "  ... and 2 more places"]


def test_many_failures_are_cut_and_counted() -> None:
    findings = tuple(replace(FINDINGS[2], subject=f"edge-{number}") for number in range(23))

    assert "... and 3 more failures; every report file lists all" in _lines(findings=Findings(findings))


def test_many_gaps_are_cut_and_counted() -> None:
    gaps = tuple(replace(GAPS[0], resource=f"arn:aws:s3:::b{number}") for number in range(11))

    assert "... and 1 more gap; every report file lists all" in _lines(gaps=gaps)


def test_many_unknowns_are_cut_and_counted() -> None:
    findings = tuple(replace(FINDINGS[4], subject=f"edge-{number}") for number in range(12))

    assert "... and 2 more unknown findings; every report file lists all" in _lines(findings=Findings(findings))


def test_a_failure_names_the_code_that_s3_will_report() -> None:
    assert "  S3 will report: DstBucketUnversioned" in _lines()
