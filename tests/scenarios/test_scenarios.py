"""Every walkthrough, scanned through STS like any estate, gets the verdicts that its scenario expects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from auditor.config import Intent
from auditor.demo import scenarios
from auditor.demo.expected import Verdict
from auditor.evaluate.engine import assess
from auditor.finding import Assessment, Finding, Severity, Status
from auditor.rules import load_packs, shipped_packs
from auditor.snapshot import Snapshot
from tests.scenarios.whose import about

WORLDS = scenarios()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a scenario's table."""

    scenario: str
    rule: str
    kind: str
    subject: str
    verdict: Verdict

    def __str__(self) -> str:
        return f"{self.scenario}-{self.rule}-{self.subject}-{self.verdict.status}"


def _rows() -> Iterator[Row]:
    for name, world in WORLDS.items():
        for expected in world.expect:
            for rule, verdict in expected.verdicts.items():
                yield Row(name, rule, expected.kind, expected.subject, verdict)


ROWS = tuple(_rows())


@pytest.fixture(scope="module")
def assessment(scanned: tuple[Snapshot, Intent]) -> Assessment:
    """What the shipped packs say of the whole estate."""
    return assess(load_packs(shipped_packs()), *scanned)


@pytest.fixture(scope="module")
def findings(assessment: Assessment) -> dict[tuple[str, str, str], Finding]:
    return {(finding.rule, finding.kind, finding.subject): finding for finding in assessment.findings}


Findings = dict[tuple[str, str, str], Finding]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_verdict_is_the_expected_one(findings: Findings, row: Row) -> None:
    finding = findings[row.rule, row.kind, row.subject]
    assert finding.status is row.verdict.status, f"{finding.message} {finding.evidence}"


NOTES = [row for row in ROWS if row.verdict.status is Status.PASS and row.verdict.severity is Severity.INFO]


@pytest.mark.parametrize("row", NOTES, ids=str)
def test_a_pass_with_a_note_says_more_than_its_title(assessment: Assessment, findings: Findings, row: Row) -> None:
    assert findings[row.rule, row.kind, row.subject].message != assessment.rules[row.rule].title


FAILURES = [row for row in ROWS if row.verdict.status is Status.FAIL]


@pytest.mark.parametrize("row", FAILURES, ids=str)
def test_the_failure_is_as_grave_as_expected(findings: Findings, row: Row) -> None:
    assert findings[row.rule, row.kind, row.subject].severity is row.verdict.severity


@pytest.mark.parametrize("row", FAILURES, ids=str)
def test_a_failure_counts_unless_it_follows_from_another(assessment: Assessment, findings: Findings, row: Row) -> None:
    finding = findings[row.rule, row.kind, row.subject]
    causes = {other.rule for other in assessment.findings if other.fingerprint == finding.cause}
    assert causes == ({row.verdict.cause} if row.verdict.cause else set())


WALKTHROUGHS = [name for name in WORLDS if name[0].isdigit()]


@pytest.mark.parametrize("name", WALKTHROUGHS)
def test_a_walkthroughs_tables_have_a_row_for_each_rule(name: str) -> None:
    """No rule says anything of a walkthrough that was not thought of."""
    shipped = {(rule.info.id, rule.info.subject) for pack in load_packs(shipped_packs()) for rule in pack.rules}
    lacking = {
        (each.subject, id)
        for each in WORLDS[name].expect
        for id, kind in shipped
        if kind == each.kind and id not in each.verdicts
    }
    assert lacking == set()


@pytest.mark.parametrize("name", WORLDS)
def test_nothing_else_fails(assessment: Assessment, name: str) -> None:
    """A good audit raises no alarm that the scenario does not ask for."""
    expected = {(row.rule, row.subject) for row in ROWS if row.scenario == name}
    failed = {(f.rule, f.subject) for f in assessment.failing() if about(WORLDS[name], f)}
    assert failed - expected == set()


def test_an_empty_role_is_one_failure_with_its_consequences(assessment: Assessment) -> None:
    (cause,) = [f for f in assessment.failing() if f.rule == "replication-role-has-permissions"]
    following = {finding.rule for finding in assessment.consequences(cause)}
    assert {"role-may-read-source", "role-may-replicate-to-destination"} <= following


def test_every_account_was_read(assessment: Assessment) -> None:
    assert not [gap for gap in assessment.gaps if gap.fact in ("access", "buckets")]
