"""Reading only what packs demand changes no verdict and no remedy; it only leaves calls out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from auditor.collect import collect
from auditor.config import Intent
from auditor.demo import estate
from auditor.evaluate.demand import demand
from auditor.evaluate.engine import assess
from auditor.rules import load_packs, shipped_packs
from auditor.snapshot import Snapshot, SnapshotWriter

SIX = ("replication", "versioning", "ownership", "delete-markers", "kms", "role")
CHOICES = (shipped_packs(), SIX, ("exfiltration",), ("observability",), ("resilience",))


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[Sequence[str], Snapshot], Intent]:
    """The demo's estate, read in full (under the key `()`) and for each choice of packs."""
    folder, read = tmp_path_factory.mktemp("demand"), {}
    with estate() as config:
        for number, packs in enumerate(((), *CHOICES)):
            path: Path = folder / str(number)
            wanted = demand(load_packs(packs), config.intent) if packs else None
            writer = SnapshotWriter(path, None, "start")
            collect(config, writer, wanted, lambda _event: None)
            writer.finish("end")
            read[packs] = Snapshot.open(path)
        return read, config.intent


@pytest.mark.parametrize("packs", CHOICES, ids=lambda packs: packs[0] if len(packs) == 1 else f"{len(packs)} packs")
def test_the_verdicts_are_those_of_a_full_scan(
    snapshots: tuple[dict[Sequence[str], Snapshot], Intent], packs: Sequence[str]
) -> None:
    read, intent = snapshots
    rules = load_packs(packs)
    full, lean = (assess(rules, read[which], intent) for which in ((), packs))
    assert {f.fingerprint: f for f in lean.findings} == {f.fingerprint: f for f in full.findings}


def test_fewer_facts_are_read(snapshots: tuple[dict[Sequence[str], Snapshot], Intent]) -> None:
    read, _ = snapshots
    counts = {packs: sum(len(each.facts) for each in snapshot.resources()) for packs, snapshot in read.items()}
    assert max(count for packs, count in counts.items() if packs) < counts[()]
