"""A damaged snapshot is told before anything is made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.cli.reading import reading
from auditor.errors import SnapshotError
from tests.cli.world import command, snapshot


def _damaged(path: Path, start: int, end: int | None) -> Path:
    """The snapshot with nonsense from `start` on; cut off at `end`."""
    snapshot(path, {"Status": "Enabled"})
    content = path.read_bytes()
    path.write_bytes((content[:start] + b"\xff" * (len(content) - start))[:end])
    return path


def test_a_whole_snapshot_is_read(tmp_path: Path) -> None:
    with reading(snapshot(tmp_path / "s", {"Status": "Enabled"})) as opened:
        assert opened.get("arn:aws:s3:::dst") is not None


@pytest.mark.parametrize(("start", "end"), [(100, None), (8192, None), (8192, 8292), (4096 * 3, None)])
def test_a_damaged_one_is_an_error_that_names_it(tmp_path: Path, start: int, end: int | None) -> None:
    with pytest.raises(SnapshotError, match="/s: "), reading(_damaged(tmp_path / "s", start, end)):
        pytest.fail("it was opened")


def test_drift_names_the_one_that_is_damaged(tmp_path: Path) -> None:
    _damaged(tmp_path / "before", 8192, None)
    snapshot(tmp_path / "after", {"Status": "Enabled"})
    done = command("drift", "before", "after", cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (4, 1)
    assert done.stderr.startswith("auditor: error: before: ")
