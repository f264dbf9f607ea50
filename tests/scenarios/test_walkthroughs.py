"""The scenarios' tables agree, row by row, with what a reader of the walkthroughs says of them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from auditor.demo import scenarios
from auditor.demo.expected import Verdict
from auditor.finding import Severity, Status

READ = yaml.safe_load((Path(__file__).parent / "walkthroughs.yaml").read_text(encoding="utf-8"))
ROWS = [(name, rule, Verdict.model_validate(said)) for name, rows in READ.items() for rule, said in rows.items()]
WORLDS = scenarios()


def _table(name: str, rule: str) -> set[Verdict]:
    """What the scenario's table says of the rule, of whatever it is about; that it does not apply only if of all."""
    said = [expected.verdicts[rule] for expected in WORLDS[name].expect if rule in expected.verdicts]
    apply = {verdict for verdict in said if verdict.status is not Status.NOT_APPLICABLE}
    return apply or set(said)


def test_every_walkthrough_is_read() -> None:
    assert READ.keys() == {name for name in WORLDS if name[0].isdigit()}


@pytest.mark.parametrize(("name", "rule", "verdict"), ROWS, ids=str)
def test_the_tables_agree(name: str, rule: str, verdict: Verdict) -> None:
    assert _table(name, rule) == {verdict}


@pytest.mark.parametrize("name", READ)
def test_what_a_reader_does_not_speak_of_raises_no_alarm_above_low(name: str) -> None:
    """What fails beside is little, or follows from what the reader names."""
    graver = {
        rule
        for expected in WORLDS[name].expect
        for rule, verdict in expected.verdicts.items()
        if verdict.severity is not None and verdict.severity > Severity.LOW and not verdict.cause
    }
    assert graver - READ[name].keys() == set()
