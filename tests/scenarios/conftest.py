"""The demo's estate, scanned once for each process that tests."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from auditor.collect import collect
from auditor.config import Intent
from auditor.demo import estate
from auditor.snapshot import Demand, Snapshot, SnapshotWriter


@pytest.fixture(scope="session")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, Intent]:
    """The whole estate, read through STS like any, and what is declared of it."""
    file = tmp_path_factory.mktemp("demo") / "demo.snapshot"
    with estate() as config:
        now = datetime.now(UTC).isoformat()
        writer = SnapshotWriter(file, None, now)
        collect(config, writer, Demand.everything(), lambda _event: None)
        writer.finish(now)
        return Snapshot.open(file), config.intent
