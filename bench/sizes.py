"""What growth costs: ten thousand and a hundred thousand buckets, in turns."""

from __future__ import annotations

from bench.beside_peers import scaled
from bench.programmes import SIX_PACKS
from bench.result import Section, Target
from bench.runs import Median, Run, alternately, rows
from bench.served import World

FEW, SMALL, LARGE = 20, 10_000, 100_000


def sizes(scale: float) -> Section:
    """One account; memory, and time per bucket as the number grows tenfold."""
    # the small ones, which noise can hurt most, before and after the large one
    start, small, large = alternately(
        [
            Run(SIX_PACKS, World(1, FEW), times=2),
            Run(SIX_PACKS, World(1, scaled(SMALL, scale)), times=2),
            Run(SIX_PACKS, World(1, scaled(LARGE, scale))),
        ]
    )
    targets = (
        Target("10,000 buckets, six packs: peak memory of all processes", small.peak, 300, "MiB"),
        Target("100,000 buckets, six packs: peak memory of all processes", large.peak, 450, "MiB"),
        Target("100,000 buckets: time per bucket beside 10,000", large.per_bucket / small.per_bucket, 1.15),
    )
    further = (
        f"Time per bucket is that of the whole command, in the table above. Without what {FEW} buckets take"
        f" ({start.wall:.1f} s, {start.cpu:.1f} CPU s) a bucket of the large account takes {_wall(large, start):.2f} ms"
        f" and {_cpu(large, start):.2f} CPU ms, {_wall(large, start) / _wall(small, start):.2f} and"
        f" {_cpu(large, start) / _cpu(small, start):.2f} times those of the small one."
    )
    return Section("Growth", tuple(rows([start, small, large])), targets, (further,))


def _wall(found: Median, start: Median) -> float:
    """Milliseconds for each bucket beyond those of `start`."""
    return (found.wall - start.wall) * 1000 / (found.run.buckets - start.run.buckets)


def _cpu(found: Median, start: Median) -> float:
    """CPU milliseconds for each bucket beyond those of `start`."""
    return (found.cpu - start.cpu) * 1000 / (found.run.buckets - start.run.buckets)
