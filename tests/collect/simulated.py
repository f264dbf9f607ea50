"""A scan of buckets in simulated time: the pool, the limiter and what is tried again are real, workers and AWS are not.

AWS is a token bucket for each account (which S3 is not documented to be, but refuses like) and chance; a worker makes
the calls of a piece of work one after the other and stops at the first that is refused, as `read.py` does.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import count
from queue import Empty, SimpleQueue
from random import Random

from auditor.collect.limiter import Limiter
from auditor.collect.pool import Pool
from auditor.collect.read import POSTPONED, THROTTLED
from auditor.collect.work import S3, Found, Work, answered, refused, settled
from auditor.snapshot import Fact, Resource
from auditor.snapshot.catalogue import BUCKET

EDGE = 10
"""Of so many buckets one replicates."""
FEW, EDGES = frozenset({"replication"}), frozenset("abcdefg")
MANY = frozenset({"replication", *"abcdefghijklm"})
GATHER = 0.004
"""Seconds that a worker process collects results."""
BURST = 0.25
"""Seconds' worth of calls that an account may make at once."""


class Clock:
    """Time goes on when somebody waits."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()

    def __call__(self) -> float:
        return self.now

    def after(self, seconds: float, what: Callable[[], None]) -> None:
        heapq.heappush(self._events, (self.now + seconds, next(self._order), what))

    def step(self, until: float) -> bool:
        """Let the next thing happen; whether there was one."""
        if not self._events or self._events[0][0] > until:
            self.now = until
            return False
        self.now, _, happen = heapq.heappop(self._events)
        happen()
        return True


class Inbox(SimpleQueue[Future[Found]]):
    """A queue in which waiting lets the clock go on."""

    clock: Clock

    def get(self, block: bool = True, timeout: float | None = None) -> Future[Found]:
        assert timeout is not None
        until = self.clock.now + timeout
        while self.empty():
            if not self.clock.step(until):
                raise Empty
        return super().get_nowait()


@dataclass
class Aws:
    """Calls that were answered and refused, by account."""

    clock: Clock
    limit: Callable[[str, float], float]
    """Account and seconds since the beginning -> calls a second that it may make."""
    chance: float
    random: Random
    answered: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)

    def asked(self, account: str) -> bool:
        """Whether a call is answered."""
        now, limit = self.clock.now, self.limit(account, self.clock.now - 1000.0)
        good = self.random.random() >= self.chance
        if good and limit < math.inf:
            left, before = self._left.get(account, (limit * BURST, now))
            left = min(limit * BURST, left + (now - before) * limit)
            good = left >= 1
            self._left[account] = (left - good, now)
        (self.answered if good else self.refused)[account] += 1
        return good


@dataclass
class Process:
    """Threads that take work from a queue."""

    clock: Clock
    aws: Aws
    latency: float
    free: int
    waiting: deque[tuple[Work, Future[Found]]] = field(default_factory=deque)
    load: int = 0

    def give(self, work: Work) -> Future[Found]:
        future: Future[Found] = Future()
        self.waiting.append((work, future))
        self.load += 1
        self.clock.after(0, self._begin)
        return future

    def _begin(self) -> None:
        if self.free and self.waiting:
            self.free -= 1
            work, future = self.waiting.popleft()
            self._go_on(work, future, deque(sorted(work.wanted)), {})

    def _go_on(self, work: Work, future: Future[Found], left: deque[str], facts: dict[str, Fact]) -> None:
        if not left:
            self._end(work, future, facts)
            return
        name, good = left.popleft(), self.aws.asked(work.account)

        def then() -> None:
            facts[name] = _fact(work, name) if good else Fact.unknown("a", THROTTLED)
            if name == "replication" and facts[name].value:
                left.extend(sorted(work.edges - work.wanted))
            while left and not good:
                facts[left.popleft()] = Fact.unknown("a", POSTPONED)
            self._go_on(work, future, left, facts)

        self.clock.after(self.latency * self.aws.random.uniform(0.8, 1.2), then)

    def _end(self, work: Work, future: Future[Found], facts: dict[str, Fact]) -> None:
        self.free += 1
        self.load -= 1
        facts["location"] = Fact.of("a", work.region)
        found = Resource(f"arn:aws:s3:::{work.name}", BUCKET, work.name, work.account, work.region, facts)
        self.clock.after(GATHER, lambda: future.set_result(found))
        self._begin()


def _fact(work: Work, name: str) -> Fact:
    return Fact.of("a", {}) if name != "replication" or int(work.name) % EDGE else Fact.of("a", {"Rules": []})


@dataclass(frozen=True)
class Outcome:
    """What became of a scan."""

    seconds: dict[str, float]
    """By account, until its last bucket was done."""
    answered: Counter[str]
    refused: Counter[str]
    lost: int
    """Facts that were given up."""

    @property
    def wall(self) -> float:
        return max(self.seconds.values())


def scan(
    limit: float | Callable[[str, float], float],
    buckets: int,
    *,
    accounts: int = 1,
    wanted: frozenset[str] = FEW,
    chance: float = 0.0,
    processes: int = 1,
    jobs: int = 64,
    latency: float = 0.03,
) -> Outcome:
    """Read so many buckets of each account with `jobs` threads for each process."""
    clock, seed = Clock(), Random(7)
    aws = Aws(clock, limit if callable(limit) else lambda *_: limit, chance, seed)
    workers = [Process(clock, aws, latency, jobs) for _ in range(processes)]
    limiter = Limiter(clock)
    inbox = type("Bound", (Inbox,), {"clock": clock})
    pool: Pool[Work, Found] = Pool(
        lambda work: min(workers, key=lambda process: process.load).give(work), 2 * jobs * processes, limiter,
        lambda work: work.calls, clock=clock, inbox=inbox,
    )  # fmt: skip
    for account in map(str, range(accounts)):
        pool.add((account, S3), _works(account, buckets, wanted))
    seconds, lost = dict.fromkeys(map(str, range(accounts)), 0.0), 0
    for work, found in pool.results():
        limiter.told(work.key, work.calls, answered(work, found), refused(found))
        kept, again = settled(work, found, 12)
        if again is not None:
            pool.again(again.key, again, again.patience)
        assert isinstance(kept, Resource)
        lost += sum(fact.reason == THROTTLED for fact in kept.facts.values())
        seconds[work.account] = clock.now - 1000.0
    return Outcome(seconds, aws.answered, aws.refused, lost)


def _works(account: str, buckets: int, wanted: frozenset[str]) -> Iterator[Work]:
    edges = frozenset() if wanted == MANY else EDGES
    return (Work(BUCKET, account, str(n), wanted, "r", edges) for n in range(buckets))
