"""`auditor fix` as a process: prints and writes, never sends."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.world import command, pack, snapshot

MEND = "aws s3api put-bucket-versioning --bucket=dst"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a broken snapshot `s`, and its JSON report `r.json`."""
    (tmp_path / "auditor.yaml").write_text("packs: [./ours]\n")
    pack(tmp_path / "ours")
    snapshot(tmp_path / "s", {"Status": "Suspended"})
    command("evaluate", "s", "--report", "json=r.json", cwd=tmp_path)
    return tmp_path


def test_without_a_flag_it_says_that_it_never_writes_to_aws(home: Path) -> None:
    done = command("fix", "s", cwd=home)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "auditor fix never writes to AWS" in done.stderr


def test_a_snapshot_is_judged_and_mended(home: Path) -> None:
    done = command("fix", "--dry-run", "s", cwd=home)
    assert (done.returncode, MEND in done.stdout) == (0, True)


def test_a_report_is_mended_as_it_was_judged(home: Path) -> None:
    from_snapshot, from_report = (command("fix", "--dry-run", path, cwd=home).stdout for path in ("s", "r.json"))
    assert from_report == from_snapshot


def test_a_report_may_lie_elsewhere_than_its_snapshot(home: Path) -> None:
    (home / "elsewhere").mkdir()
    (home / "r.json").rename(home / "elsewhere" / "r.json")
    assert MEND in command("fix", "--dry-run", "elsewhere/r.json", "--snapshot", "s", cwd=home).stdout


@pytest.mark.parametrize(
    ("path", "code", "line"),
    [
        ("elsewhere.json", 2, "elsewhere.json: cannot be read: No such file or directory"),
        ("auditor.yaml", 2, "auditor.yaml:1: not JSON"),
        ("moved/r.json", 4, "moved/s: no such snapshot file"),
        ("other/r.json", 4, "other/s: is not the snapshot that other/r.json was made from"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(home: Path, path: str, code: int, line: str) -> None:
    for folder in ("moved", "other"):
        (home / folder).mkdir()
        (home / folder / "r.json").write_bytes((home / "r.json").read_bytes())
    snapshot(home / "other" / "s", {"Status": "Enabled"})
    done = command("fix", "--dry-run", path, cwd=home)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (code, "", 1)
    assert done.stderr.startswith(f"auditor: error: {line}")


@pytest.mark.parametrize(
    ("name", "start", "end"), [("s", 0, 9000), ("s", 0, 20), ("d.snapshot", 1, None), ("d.snapshot", 0, 0)]
)
def test_a_damaged_snapshot_is_taken_for_no_report(home: Path, name: str, start: int, end: int | None) -> None:
    (home / name).write_bytes((home / "s").read_bytes()[start:end])
    done = command("fix", "--dry-run", name, cwd=home)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (4, "", 1)
    assert done.stderr.startswith(f"auditor: error: {name}: ")
    assert "damaged" in done.stderr


def test_a_report_that_was_judged_by_other_rules_is_refused(home: Path) -> None:
    rule = home / "ours" / "source-is-versioned.yaml"
    rule.write_text(
        rule.read_text().replace("must: source", "must: destination").replace("given: {source", "given: {destination")
    )
    done = command("fix", "--dry-run", "r.json", cwd=home)
    assert (done.returncode, "was judged by other packs or another configuration" in done.stderr) == (2, True)


def test_drift_is_mended_without_a_proof(home: Path) -> None:
    snapshot(home / "before", {"Status": "Enabled"})
    command("drift", "before", "s", "--report", "json=drift.json", cwd=home)
    done = command("fix", "--dry-run", "drift.json", "--snapshot", "s", cwd=home)
    assert (done.returncode, done.stderr) == (0, "")


def test_files_are_written_account_by_account(home: Path) -> None:
    done = command("fix", "s", "--output-dir", "fixes", cwd=home)
    written = {path.name for path in (home / "fixes").iterdir()}
    assert (done.stdout, {"README.txt", "01-222222222222.sh"} <= written) == ("", True)
