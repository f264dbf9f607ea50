"""An account is asked at will until it is throttled, then near the rate that gets through, and alone."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from auditor.collect.limiter import DOCUMENTED, Limiter
from auditor.collect.pace import WINDOW

A, B = ("111111111111", "s3"), ("222222222222", "s3")


@dataclass
class _Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def _refuse(limiter: Limiter, clock: _Clock, seconds: float, answered: int, refused: int) -> None:
    for _ in range(round(seconds / 0.1)):
        for delivered in [True] * answered + [False] * refused:
            limiter.told(A, 1, delivered, not delivered)
        clock.now += 0.1


def _sent(limiter: Limiter, clock: _Clock, seconds: float, limit: float) -> tuple[int, int]:
    """Calls answered and refused by an account that takes `limit` a second, asked as fast as the limiter lets."""
    allowed, answered, refused, end = 0.0, 0, 0, clock.now + seconds
    while clock.now < end:
        allowed = min(limit / 4, allowed + limit / 1000)
        for _ in range(3):
            if limiter.delay(A) == 0.0:
                limiter.spend(A, 1)
                passed = allowed >= 1
                allowed -= passed
                answered += passed
                refused += not passed
                limiter.told(A, 1, passed, not passed)
        clock.now += 0.001
    return answered, refused


def test_nothing_is_held_back_before_anything_is_refused() -> None:
    limiter = Limiter(_Clock())
    limiter.spend(A, 1000)
    limiter.told(A, 1000, 1000, 0)
    assert limiter.delay(A) == 0.0


def test_a_throttled_account_waits_and_no_other_does() -> None:
    clock = _Clock()
    limiter = Limiter(clock)
    _refuse(limiter, clock, 2 * WINDOW, answered=5, refused=5)
    limiter.spend(A, 100)
    assert limiter.delay(A) > 0
    assert limiter.delay(B) == 0.0


def test_another_family_of_the_same_account_goes_on() -> None:
    clock = _Clock()
    limiter = Limiter(clock)
    _refuse(limiter, clock, 2 * WINDOW, answered=5, refused=5)
    limiter.spend(A, 100)
    assert limiter.delay((A[0], "iam")) == 0.0


def test_refusals_in_the_midst_of_work_are_no_limit_at_once() -> None:
    """Of many pieces under way those that are refused are back first."""
    clock = _Clock()
    limiter = Limiter(clock)
    for _ in range(100):
        limiter.spend(A, 15)
    for _ in range(30):
        limiter.told(A, 15, 2, 1)
    assert limiter.delay(A) == 0.0


def test_a_refusal_now_and_then_is_no_limit() -> None:
    clock = _Clock()
    limiter = Limiter(clock)
    _refuse(limiter, clock, 10, answered=95, refused=5)
    assert limiter.delay(A) == 0.0


@pytest.mark.parametrize("limit", [50, 100, 500])
def test_a_limit_is_found_and_kept_to(limit: int) -> None:
    clock = _Clock()
    limiter = Limiter(clock)
    answered, refused = _sent(limiter, clock, 30, limit)
    assert answered > 30 * limit / 1.5
    assert refused < answered / 2


def test_an_account_that_is_no_longer_throttled_recovers() -> None:
    clock = _Clock()
    limiter = Limiter(clock)
    _sent(limiter, clock, 10, 50)
    answered, _ = _sent(limiter, clock, 60, 100_000)
    assert answered > 3 * 60 * 50


@pytest.mark.parametrize("family", DOCUMENTED)
def test_a_documented_rate_is_kept_from_the_beginning(family: str) -> None:
    clock, key = _Clock(), (A[0], f"{family}@eu-west-1")
    limiter, sent = Limiter(clock), 0
    for _ in range(10_000):
        if limiter.delay(key) == 0.0:
            limiter.spend(key, 1)
            limiter.told(key, 1, 1, 0)
            sent += 1
        clock.now += 0.001
    assert DOCUMENTED[family] * 10 - 2 <= sent <= DOCUMENTED[family] * 10 + 2


def test_a_documented_rate_is_not_exceeded_after_refusals_either() -> None:
    clock, key = _Clock(), (A[0], "events@eu-west-1")
    limiter = Limiter(clock)
    for _ in range(100):
        limiter.told(key, 10, 0, 10)
        clock.now += 0.1
    limiter.delay(key)
    limiter.spend(key, 2)
    assert 1 / DOCUMENTED["events"] - 0.1 <= limiter.delay(key) <= 1 / DOCUMENTED["events"] + 0.1


def test_another_region_has_a_rate_of_its_own() -> None:
    limiter = Limiter(_Clock())
    limiter.spend((A[0], "cloudwatch@eu-west-1"), 9)
    assert limiter.delay((A[0], "cloudwatch@eu-west-1")) > 0
    assert limiter.delay((A[0], "cloudwatch@us-east-1")) == 0.0
