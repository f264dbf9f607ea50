"""Runs in, medians of what they took out: each run a programme in a fresh process, against an endpoint of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from auditor.snapshot import Snapshot
from bench.endpoint_estate import Estate
from bench.process import Cost, timed
from bench.programmes import CALLS, PROGRAMMES, SNAPSHOT, environment
from bench.served import Asked, World, served


@dataclass(frozen=True, slots=True)
class Run:
    """What is run, and on what."""

    programme: str
    world: World
    times: int = 1
    """How often; runs that are compared take turns."""
    calls: str = "[]"
    """What the bare loop calls, as JSON: [[service, method, parameters], ...]."""

    @property
    def buckets(self) -> int:
        return self.world.accounts * self.world.buckets


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run took and did."""

    cost: Cost
    asked: Asked
    unknown: int | None
    """Facts that could not be read; None where there is no snapshot."""
    digest: str | None
    """Of the snapshot's content."""

    @property
    def calls(self) -> int:
        """Requests that were answered."""
        return self.asked.operations.total()


@dataclass(frozen=True, slots=True)
class Median:
    """Of the rounds of one run: of each figure the median, of memory the most."""

    run: Run
    wall: float
    cpu: float
    peak: float
    rounds: tuple[Measured, ...]

    @property
    def last(self) -> Measured:
        return self.rounds[-1]

    @property
    def per_call(self) -> float:
        """CPU milliseconds of an answered request, of the median round."""
        return median(each.cost.cpu * 1000 / each.calls for each in self.rounds)

    @property
    def per_bucket(self) -> float:
        """Milliseconds of wall time."""
        return self.wall * 1000 / self.run.buckets


def alternately(runs: Sequence[Run]) -> list[Median]:
    """Every run as often as it says, in turns, so that what else the machine does falls on all of them alike."""
    found: dict[Run, list[Measured]] = {run: [] for run in runs}
    for round in range(max(run.times for run in runs)):
        for run in (run for run in runs if run.times > round):
            found[run].append(measured(run))
            _say(run, found[run][-1])
    return [middle(run, rounds) for run, rounds in found.items()]


def middle(run: Run, rounds: Sequence[Measured]) -> Median:
    costs = [each.cost for each in rounds]
    wall, cpu = median(cost.wall for cost in costs), median(cost.cpu for cost in costs)
    return Median(run, wall, cpu, max(cost.peak for cost in costs), tuple(rounds))


def measured(run: Run) -> Measured:
    """One run. Raises Failed if the programme does not end well, Missing if it cannot be installed."""
    estate = Estate(run.world.accounts, run.world.buckets)
    programme = PROGRAMMES[run.programme]
    with tempfile.TemporaryDirectory() as name, served(run.world) as endpoint:
        folder = Path(name)
        (folder / CALLS).write_text(run.calls, encoding="utf-8")
        command = programme.prepare(folder, estate)
        cost = timed(command, environment(programme, estate, endpoint.url, folder), folder, programme.accepted)
        return Measured(cost, endpoint.asked(), *_kept(folder / SNAPSHOT))


def _kept(path: Path) -> tuple[int | None, str | None]:
    """Unknown facts and digest of the snapshot, if one was made."""
    if not path.exists():
        return None, None
    snapshot = Snapshot.open(path)
    try:
        return sum(1 for _ in snapshot.gaps()), snapshot.digest()
    finally:
        snapshot.close()


def rows(found: Iterable[Median]) -> list[Mapping[str, object]]:
    """A line of a table for each."""
    return [
        {
            "programme": each.run.programme, "accounts": each.run.world.accounts, "buckets": each.run.buckets,
            "ms": each.run.world.latency, "calls": each.last.calls,
            "calls per bucket": round(each.last.calls / each.run.buckets, 2), "wall s": round(each.wall, 1),
            "CPU s": round(each.cpu, 1), "CPU ms per call": round(each.per_call, 2), "peak MiB": round(each.peak),
            "endpoint CPU s": round(each.last.asked.cpu, 1),
            "refused": each.last.asked.refused, "unknown": each.last.unknown, "runs": len(each.rounds),
        }
        for each in found
    ]  # fmt: skip


def _say(run: Run, found: Measured) -> None:
    world = run.world
    print(
        f"  {run.programme}, {world.accounts} x {world.buckets:,} at {world.latency} ms: {found.cost.wall:.1f} s, "
        f"{found.cost.cpu:.1f} CPU s, {found.cost.peak:.0f} MiB, {found.calls:,} calls",
        flush=True,
    )
