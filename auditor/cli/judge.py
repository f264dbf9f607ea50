"""A snapshot and packs in, an assessment out. No network, no credentials."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from auditor.cli.reading import reading
from auditor.config import Intent
from auditor.evaluate.engine import assess
from auditor.finding import Assessment
from auditor.rules import Pack
from auditor.snapshot import Snapshot


def judge(snapshot: Snapshot, packs: Sequence[Pack], intent: Intent) -> Assessment:
    """Ask every rule of every subject of its kind."""
    return assess(packs, snapshot, intent)


def judge_file(path: Path, packs: Sequence[Pack], intent: Intent) -> Assessment:
    """As `judge`, of a snapshot file. Raises SnapshotError if it is none."""
    with reading(path) as snapshot:
        return judge(snapshot, packs, intent)
