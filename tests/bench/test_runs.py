"""Rounds become medians; runs that are compared take turns."""

from __future__ import annotations

import pytest

from bench import runs
from bench.runs import Measured, Run, alternately, middle, rows
from bench.served import World
from tests.bench.measured import round_of, run


def test_wall_and_cpu_are_medians_and_memory_is_the_most() -> None:
    found = middle(run(), [round_of(3, cpu=9, peak=10), round_of(1, cpu=2, peak=90), round_of(2, cpu=4, peak=20)])
    assert (found.wall, found.cpu, found.peak) == (2, 4, 90)


def test_cpu_per_call_is_in_milliseconds_and_leaves_out_refused_requests() -> None:
    assert middle(run(), [round_of(1, cpu=0.5, calls=100, refused=900)]).per_call == 5


def test_time_per_bucket_counts_the_buckets_of_all_accounts() -> None:
    assert middle(run(World(accounts=4, buckets=25)), [round_of(2)]).per_bucket == 20


def test_runs_take_turns_and_each_is_made_as_often_as_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []

    def made(run: Run) -> Measured:
        order.append(run.programme)
        return round_of(len(order))

    monkeypatch.setattr(runs, "measured", made)
    twice, once = alternately([Run("a", World(), times=2), Run("b", World())])
    assert order == ["a", "b", "a"]
    assert (len(twice.rounds), len(once.rounds)) == (2, 1)


def test_a_line_tells_calls_by_bucket_and_what_was_refused() -> None:
    (line,) = rows([middle(run(), [round_of(1.26, calls=162, refused=7)])])
    assert (line["calls per bucket"], line["wall s"], line["refused"], line["runs"]) == (1.62, 1.3, 7, 1)
