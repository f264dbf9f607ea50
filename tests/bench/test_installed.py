"""An environment of other people's programs is made once, however many want it at the same time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bench import installed
from bench.installed import Missing, binaries


def test_of_several_at_the_same_time_one_installs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []

    def install(_pins: Sequence[str], home: Path) -> None:
        made.append(home)
        time.sleep(0.1)
        home.mkdir()

    monkeypatch.setattr(installed, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(installed, "_install", install)
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(binaries, ["ministack"] * 4))
    assert len(made) == 1
    assert found == {made[0] / "bin"}


def test_what_could_not_be_installed_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def install(_pins: Sequence[str], _home: Path) -> None:
        raise Missing("no network")

    monkeypatch.setattr(installed, "CACHE", tmp_path)
    monkeypatch.setattr(installed, "_install", install)
    for _ in range(2):
        with pytest.raises(Missing):
            binaries("ministack")
