"""Where the work of a scan is done: an executor of the standard library's kind, which `recipe.read` is submitted to."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager


@contextmanager
def local(workers: int) -> Iterator[Executor]:
    """An executor on this machine. What has not begun when it is left is never begun."""
    executor = ThreadPoolExecutor(workers, thread_name_prefix="collect")
    try:
        yield executor
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
