"""Accounts in, a snapshot file out; told on stderr while it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from auditor.cli.log import Log, now
from auditor.cli.progress import progress
from auditor.collect import collect
from auditor.config import Account, Config
from auditor.snapshot import Json, SnapshotWriter


def gather(config: Config, path: Path, facts: frozenset[str] | None, log: Log) -> Path:
    """Collect the configured accounts into the snapshot `path`, which stays as it was until the new one is whole.

    `facts` None means all. Returns `path`. Raises SnapshotError.
    """
    writer = SnapshotWriter(path, scope(config.accounts, facts), now())
    with progress(log, len(config.accounts)) as tell:
        collect(config, writer, facts, tell)
    writer.finish(now())
    log.say("snapshot-written", f"snapshot written to {path}", path=str(path))
    return path


def scope(accounts: Sequence[Account], facts: frozenset[str] | None) -> Json:
    """What was asked for: accounts with their Regions, and facts. Nothing in it opens a door."""
    asked = {account.id: sorted(account.regions) for account in accounts}
    return {"accounts": asked, "facts": None if facts is None else sorted(facts)}
