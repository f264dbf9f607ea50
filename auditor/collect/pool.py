"""Pieces of work in, results out as they come: a bounded number under way, the sources taking turns."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from typing import Generic, TypeVar

T = TypeVar("T")


class Pool(Generic[T]):
    """Work on any `concurrent.futures.Executor`. New work may be added while results are being taken."""

    def __init__(self, executor: Executor, limit: int) -> None:
        self._executor, self._limit = executor, limit
        self._sources: deque[Iterator[Callable[[], T]]] = deque()

    def add(self, source: Iterator[Callable[[], T]]) -> None:
        """More work; it is taken from `source` only when there is room for it, in the caller's thread."""
        self._sources.append(source)

    def results(self) -> Iterator[T]:
        """Each piece's result as it is ready. What has not begun is cancelled if the caller stops early."""
        under_way: set[Future[T]] = set()
        try:
            while under_way or self._sources:
                while len(under_way) < self._limit and (work := self._next()):
                    under_way.add(self._executor.submit(work))
                done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
        finally:
            for future in under_way:
                future.cancel()

    def _next(self) -> Callable[[], T] | None:
        """The next piece of the source whose turn it is; None if all are used up."""
        while self._sources:
            source = self._sources.popleft()
            work = next(source, None)
            if work is not None:
                self._sources.append(source)
                return work
        return None
