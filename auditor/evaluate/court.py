"""Handles of subjects in, their verdicts out, packed: the part of an evaluation that may run in several processes."""

from __future__ import annotations

import gc
import signal
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from auditor.config.intent import Intent
from auditor.evaluate.authorize import Authority
from auditor.evaluate.causes import Lead, entangled, leads
from auditor.evaluate.documents import Documents
from auditor.evaluate.judge import finding, verdict
from auditor.evaluate.precedents import Precedent, Precedents, View
from auditor.evaluate.reading import Noted, Reading, Told
from auditor.evaluate.told import Asked
from auditor.finding import OPEN, Alike, Packed, Packing, Status, Whose
from auditor.rules import Pack, Rule
from auditor.snapshot import Snapshot
from auditor.topology import Handle, Index, Subject, World


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What the rules said of a batch of subjects."""

    findings: Packed
    related: tuple[tuple[str, frozenset[str]], ...]
    """Of subjects on which an entangled rule failed: what they refer to."""
    leads: tuple[Lead, ...]
    """Where the causes of failures may be looked for whose rules say so."""
    seen: Counter[str]
    """How many subjects there were of each kind."""


class Court:
    """Packs, and a world to judge by them; policies are parsed once for all of its subjects."""

    def __init__(self, packs: Sequence[Pack], world: World) -> None:
        self._world, self._documents, self._precedents = world, Documents(), Precedents()
        self._rules: dict[str, list[Rule]] = defaultdict(list)
        for rule in (rule for pack in packs for rule in pack.rules):
            self._rules[rule.info.subject].append(rule)
        self._entangled = entangled(rule for pack in packs for rule in pack.rules)

    def judge(self, batch: Iterable[Handle]) -> Verdicts:
        """Every rule on every subject of its kind. Raises RuleError."""
        packing = Packing()
        related: list[tuple[str, frozenset[str]]] = []
        led: list[Lead] = []
        seen = Counter[str]()
        for subject in map(self._world.subject, batch):
            case = _Case(subject, self._documents)
            heard = [(rule.info.id, self._hear(rule, case, packing)) for rule in self._rules[subject.kind]]
            if any(status is Status.FAIL and rule in self._entangled for rule, status in heard):
                related.append((subject.id, subject.related))
            led += case.leads
            seen[subject.kind] += 1
        return Verdicts(packing.packed(), tuple(related), tuple(led), seen)

    def _hear(self, rule: Rule, case: _Case, packing: Packing) -> Status:
        """One rule on one subject: by precedent if there is one, else judged."""
        precedent = self._precedents.of(rule.info.id, case.view)
        if precedent is not None and precedent.alike is not None:
            packing.settle(precedent.alike, case.whose)
            return precedent.status
        asked = case.asked(rule, precedent.seen if precedent else ())
        status = precedent.status if precedent else verdict(asked)
        if status in OPEN or (status is Status.PASS and rule.note is not None):  # each says something else
            if precedent is None:
                self._precedents.add(asked, case.view, Precedent(status, tuple(asked.reading.seen), None))
            packing.add(finding(asked, status))
            if status is Status.FAIL:
                case.leads.extend(leads(asked))
        else:
            alike = Alike.of(finding(asked, status))
            self._precedents.add(asked, case.view, Precedent(status, (), alike))
            packing.settle(alike, case.whose)
        return status


class _Case:
    """A subject before the court, with what all rules share of it."""

    def __init__(self, subject: Subject, documents: Documents) -> None:
        self._subject, self._told, self._ask = subject, Told(), Authority(subject, documents)
        self.view = View(subject.parts)
        self.whose = Whose.of(subject.kind, subject.id, subject.accounts)
        self.leads: list[Lead] = []

    def asked(self, rule: Rule, seen: Iterable[Noted]) -> Asked:
        """The rule asked about it, with what is known to have been read."""
        return Asked(rule, self._subject, Reading(self._ask, list(seen), self._told, self.view.found))


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


_SELDOM = 50_000
"""So many more objects there are before Python looks for garbage in circles."""
_HERE: list[Court] = []
"""The court of a process that `in_processes` has begun."""


@contextmanager
def unhurried() -> Iterator[None]:
    """Garbage in circles, of which judging makes none, is looked for seldom, and not among what was there before."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _begin(brief: Brief) -> None:
    """In a new process, which ends with its work. An interruption is its parent's affair."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    gc.set_threshold(_SELDOM)
    world = World(Snapshot.open(brief.snapshot), brief.intent, Index.open(brief.index))
    _HERE.append(Court(brief.packs, world))


def _judge(batch: Sequence[Handle]) -> Verdicts:
    return _HERE[0].judge(batch)
