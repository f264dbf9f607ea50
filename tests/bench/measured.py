"""Runs as the bench's tests make them up."""

from __future__ import annotations

from bench.process import Cost
from bench.runs import Measured, Run
from bench.served import REFUSED, Asked, World


def run(world: World | None = None, programme: str = "p") -> Run:
    return Run(programme, world or World(buckets=100))


def round_of(wall: float, cpu: float = 1.0, peak: float = 50.0, calls: int = 100, refused: int = 0) -> Measured:
    asked = Asked({"KEY": {"s3:ListBuckets": calls, REFUSED: refused}}, refused)
    return Measured(Cost(wall, cpu, peak), asked, 0, "sha256:0")
