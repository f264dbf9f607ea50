"""Handles of subjects in, their verdicts out, packed: the part of an evaluation that may run in several processes."""

from __future__ import annotations

import signal
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from auditor.config.intent import Intent
from auditor.evaluate.authorize import Authority
from auditor.evaluate.causes import entangled
from auditor.evaluate.documents import Documents
from auditor.evaluate.judge import judge
from auditor.evaluate.reading import Told
from auditor.finding import Finding, Packed, Status, packed
from auditor.rules import Pack, Rule
from auditor.snapshot import Snapshot
from auditor.topology import Handle, Index, World


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What the rules said of a batch of subjects."""

    findings: Packed
    related: tuple[tuple[str, frozenset[str]], ...]
    """Of subjects on which an entangled rule failed: what they refer to."""
    seen: Counter[str]
    """How many subjects there were of each kind."""


class Court:
    """Packs, and a world to judge by them; policies are parsed once for all of its subjects."""

    def __init__(self, packs: Sequence[Pack], world: World) -> None:
        self._world, self._documents = world, Documents()
        self._rules: dict[str, list[Rule]] = defaultdict(list)
        for rule in (rule for pack in packs for rule in pack.rules):
            self._rules[rule.info.subject].append(rule)
        self._entangled = entangled(rule for pack in packs for rule in pack.rules)

    def judge(self, batch: Iterable[Handle]) -> Verdicts:
        """Every rule on every subject of its kind. Raises RuleError."""
        findings: list[Finding] = []
        related: list[tuple[str, frozenset[str]]] = []
        seen = Counter[str]()
        for subject in map(self._world.subject, batch):
            ask, told = Authority(subject, self._documents), Told()
            found = [judge(rule, subject, ask, told) for rule in self._rules[subject.kind]]
            if any(each.status is Status.FAIL and each.rule in self._entangled for each in found):
                related.append((subject.id, subject.related))
            findings += found
            seen[subject.kind] += 1
        return Verdicts(packed(findings), tuple(related), seen)


@dataclass(frozen=True, slots=True)
class Brief:
    """What a process needs to hold court by itself."""

    snapshot: Path
    index: Path
    packs: Sequence[Pack]
    intent: Intent


def in_processes(brief: Brief, batches: Iterable[Sequence[Handle]], processes: int) -> Iterator[Verdicts]:
    """The verdicts on each batch, in their order, of which a few wait at most. Raises RuleError."""
    pool = ProcessPoolExecutor(processes, get_context("spawn"), _begin, (brief,))
    try:
        waiting: deque[Future[Verdicts]] = deque()
        for batch in batches:
            waiting.append(pool.submit(_judge, batch))
            if len(waiting) > 2 * processes:
                yield waiting.popleft().result()
        yield from (each.result() for each in waiting)
    finally:
        pool.shutdown(cancel_futures=True)


_HERE: list[Court] = []
"""The court of a process that `in_processes` has begun."""


def _begin(brief: Brief) -> None:
    """In a new process. An interruption is its parent's affair."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    world = World(Snapshot.open(brief.snapshot), brief.intent, Index.open(brief.index))
    _HERE.append(Court(brief.packs, world))


def _judge(batch: Sequence[Handle]) -> Verdicts:
    return _HERE[0].judge(batch)
