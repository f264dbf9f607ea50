"""What growth costs is told of whole runs, and without what starting one takes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bench import sizes
from bench.runs import Median, Run, middle
from tests.bench.measured import round_of


@pytest.fixture
def section(monkeypatch: pytest.MonkeyPatch) -> sizes.Section:
    """A start of one second, then 1 ms for each bucket of the small account and 1.1 ms for those of the large one."""

    def measured(runs: Sequence[Run]) -> list[Median]:
        few, *others = (run.buckets for run in runs)
        walls = [1.0, *(1 + (number - few) * each / 1000 for number, each in zip(others, (1.0, 1.1), strict=True))]
        return [middle(run, [round_of(wall, cpu=wall, peak=200)]) for run, wall in zip(runs, walls, strict=True)]

    monkeypatch.setattr(sizes, "alternately", measured)
    return sizes.sizes(1)


def test_time_per_bucket_is_promised_of_the_whole_command(section: sizes.Section) -> None:
    small, large, ratio = (target.measured for target in section.targets)
    assert (small, large) == (200, 200)
    assert ratio == pytest.approx(1.011, abs=0.002)


def test_time_per_bucket_is_also_told_without_the_start(section: sizes.Section) -> None:
    assert "1.10 ms and 1.10 CPU ms, 1.10 and 1.10 times" in section.notes[0]
