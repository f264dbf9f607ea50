"""How far a throttled run is from the least that its limit allows."""

from __future__ import annotations

from bench.process import Cost
from bench.runs import Measured, middle
from bench.served import REFUSED, Asked, World
from bench.throttled import floor
from tests.bench.measured import run


def test_the_floor_is_set_by_the_account_that_is_asked_most_and_not_by_what_was_refused() -> None:
    counts = {"A": {"s3:ListBuckets": 100, REFUSED: 5000}, "B": {"s3:ListBuckets": 250, "s3:HeadBucket": 50}}
    found = Measured(Cost(9, 1, 1), Asked(counts, 5000), 0, None)
    assert floor(middle(run(World(accounts=2, buckets=50, limit=100)), [found])) == 3.0
