"""Pieces of work in, results out as they come: a bounded number under way, accounts taking turns at their own pace."""

from __future__ import annotations

import heapq
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import count
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from auditor.collect.limiter import Key, Limiter

W = TypeVar("W")
T = TypeVar("T")

_LONGEST = 60.0
"""Seconds to look at the clock again at the latest."""
_EARLY = 0.5
"""Seconds after which a throttled account that answers need not be spared any longer."""


@dataclass(order=True, frozen=True, slots=True)
class _Later(Generic[W]):
    """What is to be tried again."""

    due: float
    order: int
    early: float
    """From when on an answer of the account is a reason to try at once."""
    work: W = field(compare=False)


@dataclass(slots=True)
class _Lane(Generic[W]):
    """The work of one account and family."""

    key: Key
    sources: deque[Iterator[W]] = field(default_factory=deque)
    later: list[_Later[W]] = field(default_factory=list)
    """A heap."""

    def next(self, now: float, answered: float) -> W | None:
        """What may be done now: what is due again comes first, what is not due last, if the account has answered."""
        if self.later and self.later[0].due <= now:
            return heapq.heappop(self.later).work
        while self.sources:
            work = next(self.sources[0], None)
            if work is not None:
                return work
            self.sources.popleft()
        if self.later and self.later[0].early < answered:
            return heapq.heappop(self.later).work
        return None


class Pool(Generic[W, T]):
    """Work on any executor, by way of `submit`. More may be added while results are being taken; no worker waits."""

    def __init__(
        self,
        submit: Callable[[W], Future[T]],
        limit: int,
        limiter: Limiter,
        cost: Callable[[W], int],
        *,
        clock: Callable[[], float] = time.monotonic,
        inbox: Callable[[], SimpleQueue[Future[T]]] = SimpleQueue,
    ) -> None:
        """Of results `inbox` makes the queue; where that lets the `clock` go on as it is waited for, nobody waits."""
        self._submit, self._limit, self._limiter, self._cost = submit, limit, limiter, cost
        self._clock, self._inbox = clock, inbox
        self._lanes: dict[Key, _Lane[W]] = {}
        self._turns: deque[Key] = deque()
        self._order = count()

    def add(self, key: Key, source: Iterator[W]) -> None:
        """More work; it is taken from `source` only when there is room for it, in the caller's thread."""
        self._lane(key).sources.append(source)

    def again(self, key: Key, work: W, seconds: float) -> None:
        """Work that is to be done once more, in so many seconds, or when the account has no other and answers again."""
        now = self._clock()
        later = _Later(now + seconds, next(self._order), now + min(seconds, _EARLY), work)
        heapq.heappush(self._lane(key).later, later)

    def results(self) -> Iterator[tuple[W, T]]:
        """Each piece and its result, as they are ready. What has not begun is cancelled if the caller stops early."""
        under_way: dict[Future[T], W] = {}
        done = self._inbox()
        try:
            while under_way or self._turns:
                pause = self._fill(under_way, done)
                for future in _ready(done, pause) if under_way or self._turns else ():
                    yield under_way.pop(future), future.result()
        finally:
            for future in under_way:
                future.cancel()

    def _fill(self, under_way: dict[Future[T], W], done: SimpleQueue[Future[T]]) -> float:
        """Hand out what there is room for; seconds after which there may be more to hand out."""
        pause, passed = _LONGEST, 0
        while self._turns and len(under_way) < self._limit and passed < len(self._turns):
            lane = self._lanes[self._turns[0]]
            self._turns.rotate(-1)
            now = self._clock()
            held = self._limiter.delay(lane.key)
            work = None if held else lane.next(now, self._limiter.answered(lane.key))
            if work is not None:
                passed = 0
                self._limiter.spend(lane.key, self._cost(work))
                future = self._submit(work)
                under_way[future] = work
                future.add_done_callback(done.put)
            elif held or lane.later:
                passed += 1
                pause = min(pause, held or lane.later[0].due - now)
            else:
                self._turns.pop()
                del self._lanes[lane.key]
        return max(pause, 0.0)

    def _lane(self, key: Key) -> _Lane[W]:
        if key not in self._lanes:
            self._lanes[key] = _Lane(key)
            self._turns.append(key)
        return self._lanes[key]


def _ready(done: SimpleQueue[Future[T]], pause: float) -> Iterator[Future[T]]:
    """What is done by now, or becomes so first; nothing after `pause` seconds."""
    try:
        yield done.get(timeout=pause)
        while True:
            yield done.get_nowait()
    except Empty:
        return
