"""`auditor explain` as a process: every request of one edge, and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.snapshot import Fact
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


INTENT = "purposes: [{purpose: dr, names: [s*]}]\nmust_replicate: [{accounts: [111111111111]}]\n"


def test_what_is_declared_of_both_buckets_stands_first(home: Path) -> None:
    (home / "auditor.yaml").write_text(INTENT)
    lines = command("explain", EDGE, "--snapshot", "s", cwd=home).stdout.splitlines()
    assert lines[:6] == [
        EDGE,
        "source src",
        "  purpose dr: its name fits s*",
        f"  must replicate: it is of account {A}",
        "destination dst",
        "  nothing is declared of it",
    ]


def test_of_a_bucket_it_is_told_what_is_declared_and_what_leads_to_and_from_it(home: Path) -> None:
    (home / "auditor.yaml").write_text(INTENT)
    assert command("explain", "src", "--snapshot", "s", cwd=home).stdout.splitlines()[0::3] == [
        "bucket src",
        f"  is replicated by {EDGE}",
    ]
    shown = command("explain", "dst", "--snapshot", "s", cwd=home).stdout
    assert shown == f"bucket dst\n  nothing is declared of it\n  receives replicas by {EDGE}\n"


def test_a_bucket_that_is_not_there_names_those_that_are(home: Path) -> None:
    done = command("explain", "ds", "--snapshot", "s", cwd=home)
    assert (done.returncode, done.stderr.startswith("auditor: error: there is no bucket ds; the nearest are: ")) == (
        2,
        True,
    )


FINDING, ANALYZER = "access-analyzer:ListFindings", f"arn:aws:access-analyzer:us-east-1:{A}:analyzer/a"
OPEN = {"id": "f", "resource": "arn:aws:s3:::src", "resourceOwnerAccount": A}


def _outside(home: Path, outside: Fact) -> list[str]:
    snapshot(home / "analysed", {"Status": "Enabled"}, outside=outside)
    shown = command("explain", EDGE, "--snapshot", "analysed", cwd=home).stdout
    return [line for line in shown.splitlines() if "Access Analyzer" in line]


@pytest.mark.parametrize(
    ("findings", "said"),
    [
        ([], []),
        ([{**OPEN, "resource": "arn:aws:s3:::other"}], []),
        ([OPEN], ["finds access to arn:aws:s3:::src from outside of its organization"]),
        ([{**OPEN, "error": "ACCESS_DENIED"}], ["could not analyse arn:aws:s3:::src: ACCESS_DENIED"]),
    ],
    ids=["nothing", "of another bucket", "access", "an error"],
)
def test_a_finding_of_access_analyzer_is_shown(home: Path, findings: list[object], said: list[str]) -> None:
    fact = Fact.of(FINDING, [{"arn": ANALYZER, "type": "ORGANIZATION", "findings": findings}])
    assert _outside(home, fact) == [f"Access Analyzer {each} (finding f of {ANALYZER})" for each in said]


def test_findings_that_could_not_be_read_are_said_to_be_unknown(home: Path) -> None:
    (line,) = _outside(home, Fact.unknown(FINDING, "AccessDenied"))
    expected = "what Access Analyzer finds of arn:aws:s3:::src could not be read: AccessDenied"
    assert line == f"UNKNOWN: {expected} ({FINDING})"


def test_where_nobody_analyses_nothing_is_said_of_it(home: Path) -> None:
    assert _outside(home, Fact.absent(FINDING, "NoActiveAnalyzer")) == []
