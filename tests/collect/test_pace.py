"""What a limit costs, in simulated time: hardly more than it must, and nobody but whom it is set for."""

from __future__ import annotations

import math

import pytest

from tests.collect.simulated import FEW, MANY, Outcome, scan

WAITS = 3.0
"""Seconds that the last piece waits which is refused four times in a row (0.2, 0.4, 0.8, 1.6)."""
CALLS = {FEW: 1.7, MANY: 14.0}
"""Of a bucket, on the average."""


def _buckets(limit: float, wanted: frozenset[str]) -> int:
    """So many that their calls take 20 seconds at a low limit, 10 at a high one."""
    return round(limit * (20 if limit <= 100 else 10) / CALLS[wanted])


def _beside_floor(outcome: Outcome, limit: float, accounts: int = 1) -> float:
    return outcome.wall * limit / (outcome.answered.total() / accounts)


@pytest.mark.parametrize("processes", [1, 3])
@pytest.mark.parametrize("chance", [0.0, 0.05])
@pytest.mark.parametrize("latency", [0.03, 0.1])
@pytest.mark.parametrize("limit", [20, 100, 300, 1000])
def test_few_calls_of_each_bucket_take_little_longer_than_the_limit_asks_for(
    limit: int, latency: float, chance: float, processes: int
) -> None:
    jobs = max(64, round(2 * limit * latency / processes))
    found = scan(limit, _buckets(limit, FEW), chance=chance, processes=processes, jobs=jobs, latency=latency)
    assert found.lost == 0
    assert _beside_floor(found, limit) <= 1.3


@pytest.mark.parametrize("processes", [1, 3])
@pytest.mark.parametrize("chance", [0.0, 0.05])
@pytest.mark.parametrize("limit", [20, 100, 300])
def test_many_calls_of_each_bucket_of_five_accounts_do_so_too(limit: int, chance: float, processes: int) -> None:
    found = scan(limit, _buckets(limit, MANY), accounts=5, wanted=MANY, chance=chance, processes=processes)
    assert found.lost == 0
    assert _beside_floor(found, limit, 5) <= 1.3


@pytest.mark.parametrize("chance", [0.02, 0.05, 0.08])
@pytest.mark.parametrize("wanted", [FEW, MANY])
def test_who_is_refused_by_chance_only_is_not_slowed_down(wanted: frozenset[str], chance: float) -> None:
    calm = scan(math.inf, 1500, wanted=wanted)
    found = scan(math.inf, 1500, wanted=wanted, chance=chance)
    assert found.lost == 0
    assert found.wall <= calm.wall * (1 + 2 * chance) + WAITS


def test_an_account_that_is_limited_slows_no_other() -> None:
    limit = {"0": 50.0}
    alone = scan(math.inf, 500, accounts=4, wanted=MANY)
    beside = scan(lambda account, _: limit.get(account, math.inf), 500, accounts=4, wanted=MANY)
    assert max(beside.seconds[account] for account in "123") <= 1.1 * alone.wall


def test_little_is_sent_that_a_limit_refuses() -> None:
    found = scan(100, 6000, chance=0.0)
    assert found.refused.total() <= 0.25 * found.answered.total()


def test_an_account_whose_limit_is_lifted_is_asked_faster() -> None:
    found = scan(lambda _, now: 50 if now < 20 else 1000, 12_000)
    assert found.lost == 0
    assert found.wall <= 20 + 12_000 * 1.7 / 1000 + 15


def test_a_limit_that_is_lowered_is_kept_to() -> None:
    found = scan(lambda _, now: 1000 if now < 5 else 100, 5000)
    assert found.lost == 0
    assert found.wall <= 1.3 * (5 + (5000 * 1.7 - 5 * 1000) / 100)


def test_an_account_that_answers_nothing_for_a_while_is_read_all_the_same() -> None:
    found = scan(lambda _, now: 0.001 if 2 < now < 15 else 300, 2000)
    assert found.lost == 0
    assert found.wall <= 35
