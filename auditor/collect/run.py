"""The configured accounts -> facts in a snapshot."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from auditor.collect.clients import Sdk, Settings
from auditor.collect.limiter import Limiter
from auditor.collect.permissions import actions
from auditor.collect.progress import Event
from auditor.collect.scan import Scan, run
from auditor.collect.session import AccountSession
from auditor.collect.session_policy import read_only
from auditor.collect.work import perform
from auditor.config import Config
from auditor.snapshot import Demand, SnapshotWriter

ATTEMPTS = 8
"""How often a fact is asked for before it is unknown; between the tries pass some fifteen seconds in all."""
PER_WORKER = 2
"""Pieces of work handed out for each worker, so that none waits for the next."""


def collect(config: Config, writer: SnapshotWriter, demand: Demand | None, progress: Callable[[Event], None]) -> None:
    """Read what is demanded (None: all) of every configured account into `writer`, which the caller finishes.

    What cannot be read becomes an unknown fact and never ends the scan. On KeyboardInterrupt, or when the snapshot
    cannot be written, nothing more is sent and what has been written stays. `progress` is called in this thread.
    """
    # the SDK tries nothing again by itself: it would sleep in a worker, and for every account alike
    sdk = Sdk(Settings(config.timeout, config.timeout, 1, config.concurrency))
    policy = read_only(actions()) if config.session_policy else None
    sessions = {account.id: AccountSession(account, sdk, policy) for account in config.accounts}
    executor = ThreadPoolExecutor(config.concurrency, thread_name_prefix="collect")
    scan = Scan(
        submit=lambda work: executor.submit(perform, sessions, work),
        limit=PER_WORKER * config.concurrency,
        attempts=ATTEMPTS,
        limiter=Limiter(),
        writer=writer,
        demand=(demand or Demand.everything()).closed(),
        tell=progress,
    )
    try:
        run(scan, list(sessions))
    except BaseException:
        sdk.stop.set()
        raise
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
