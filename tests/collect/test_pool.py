"""Work goes round the sources, within its bound, and stops where its taker stops."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from auditor.collect.pool import Pool


class _AtOnce(Executor):
    """Runs each piece when it is handed in."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def _say(what: str, said: list[str]) -> str:
    said.append(what)
    return what


def test_every_piece_of_every_source_is_done() -> None:
    with ThreadPoolExecutor(3) as executor:
        pool: Pool[int] = Pool(executor, 5)
        pool.add(partial(int, n) for n in range(20))
        pool.add(partial(int, n) for n in range(20, 30))
        assert sorted(pool.results()) == list(range(30))


def test_sources_take_turns() -> None:
    said: list[str] = []
    pool: Pool[str] = Pool(_AtOnce(), 1)
    for source in ("a", "b"):
        pool.add(iter([partial(_say, f"{source}{n}", said) for n in range(2)]))
    list(pool.results())
    assert said == ["a0", "b0", "a1", "b1"]


def test_work_may_be_added_while_results_are_taken() -> None:
    pool: Pool[int] = Pool(_AtOnce(), 1)
    pool.add(iter([partial(int, 1)]))
    seen = []
    for result in pool.results():
        seen.append(result)
        if result < 3:
            pool.add(iter([partial(int, result + 1)]))
    assert seen == [1, 2, 3]


def test_no_more_than_the_limit_is_taken_from_a_source() -> None:
    taken: list[int] = []

    def source() -> Iterator[Callable[[], int]]:
        for n in range(100):
            taken.append(n)
            yield partial(int, n)

    pool: Pool[int] = Pool(_AtOnce(), 4)
    pool.add(source())
    next(pool.results())
    assert len(taken) == 4


def test_what_has_not_begun_is_cancelled_when_the_taker_stops() -> None:
    begun, go = [], threading.Event()

    def work(n: int) -> int:
        begun.append(n)
        go.wait(10)
        return n

    with ThreadPoolExecutor(1) as executor:
        pool: Pool[int] = Pool(executor, 4)
        pool.add(iter([partial(int, 7), *(partial(work, n) for n in range(3))]))
        results = pool.results()
        assert next(results) == 7
        results.close()  # type: ignore[attr-defined]  # a generator, as its type does not say
        go.set()
    assert len(begun) <= 1


def test_an_error_of_ours_reaches_the_taker() -> None:
    def broken() -> int:
        raise ZeroDivisionError

    with ThreadPoolExecutor(1) as executor:
        pool: Pool[int] = Pool(executor, 1)
        pool.add(iter([broken]))
        with pytest.raises(ZeroDivisionError):
            list(pool.results())
