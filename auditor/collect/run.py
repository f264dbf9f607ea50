"""The configured accounts -> facts in a snapshot."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from auditor.collect.clients import Sdk, Settings
from auditor.collect.permissions import actions
from auditor.collect.progress import Event
from auditor.collect.scan import Scan, run
from auditor.collect.session import AccountSession
from auditor.collect.session_policy import read_only
from auditor.collect.wanted import needed
from auditor.config import Config
from auditor.snapshot import SnapshotWriter

ATTEMPTS = 5
"""How often one request is tried before its fact is unknown; with the SDK's waits, some ten seconds."""
PER_WORKER = 2
"""Pieces of work handed out for each worker, so that none waits for the next."""


def collect(
    config: Config, writer: SnapshotWriter, facts: frozenset[str] | None, progress: Callable[[Event], None]
) -> None:
    """Read the wanted `facts` (None: all) of every configured account into `writer`, which the caller finishes.

    What cannot be read becomes an unknown fact and never ends the scan. On KeyboardInterrupt, or when the snapshot
    cannot be written, nothing more is sent and what has been written stays. `progress` is called in this thread.
    """
    sdk = Sdk(Settings(config.timeout, config.timeout, ATTEMPTS, config.concurrency))
    policy = read_only(actions()) if config.session_policy else None
    sessions = [AccountSession(account, sdk, policy) for account in config.accounts]
    executor = ThreadPoolExecutor(config.concurrency, thread_name_prefix="collect")
    try:
        run(Scan(executor, PER_WORKER * config.concurrency, writer, needed(facts), progress), sessions)
    except BaseException:
        sdk.stop.set()
        raise
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
