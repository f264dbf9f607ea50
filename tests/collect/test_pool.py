"""Work goes round the accounts, within its bound, at each one's pace, and stops where its taker stops."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TypeAlias

import pytest

from auditor.collect.limiter import Key, Limiter
from auditor.collect.pool import Pool

Piece: TypeAlias = Callable[[], int]
A, B = ("111111111111", "s3"), ("222222222222", "s3")


class _Held(Limiter):
    """Lets everything go at once but the work of one account, which waits until it is let go."""

    def __init__(self, key: Key, held: Callable[[], bool]) -> None:
        super().__init__()
        self._key, self._held = key, held

    def delay(self, key: Key) -> float:
        return 0.001 if key == self._key and self._held() else 0.0


def _at_once(piece: Piece) -> Future[int]:
    future: Future[int] = Future()
    future.set_result(piece())
    return future


def _pool(
    submit: Callable[[Piece], Future[int]] = _at_once, limit: int = 1, limiter: Limiter | None = None
) -> Pool[Piece, int]:
    return Pool(submit, limit, limiter or Limiter(), lambda _: 1)


def _taken(pool: Pool[Piece, int]) -> list[int]:
    return [result for _, result in pool.results()]


def test_every_piece_of_every_source_is_done() -> None:
    with ThreadPoolExecutor(3) as executor:
        pool = _pool(executor.submit, 5)
        pool.add(A, (partial(int, n) for n in range(20)))
        pool.add(A, (partial(int, n) for n in range(20, 25)))
        pool.add(B, (partial(int, n) for n in range(25, 30)))
        assert sorted(_taken(pool)) == list(range(30))


def test_accounts_take_turns() -> None:
    pool = _pool()
    pool.add(A, iter([partial(int, 10), partial(int, 11)]))
    pool.add(B, iter([partial(int, 20), partial(int, 21)]))
    assert _taken(pool) == [10, 20, 11, 21]


def test_work_may_be_added_while_results_are_taken() -> None:
    pool = _pool()
    pool.add(A, iter([partial(int, 1)]))
    seen = []
    for _, result in pool.results():
        seen.append(result)
        if result < 3:
            pool.add(A, iter([partial(int, result + 1)]))
    assert seen == [1, 2, 3]


def test_no_more_than_the_limit_is_taken_from_a_source() -> None:
    taken: list[int] = []

    def source() -> Iterator[Piece]:
        for n in range(100):
            taken.append(n)
            yield partial(int, n)

    pool = _pool(limit=4)
    pool.add(A, source())
    next(pool.results())
    assert len(taken) == 4


def test_an_account_that_is_slowed_down_holds_up_no_other() -> None:
    done: list[int] = []
    pool = _pool(limiter=_Held(A, lambda: len(done) < 3))
    pool.add(A, iter([partial(int, 10)]))
    pool.add(B, iter(partial(int, n) for n in (20, 21, 22)))
    for _, result in pool.results():
        done.append(result)
    assert done == [20, 21, 22, 10]


def test_what_is_to_be_tried_again_waits_while_others_go_on() -> None:
    pool = _pool()
    pool.add(A, iter(partial(int, n) for n in (1, 2, 3)))
    seen = []
    for piece, result in pool.results():
        if not seen:
            pool.again(A, piece, 0.01)
        seen.append(result)
    assert seen == [1, 2, 3, 1]


def test_what_has_not_begun_is_cancelled_when_the_taker_stops() -> None:
    begun, go = [], threading.Event()

    def work(n: int) -> int:
        begun.append(n)
        go.wait(10)
        return n

    with ThreadPoolExecutor(1) as executor:
        pool = _pool(executor.submit, 4)
        pool.add(A, iter([partial(int, 7), *(partial(work, n) for n in range(3))]))
        results = pool.results()
        assert next(results)[1] == 7
        results.close()  # type: ignore[attr-defined]  # a generator, as its type does not say
        go.set()
    assert len(begun) <= 1


def test_an_error_of_ours_reaches_the_taker() -> None:
    def broken() -> int:
        raise ZeroDivisionError

    with ThreadPoolExecutor(1) as executor:
        pool = _pool(executor.submit)
        pool.add(A, iter([broken]))
        with pytest.raises(ZeroDivisionError):
            _taken(pool)
