"""What growth costs: ten thousand and a hundred thousand buckets, in turns."""

from __future__ import annotations

from bench.beside_peers import scaled
from bench.programmes import SIX_PACKS
from bench.result import Section, Target
from bench.runs import Run, alternately, rows
from bench.served import World

SMALL, LARGE = 10_000, 100_000


def sizes(scale: float) -> Section:
    """One account; memory, and time per bucket as the number grows tenfold."""
    # the small run, which noise can hurt most, before, between and after
    small, large = alternately(
        [
            Run(SIX_PACKS, World(1, scaled(SMALL, scale)), times=3),
            Run(SIX_PACKS, World(1, scaled(LARGE, scale)), times=2),
        ]
    )
    targets = (
        Target("10,000 buckets, six packs: peak memory of all processes", small.peak, 300, "MiB"),
        Target("100,000 buckets, six packs: peak memory of all processes", large.peak, 450, "MiB"),
        Target("100,000 buckets: time per bucket beside 10,000", large.per_bucket / small.per_bucket, 1.15),
    )
    return Section("Growth", tuple(rows([small, large])), targets)
