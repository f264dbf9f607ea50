"""`auditor explain` as a process: every request of one edge, and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.world import EDGE, A, command, snapshot


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with the snapshot `s`: a role that may read the source and nothing else."""
    snapshot(tmp_path / "s", {"Status": "Enabled"})
    return tmp_path


def _rows(home: Path, *more: str) -> dict[str, str]:
    """Purpose and action -> the text of their row, on one line."""
    shown = command("explain", EDGE, "--snapshot", "s", *more, cwd=home).stdout
    rows: dict[str, str] = {}
    for block in shown.split("\n+")[2:-1]:
        cells = zip(*(line.split("|")[1:4] for line in block.splitlines()[1:]), strict=True)
        verdict, request, why = (" ".join(part.strip() for part in cell) for cell in cells)
        rows[request.partition(" on ")[0].strip()] = f"{verdict.strip()}: {why.strip()}"
    return rows


def test_a_request_that_is_allowed_names_its_statement(home: Path) -> None:
    row = _rows(home)["read-source: s3:GetObjectVersionForReplication"]
    assert row.startswith("ALLOW: ")
    assert "Read" in row


def test_a_request_that_is_denied_tells_what_s3_will_report(home: Path) -> None:
    row = _rows(home)["replicate: s3:ReplicateObject"]
    assert row.startswith("IMPLICIT_DENY: ")
    assert row.endswith("S3 will report DstPutObjectNotPermitted")


def test_what_nobody_knows_names_what_to_assume(home: Path) -> None:
    row = _rows(home)["assume-role: sts:AssumeRole"]
    assert row.startswith("UNKNOWN: ")
    assert row.endswith("try --assume aws:SourceAccount=VALUE")


def test_a_verdict_that_hangs_on_an_assumption_says_so(home: Path) -> None:
    row = _rows(home, "--assume", f"aws:SourceAccount={A}")["assume-role: sts:AssumeRole"]
    assert row.startswith("ALLOW: ")
    assert row.endswith(f"assuming aws:SourceAccount={A}")


def test_a_verdict_that_needs_no_assumption_does_not_mention_it(home: Path) -> None:
    assert "assuming" not in _rows(home, "--assume", f"aws:SourceAccount={A}")["replicate: s3:ReplicateObject"]


def test_an_edge_that_is_not_there_names_those_that_are(home: Path) -> None:
    done = command("explain", "src/r", "--snapshot", "s", cwd=home)
    assert (done.returncode, done.stderr) == (2, f"auditor: error: there is no edge src/r; the nearest are: {EDGE}\n")
