"""A scanner that cannot be installed leaves a note, and everything else is still measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import beside_peers
from bench.installed import Missing
from bench.programmes import CUSTODIAN, CUSTODIAN_ORG, FULL, SIX_PACKS
from bench.runs import Median, Run, middle
from tests.bench.measured import round_of

WALL = {SIX_PACKS: 2.0, FULL: 8.0, CUSTODIAN_ORG: 40.0, CUSTODIAN: 30.0}


def measured(runs: list[Run]) -> list[Median]:
    return [middle(run, [round_of(WALL[run.programme], peak=100)]) for run in runs]


@pytest.fixture(autouse=True)
def environments(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every scanner but Prowler can be had."""

    def found(environment: str) -> Path:
        if environment == "prowler":
            raise Missing("no index")
        return Path(environment)

    monkeypatch.setattr(beside_peers, "binaries", found)
    monkeypatch.setattr(beside_peers, "alternately", measured)


def test_ratios_are_ours_to_the_peer_s() -> None:
    section = beside_peers.twenty_accounts(1)
    assert [(target.measured, target.met) for target in section.targets] == [
        (0.05, True), (0.2, True), (100, True), (1.0, False), (1.0, False)
    ]  # fmt: skip
    assert len(section.rows) == 3


def test_a_scanner_that_cannot_be_had_leaves_a_note_and_promises_that_were_not_measured() -> None:
    section = beside_peers.one_account(1)
    assert {row["programme"] for row in section.rows} == {SIX_PACKS, FULL, CUSTODIAN}
    unmeasured = [target for target in section.targets if target.measured is None]
    assert unmeasured == [target for target in section.targets if "Prowler" in target.what]
    assert len(unmeasured) == 2
    assert section.notes == ("Prowler was left out: no index.",)


def test_a_shrunken_estate_still_has_an_edge() -> None:
    assert beside_peers.scaled(1000, 0.001) == 20
