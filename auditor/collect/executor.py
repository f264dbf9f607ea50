"""Who does the work of a scan: processes of this machine, each by `recipe.read`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from auditor.collect.processes import Processes
from auditor.collect.recipe import Recipe, leave, lend, read, workplace
from auditor.collect.work import Found, Work

_MOST = 4
"""Processes that are started unasked: AWS's own limits come before what more could do, and each takes 70 MiB."""


@dataclass(frozen=True, slots=True)
class Crew:
    """Who does the work of one scan."""

    submit: Callable[[Work], Future[Found]]
    expect: Callable[[int], None]
    """Told of so many calls that are coming."""
    workers: int
    """How many pieces are done at the same time."""


@contextmanager
def local(recipe: Recipe, jobs: int, processes: int | None) -> Iterator[Crew]:
    """Processes of this machine, for `jobs` pieces of work at a time; by default with a process for each core.

    What is under way when it is left ends with it, and what has not begun never begins. Raises UsageError, before any
    worker begins, if the AWS settings cannot be used at all.
    """
    workplace(recipe)
    reading = partial(read, recipe)
    executor = Processes(processes or min(_MOST, cores()), jobs, lambda account: lend(recipe, account), _place)
    try:
        yield Crew(lambda work: executor.submit(reading, work), executor.expect, jobs)
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        leave(recipe)


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _place(work: Work) -> str | None:
    """What an account's resources share (a managed policy, say) is asked once in each process: they go to one."""
    account, family = work.key
    return None if family == "s3" else account
