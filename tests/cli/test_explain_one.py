"""Of a large snapshot `auditor explain` makes only the subject that is asked about, its role and that role's edges."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from auditor.cli.explain import explain
from auditor.config.intent import Intent
from auditor.snapshot import Snapshot
from auditor.topology import Handle, Index, Subject, World, join
from bench.organisation import write

EDGES = 60


@pytest.fixture(scope="module")
def organisation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("organisation") / "org.snapshot"
    write(path, EDGES)
    return path


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many subjects of each kind were made."""
    counted, make = Counter[str](), World.subject

    def subject(world: World, handle: Handle) -> Subject:
        counted[handle.kind] += 1
        return make(world, handle)

    monkeypatch.setattr(World, "subject", subject)
    return counted


def explained(wanted: str, organisation: Path) -> str:
    result = CliRunner().invoke(explain, [wanted, "--snapshot", str(organisation)])
    assert result.exception is None, result.output
    return result.output


def test_of_an_edge(organisation: Path, made: Counter[str]) -> None:
    snapshot = Snapshot.open(organisation)
    edges = list(join(snapshot, Intent(), ["replication"]))
    wanted = edges[EDGES // 2]
    beside = [each for each in edges if each.parts["role"]["arn"] == wanted.parts["role"]["arn"]]
    made.clear()
    assert str(wanted.parts["role"]["arn"]) in explained(wanted.id, organisation)
    assert len(edges) > 1 + len(beside)
    assert made == {"replication": 1 + len(beside), "role": 1}


def test_of_a_bucket(organisation: Path, made: Counter[str]) -> None:
    wanted = next(Index.of(Snapshot.open(organisation), Intent()).ids("bucket"))
    assert wanted in explained(wanted, organisation)
    assert made == {"bucket": 1}
