"""Where the work of a scan is done: an executor of the standard library's kind, to which `recipe.read` is submitted."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from auditor.collect.processes import Processes
from auditor.collect.recipe import Recipe, lend
from auditor.collect.work import Work

_MOST = 4
"""Processes that are started unasked: AWS's own limits come before what more could do, and each takes 70 MiB."""


@contextmanager
def local(recipe: Recipe, jobs: int, processes: int | None) -> Iterator[Processes]:
    """An executor on this machine for `jobs` pieces of work at a time; by default with a process for each core.

    What is under way when it is left ends with it, and what has not begun never begins.
    """
    executor = Processes(processes or min(_MOST, cores()), jobs, lambda account: lend(recipe, account), _place)
    try:
        yield executor
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _place(work: Work) -> str | None:
    """What an account's resources share (a managed policy, say) is asked once in each process: they go to one."""
    account, family = work.key
    return None if family == "s3" else account
