"""The configured accounts -> facts in a snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager

from auditor.collect.directory import Pace
from auditor.collect.discovery import client
from auditor.collect.executor import Crew, local
from auditor.collect.guardrails import Doors, guardrails
from auditor.collect.limiter import Limiter
from auditor.collect.progress import Event
from auditor.collect.recipe import Recipe, leave, workplace
from auditor.collect.scan import Scan, run
from auditor.config import Config
from auditor.errors import UsageError
from auditor.snapshot import UNHURRIED, Choice, Demand, Resource, SnapshotWriter

PER_WORKER = 2
"""Pieces of work handed out for each worker, so that none waits for the next."""


def collect(config: Config, writer: SnapshotWriter, demand: Demand | None, progress: Callable[[Event], None]) -> None:
    """Read what is demanded (None: all) of every configured account into `writer`, which the caller finishes.

    What cannot be read becomes an unknown fact and never ends the scan. On KeyboardInterrupt, or when the snapshot
    cannot be written, nothing more is sent and what has been written stays. `progress` is called in this thread.
    Raises UsageError where no account has a bucket of a name that was asked for.
    """
    wanted = (demand or Demand.everything(but=UNHURRIED)).closed()
    with _crew(config) as crew, _aside(config, wanted) as above:
        scan = Scan(
            submit=crew.submit,
            expect=crew.expect,
            limit=PER_WORKER * crew.workers,
            attempts=config.attempts,
            limiter=Limiter(),
            writer=writer,
            demand=wanted,
            choice=Choice(config.buckets),
            tell=progress,
            above=above,
        )
        run(scan, [account.id for account in config.accounts])


def _crew(config: Config) -> AbstractContextManager[Crew]:
    """Who reads: processes of this machine, or the workers of the scheduler that is configured."""
    recipe = Recipe.of(config)
    if config.scheduler is None:
        return local(recipe, config.concurrency, config.processes)
    try:
        from auditor.collect.cluster import cluster  # noqa: PLC0415  Dask is an extra
    except ImportError as error:
        raise UsageError(f"--scheduler needs Dask ({error}): pip install 'auditor[cluster]'") from error
    return cluster(config.scheduler, recipe)


@contextmanager
def _aside(config: Config, wanted: Demand) -> Iterator[Callable[[Sequence[Resource]], Future[list[Resource]]]]:
    """Reads what Organizations says of accounts, in a thread of this process: workers would not share its pace."""
    recipe, executor = Recipe.of(config), ThreadPoolExecutor(1, thread_name_prefix="organization")
    try:
        yield lambda accounts: executor.submit(lambda: [*guardrails(accounts, wanted.accounts, _doors(config, recipe))])
    finally:
        leave(recipe)
        executor.shutdown(wait=False, cancel_futures=True)


def _doors(config: Config, recipe: Recipe) -> Doors:
    """Through whom the organization is asked; nothing sleeps on once the scan has ended."""
    place, organization = workplace(recipe), config.organization
    return Doors(
        configured=None if organization is None else lambda: client(config, organization, place.sdk),
        account=lambda account: place.sessions[account].client("organizations"),
        pace=lambda: Pace(sleep=place.sdk.stop.wait),
    )
