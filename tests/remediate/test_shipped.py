"""The remedies of the shipped rules, and what they make of the whole embedded estate."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import pytest

from auditor.collect import collect
from auditor.demo import estate
from auditor.evaluate.engine import assess
from auditor.finding import Assessment
from auditor.remediate import ACTIONS, plan, prove
from auditor.rules import load_packs, shipped_packs
from auditor.snapshot import Snapshot, SnapshotWriter

PACKS = load_packs(shipped_packs())
REMEDIES = [
    pytest.param(remedy, id=f"{rule.info.id}-{n}")
    for pack in PACKS
    for rule in pack.rules
    for n, remedy in enumerate(rule.remedies)
]


@pytest.mark.parametrize("remedy", REMEDIES)
def test_a_shipped_remedy_gives_its_action_what_that_needs(remedy) -> None:
    asked = re.match(r"`\{([a-z_, ]+)\}`", ACTIONS[remedy.action].__doc__ or "")
    assert asked is not None
    assert set(remedy.given) == set(asked[1].split(", "))


def test_the_fixes_of_the_whole_estate_are_proved(tmp_path: Path) -> None:
    with estate() as config:
        writer = SnapshotWriter(tmp_path / "demo.snapshot", None, "2026-11-21T00:00:00Z")
        collect(config, writer, None, lambda _event: None)
        writer.finish("2026-11-21T00:00:01Z")

    def judged(snapshot: Snapshot, intent) -> Assessment:
        return assess(PACKS, snapshot, intent)

    judge = partial(judged, intent=config.intent)
    snapshot = Snapshot.open(tmp_path / "demo.snapshot")
    made = plan(judge(snapshot), snapshot)
    proof = prove(made, snapshot, judge)
    assert (proof.remains, proof.opened) == ((), ())
    assert proof.proved
