"""`auditor drift` as a process: the same reports and exit codes as any assessment."""

from __future__ import annotations

from pathlib import Path

from auditor.snapshot import Json
from tests.cli.world import command, snapshot


def _drift(home: Path, before: Json, after: Json) -> tuple[int, str]:
    snapshot(home / "before", before)
    snapshot(home / "after", after)
    done = command("drift", "before", "after", cwd=home)
    return done.returncode, done.stdout


def test_no_change_is_clean(tmp_path: Path) -> None:
    code, _ = _drift(tmp_path, {"Status": "Enabled"}, {"Status": "Enabled"})
    assert code == 0


def test_a_change_is_a_failure_that_names_the_bucket(tmp_path: Path) -> None:
    code, shown = _drift(tmp_path, {"Status": "Enabled"}, {"Status": "Suspended"})
    assert (code, "dst" in shown) == (1, True)


def test_a_baseline_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    snapshot(tmp_path / "after", {"Status": "Enabled"})
    done = command("drift", "before", "after", cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (4, 1)


def test_who_is_approved_is_told_by_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "auditor.yaml").write_text('approved_actors: ["arn:aws:iam::*:role/deploy-*"]\n')
    code, shown = _drift(tmp_path, {"Status": "Enabled"}, {"Status": "Enabled"})
    assert (code, "changes-by-known-actors" in shown) == (3, True), "nobody collected who changed the buckets"
