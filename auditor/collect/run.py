"""The configured accounts -> facts in a snapshot."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from auditor.collect.executor import local
from auditor.collect.limiter import Limiter
from auditor.collect.progress import Event
from auditor.collect.recipe import Recipe, leave, read, workplace
from auditor.collect.scan import Scan, run
from auditor.config import Config
from auditor.snapshot import Choice, Demand, SnapshotWriter

ATTEMPTS = 8
"""How often a fact is asked for before it is unknown; between the tries pass some fifteen seconds in all."""
PER_WORKER = 2
"""Pieces of work handed out for each worker, so that none waits for the next."""


def collect(config: Config, writer: SnapshotWriter, demand: Demand | None, progress: Callable[[Event], None]) -> None:
    """Read what is demanded (None: all) of every configured account into `writer`, which the caller finishes.

    What cannot be read becomes an unknown fact and never ends the scan. On KeyboardInterrupt, or when the snapshot
    cannot be written, nothing more is sent and what has been written stays. `progress` is called in this thread.
    Raises UsageError where no account has a bucket of a name that was asked for.
    """
    recipe = Recipe.of(config)
    reading = partial(read, recipe)
    workplace(recipe)  # before any worker begins: settings that cannot be used end the scan at once
    try:
        with local(recipe, config.concurrency, config.processes) as executor:
            scan = Scan(
                submit=lambda work: executor.submit(reading, work),
                expect=executor.expect,
                limit=PER_WORKER * config.concurrency,
                attempts=ATTEMPTS,
                limiter=Limiter(),
                writer=writer,
                demand=(demand or Demand.everything()).closed(),
                choice=Choice(config.buckets),
                tell=progress,
            )
            run(scan, [account.id for account in config.accounts])
    finally:
        leave(recipe)
