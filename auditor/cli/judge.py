"""A snapshot and packs in, an assessment out. No network, no credentials."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from auditor.cli.log import Log
from auditor.cli.reading import reading
from auditor.config import Intent
from auditor.evaluate.engine import assess
from auditor.finding import Assessment
from auditor.rules import Pack
from auditor.snapshot import Snapshot
from auditor.topology.unfit import unfit


def judge(snapshot: Snapshot, packs: Sequence[Pack], intent: Intent) -> Assessment:
    """Ask every rule of every subject of its kind."""
    return assess(packs, snapshot, intent)


def judge_file(path: Path, packs: Sequence[Pack], intent: Intent, log: Log) -> Assessment:
    """As `judge`, of a snapshot file; what was declared and is about nothing in it is told. Raises SnapshotError."""
    with reading(path) as snapshot:
        for place in unfit(snapshot, intent):
            log.say("intent", f"{place} of the configuration fits no bucket that was read", place=place)
        return judge(snapshot, packs, intent)
