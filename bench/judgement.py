"""What judging an organisation costs: whole runs of `auditor evaluate`, beside a bare JMESPath search of its rules.

The bare search (`bare_search.py`) is `jmespath.compile(...).search` on plain dictionaries: `when`, and `must` where
that is true, of every rule on every subject of its kind.

Judging counts from a subject's handle to its packed findings: reading the snapshot and joining the subject, deciding
its requests, evaluating, evidence, message, severity and remedy, packing. The two take turns, a hundred subjects each,
and every turn begins with nothing remembered. A whole run is all that beside start-up, the index, causes and summary.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from auditor.config import Intent
from auditor.evaluate.court import Court, unhurried
from auditor.rules import Pack, load_packs
from auditor.snapshot import Snapshot
from auditor.topology import Handle, Index, World
from bench.bare_search import Search, opened, searched, searching
from bench.organisation import write
from bench.process import Cost, timed
from bench.result import Section, Target

EDGES = (50_000, 100_000)
SAMPLE = 3_000
"""Edges of the organisation on which the two take turns; its subjects are mixed as those of the large ones. Of it the
reports are written, too."""
REPORTS = ("json", "junit", "markdown")
COUNTED = re.compile(
    r"^(\d+) failures?\b.*\n(\d+) consequences?, (\d+) unknown, (\d+) waived, (\d+) passed, (\d+) not applicable$",
    re.MULTILINE,
)
"""The summary's own count."""


def judgement(scale: float) -> Section:
    """Organisations of two sizes; the bare search before, between and after."""
    packs = load_packs(["all"])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        some = max(100, round(SAMPLE * min(1, scale * 10)))
        small = organisation(folder, some)
        sample = Sample(small, packs)
        turns, runs = [sample.turn()], []
        for edges in (max(200, round(size * scale)) for size in EDGES):
            runs.append(Run(organisation(folder, edges), edges))
            turns.append(sample.turn())
        reported = [Run(small, some, reports) for reports in ((), REPORTS)]
    bare, judged = (median(each[place] for each in turns) for place in (0, 1))
    beside = median(judged / bare for bare, judged in turns)
    found = (
        f"A bare search took {bare * 1e6:.1f} µs of CPU for a rule on a subject and judging {judged * 1e6:.1f} µs, in"
        f" turns of a hundred subjects, {sample.findings:,} findings in all; the medians of {len(turns)} such rounds,"
        " before, between and after the runs."
    )
    half, whole = runs
    rows = tuple(run.row() for run in (half, whole, *reported))
    return Section("Judging", rows, targets(half, whole, bare, beside), (found, how(packs)))


def targets(half: Run, whole: Run, bare: float, beside: float) -> tuple[Target, ...]:
    """What is promised: of judging `beside` a search that takes `bare` seconds, and of two whole runs."""
    size = f"{whole.edges:,} edges"
    return (
        Target(f"{size}: peak memory of all processes", whole.cost.peak, 1024, "MiB"),
        Target("CPU to judge a rule on a subject, beside a bare search of it", beside, 2.5),
        Target(f"{size}: CPU of the whole run for a rule on a subject, beside a bare search", whole.each / bare, 2.5),
        Target(f"{size}: CPU beside twice that of half as many", whole.cost.cpu / half.cost.cpu / 2, 1.1),
    )


def how(packs: Sequence[Pack]) -> str:
    """What the figures are of."""
    return (
        f"All {sum(len(pack.rules) for pack in packs)} rules. A run is the whole command, start-up and summary too."
        " bench/organisation.py says what the organisation is like."
    )


def organisation(folder: Path, edges: int) -> Path:
    path = folder / f"{edges}.snapshot"
    write(path, edges)
    return path


class Run:
    """One `auditor evaluate` with all packs."""

    def __init__(self, snapshot: Path, edges: int, reports: Sequence[str] = ()) -> None:
        command = [str(Path(sys.executable).parent / "auditor"), "evaluate", str(snapshot), "--pack", "all"]
        for name in reports:
            command += ["--report", f"{name}={snapshot.parent / f'report.{name}'}"]
        self.edges, self.reports = edges, reports
        environment = {"PATH": os.environ["PATH"], "HOME": str(snapshot.parent), "TMPDIR": str(snapshot.parent)}
        self.cost: Cost = timed(command, environment, snapshot.parent, (0, 1, 3))
        told = (snapshot.parent / "log").read_text(encoding="utf-8")
        self.findings = sum(map(int, COUNTED.findall(told)[-1]))

    @property
    def each(self) -> float:
        """CPU seconds for a rule on a subject."""
        return self.cost.cpu / self.findings

    def row(self) -> Mapping[str, object]:
        return {
            "edges": self.edges,
            "reports": ", ".join(self.reports) or None,
            "findings": self.findings,
            "wall s": round(self.cost.wall, 1),
            "CPU s": round(self.cost.cpu, 1),
            "CPU µs per finding": round(self.each * 1e6, 1),
            "peak MiB": round(self.cost.peak),
        }


class Sample:
    """A small organisation that is judged, and searched barely, in this process."""

    def __init__(self, path: Path, packs: Sequence[Pack]) -> None:
        self._snapshot, self._packs = Snapshot.open(path), packs
        self._index = Index.of(self._snapshot, Intent())
        self._searches: dict[str, list[Search]] = defaultdict(list)
        for rule in (rule for pack in packs for rule in pack.rules):
            search = searching(rule.when.text if rule.when else None, rule.must.text)
            self._searches[rule.info.subject].append(search)
        self.findings = sum(len(self._searches[handle.kind]) for handle in self._index.handles())

    def turn(self) -> tuple[float, float]:
        """CPU seconds for a rule on a subject: searched barely, judged; by turns, nothing remembered from before."""
        court, bare, judged = Court(self._packs, self._world()), 0.0, 0.0
        world = self._world()
        with unhurried():
            for batch in batches(list(self._index.handles())):
                plain = [(opened(subject.parts), self._searches[subject.kind]) for subject in map(world.subject, batch)]
                judged += spent(partial(court.judge, batch))
                bare += spent(partial(searched, plain))
        return bare / self.findings, judged / self.findings

    def _world(self) -> World:
        return World(self._snapshot, Intent(), self._index)


def spent(work: Callable[[], object]) -> float:
    """CPU seconds."""
    began = time.process_time()
    work()
    return time.process_time() - began


def batches(handles: Sequence[Handle], size: int = 100) -> Iterator[Sequence[Handle]]:
    return (handles[start : start + size] for start in range(0, len(handles), size))
