"""Accounts in, a snapshot file out; told on stderr while it goes on."""

from __future__ import annotations

from pathlib import Path

from auditor.cli.log import Log, now
from auditor.cli.progress import progress
from auditor.collect import collect
from auditor.config import Config
from auditor.snapshot import Choice, Demand, Json, SnapshotWriter


def gather(config: Config, path: Path, demand: Demand | None, log: Log, *, resume: bool = False) -> Path:
    """Collect the configured accounts into the snapshot `path`, which stays as it was until the new one is whole.

    `demand` None means all facts; `resume` goes on with an interrupted scan. Interrupted, it leaves what it has,
    marked incomplete. Returns `path`. Raises SnapshotError.
    """
    _warn(config.scheduler or "", log)
    writer = SnapshotWriter(path, scope(config, demand), now(), resume=resume)
    try:
        with progress(log, len(config.accounts)) as tell:
            collect(config, writer, demand, tell)
    except KeyboardInterrupt:
        writer.finish(now(), complete=False)
        log.say("interrupted", f"interrupted: {path} holds what was read; go on with --resume", path=str(path))
        raise
    writer.finish(now())
    log.say("snapshot-written", f"snapshot written to {path}", path=str(path))
    return path


def _warn(scheduler: str, log: Log) -> None:
    """Roles, ExternalIds and what is read go to workers and back."""
    if scheduler.startswith("tcp://") and not scheduler.startswith(("tcp://127.", "tcp://localhost:")):
        log.say("unencrypted", f"{scheduler} is not encrypted: use tls:// beyond a network of your own")


def scope(config: Config, demand: Demand | None) -> Json:
    """What was asked for: accounts with their Regions, buckets, and facts. Nothing in it opens a door."""
    asked = {account.id: sorted(account.regions) for account in config.accounts}
    return {"accounts": asked, "facts": None if demand is None else demand.plain(), **Choice(config.buckets).plain()}
