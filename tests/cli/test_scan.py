"""`auditor scan` and `auditor collect` as processes: everything that can be refused is, before anything is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.world import A, command

CONFIG = f"accounts:\n  - id: '{A}'\n    role: audit\n"


@pytest.mark.parametrize("name", ["scan", "collect"])
@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ([], "no accounts to scan: list them in auditor.yaml (auditor init) or give --accounts FILE"),
        (["--accounts", "nowhere.csv"], "nowhere.csv: cannot be read: No such file or directory"),
        (["--accounts", "none.csv"], "none.csv: lists no account"),
        (["--accounts", "bad.csv"], "bad.csv:2: id: must be an account id, twelve digits, not '12'"),
        (["-c", "bad.yaml"], "bad.yaml:2: accounts[0].rol: there is no such field; did you mean 'role'?"),
    ],
)
def test_a_mistake_is_one_line(name: str, arguments: list[str], line: str, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("id\n12\n")
    (tmp_path / "none.csv").write_text("id\n")
    (tmp_path / "bad.yaml").write_text(f"accounts:\n  - {{id: '{A}', rol: audit}}\n")
    done = command(name, *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"auditor: error: {line}\n")


@pytest.mark.parametrize(
    "arguments",
    [["--report", "json=nowhere/r.json"], ["--report", "json=auditor.snapshot"], ["--pack", "nowhere"]],
)
def test_what_would_fail_after_the_scan_is_refused_before_it(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "auditor.yaml").write_text(CONFIG)
    done = command("scan", *arguments, cwd=tmp_path)
    assert (done.returncode, [path.name for path in tmp_path.iterdir()]) == (2, ["auditor.yaml"])


def test_a_snapshot_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "auditor.yaml").write_text(CONFIG)
    done = command("collect", "--snapshot", "nowhere/s", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (4, "", 1)
