"""`auditor evaluate` as a process: reports, exit codes, errors; no network, no credentials."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.snapshot import Fact, Json
from tests.cli.world import command, pack, snapshot

UNREAD = Fact.unknown("s3:GetBucketVersioning", "AccessDenied")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with the pack `ours` in it."""
    pack(tmp_path / "ours")
    return tmp_path


@pytest.mark.parametrize(
    ("destination", "source", "fail_on", "code"),
    [
        ({"Status": "Enabled"}, {"Status": "Enabled"}, "LOW", 0),
        ({"Status": "Suspended"}, {"Status": "Enabled"}, "LOW", 1),
        ({"Status": "Suspended"}, {"Status": "Enabled"}, "CRITICAL", 0),
        ({"Status": "Enabled"}, {}, "high", 0),
        (UNREAD, {"Status": "Enabled"}, "LOW", 3),
        (UNREAD, {}, "LOW", 1),
    ],
)
def test_the_exit_code_tells_the_worst(home: Path, destination: Json, source: Json, fail_on: str, code: int) -> None:
    snapshot(home / "s", destination, source)
    assert command("evaluate", "s", "--pack", "./ours", "--fail-on", fail_on, cwd=home).returncode == code


def test_twice_gives_the_same_bytes(home: Path) -> None:
    snapshot(home / "s", {"Status": "Suspended"})
    arguments = ("evaluate", "s", "--pack", "./ours", "--quiet")
    for turn in ("1", "2"):
        reports = [f"--report={format}={format}.{turn}" for format in ("junit", "markdown", "json", "summary")]
        command(*arguments, *reports, cwd=home)
    firsts, seconds = (sorted(home.glob(f"*.{turn}")) for turn in ("1", "2"))
    assert len(firsts) == 4
    assert [path.read_bytes() for path in firsts] == [path.read_bytes() for path in seconds]


def test_the_summary_goes_to_stdout_and_all_else_to_stderr(home: Path) -> None:
    snapshot(home / "s", {"Status": "Suspended"})
    done = command("evaluate", "s", "--pack", "./ours", "--report", "json=r.json", cwd=home)
    assert "HIGH destination-is-versioned  src/r/dst" in done.stdout
    assert done.stderr == "auditor: json report written to r.json\n"


def test_a_report_to_stdout_is_all_of_it(home: Path) -> None:
    snapshot(home / "s", {"Status": "Suspended"})
    done = command("evaluate", "s", "--pack", "./ours", "--report", "json=-", cwd=home)
    assert (json.loads(done.stdout)["counts"]["FAIL"], done.stderr) == (1, "")


def test_quiet_leaves_stdout_and_stderr_empty(home: Path) -> None:
    snapshot(home / "s", {"Status": "Suspended"})
    done = command("evaluate", "s", "--pack", "./ours", "--report", "json=r.json", "--quiet", cwd=home)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 1)


def test_json_lines_on_stderr_parse(home: Path) -> None:
    snapshot(home / "s", {"Status": "Suspended"})
    done = command("evaluate", "s", "--pack", "./ours", "--report", "json=r", "--log-format", "json", cwd=home)
    assert [json.loads(line)["event"] for line in done.stderr.splitlines()] == ["report-written"]


def test_the_configuration_decides_what_is_left_out(home: Path) -> None:
    snapshot(home / "kept.snapshot", {"Status": "Enabled"}, {})
    (home / "auditor.yaml").write_text("packs: [./ours]\nfail_on: HIGH\nsnapshot: kept.snapshot\n")
    assert command("evaluate", cwd=home).returncode == 0


def test_an_option_takes_the_place_of_the_configurations(home: Path) -> None:
    snapshot(home / "kept.snapshot", {"Status": "Enabled"}, {})
    (home / "auditor.yaml").write_text("packs: [./ours]\nfail_on: HIGH\nsnapshot: kept.snapshot\n")
    assert command("evaluate", "--fail-on", "LOW", cwd=home).returncode == 1


@pytest.mark.parametrize(("asked", "code"), [("80", 1), ("99.5", 3)])
def test_too_little_coverage_is_said_aloud_and_exits_with_3(home: Path, asked: str, code: int) -> None:
    snapshot(home / "s", {"Status": "Suspended"}, tags=Fact.unknown("s3:GetBucketTagging", "AccessDenied"))
    done = command("evaluate", "s", "--pack", "./ours", "--quiet", "--min-coverage", asked, cwd=home)
    assert (done.returncode, "coverage is 9" in done.stderr) == (code, code == 3)


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (["nowhere"], 4, "nowhere: no such snapshot file; make one with: auditor collect"),
        (["text"], 4, "text: not a snapshot of auditor: file is not a database"),
        (["s", "--pack", "nowhere"], 2, "nowhere: no such rule pack or folder"),
        (["s", "-c", "nowhere.yaml"], 2, "nowhere.yaml: no such file; write one with: auditor init"),
        (["s", "-c", "bad.yaml"], 2, "bad.yaml:2: accounts[0].id: must be an account id, twelve digits, not '12'"),
        (["s", "-c", "text"], 2, "text:1: must be a mapping (key: value), not 'no snapshot'"),
        (["s", "--report", "json=no/r.json"], 2, "no/r.json: there is no folder no; create it first"),
        (["s", "--pack", "./broken"], 2, "broken/source-is-versioned.yaml:"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(home: Path, arguments: list[str], code: int, line: str) -> None:
    snapshot(home / "s", {"Status": "Enabled"})
    pack(home / "broken", source_is_versioned="id: source-is-versioned\ntitel: x\n")
    (home / "text").write_text("no snapshot")
    (home / "bad.yaml").write_text("accounts:\n  - id: '12'\n")
    done = command("evaluate", *arguments, cwd=home)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (code, "", 1)
    assert done.stderr.startswith(f"auditor: error: {line}")


def test_a_reader_that_goes_away_is_no_error(home: Path) -> None:
    """The pipe is closed before the report comes, so that every write to it fails."""
    snapshot(home / "s", {"Status": "Suspended"})
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [Path(sys.executable).with_name("auditor"), "evaluate", "s", "--pack", "./ours"],
        cwd=home, stdout=writer, stderr=subprocess.PIPE, check=False,
    )  # fmt: skip
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_profile_asks_only_the_rules_of_its_framework(home: Path) -> None:
    snapshot(home / "s", {"Status": "Enabled"})
    command("evaluate", "s", "--profile", "aws-fsbp", "--quiet", "--report", "json=r.json", cwd=home)
    report = json.loads((home / "r.json").read_text())
    assert all("AWS-FSBP" in rule["controls"] for rule in report["rules"].values())
    assert report["rules"]


def test_a_profile_there_is_not_names_the_nearest(home: Path) -> None:
    snapshot(home / "s", {"Status": "Enabled"})
    done = command("evaluate", "s", "--profile", "aws-fsb", cwd=home)
    told = "auditor: error: aws-fsb: no rule of these packs is for a framework of that name; did you mean 'aws-fsbp'?\n"
    assert (done.returncode, done.stderr) == (2, told)


def test_what_is_declared_of_no_bucket_is_said(home: Path) -> None:
    snapshot(home / "s", {"Status": "Enabled"})
    (home / "auditor.yaml").write_text("must_replicate: [{names: [src]}, {names: [scr]}]\nsnapshot: s\n")
    done = command("evaluate", cwd=home)
    told = [line for line in done.stderr.splitlines() if "must_replicate" in line]
    assert told == ["auditor: must_replicate[1] of the configuration fits no bucket that was read"]
