"""Waivers on the command line: accepted, expired, and the same bytes on the same day."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from auditor.cli.waiving import today_option
from tests.cli.world import command, pack, snapshot

WAIVER = """\
- rule: destination-is-versioned
  subject: src/r/dst
  justification: The copy is thrown away.
  owner: build team
  expires: 2026-11-30
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a pack, a snapshot with one failure, and a waiver for it."""
    pack(tmp_path / "ours")
    snapshot(tmp_path / "s", {"Status": "Suspended"})
    (tmp_path / "waivers.yaml").write_text(WAIVER)
    return tmp_path


def evaluate(home: Path, today: str, *more: str) -> subprocess.CompletedProcess[str]:
    given = ("--waivers", "waivers.yaml", "--today", today, *more)
    return command("evaluate", "s", "--pack", "./ours", *given, cwd=home)


def test_a_waived_failure_is_no_failure(home: Path) -> None:
    done = evaluate(home, "2026-11-01")
    assert (done.returncode, "1 waived" in done.stdout) == (0, True)


def test_after_its_last_day_the_failure_is_back_and_quiet_does_not_silence_it(home: Path) -> None:
    done = evaluate(home, "2026-12-01", "--quiet")
    told = "held until 2026-11-30; 1 of its findings counts again; mend or renew"
    line = f"auditor: error: waiver EXPIRED: destination-is-versioned on src/r/dst (build team): {told}\n"
    assert (done.returncode, done.stderr) == (1, line)


def test_a_waiver_about_to_expire_is_told(home: Path) -> None:
    assert "waiver EXPIRING: destination-is-versioned" in evaluate(home, "2026-11-01").stderr


def test_the_same_day_gives_the_same_bytes(home: Path) -> None:
    for turn in ("1", "2"):
        evaluate(home, "2026-11-01", *(f"--report={name}={name}.{turn}" for name in ("json", "junit", "markdown")))
    assert [(home / f"{name}.1").read_bytes() for name in ("json", "junit", "markdown")] == [
        (home / f"{name}.2").read_bytes() for name in ("json", "junit", "markdown")
    ]


def test_the_configuration_may_name_the_file(home: Path) -> None:
    (home / "auditor.yaml").write_text("waivers: waivers.yaml\npacks: [./ours]\nsnapshot: s\n")
    done = command("evaluate", "--today", "2026-11-01", "--report", "json=r.json", cwd=home)
    waived = [each["waiver"] for each in json.loads((home / "r.json").read_text())["findings"] if each["waiver"]]
    assert (done.returncode, [waiver["owner"] for waiver in waived]) == (0, ["build team"])


def test_a_waiver_of_a_rule_there_is_not_is_one_line(home: Path) -> None:
    (home / "waivers.yaml").write_text(WAIVER.replace("destination-is-versioned", "destination-is-version"))
    done = evaluate(home, "2026-11-01")
    told = "there is no rule 'destination-is-version'; did you mean 'destination-is-versioned'?"
    assert (done.returncode, done.stderr) == (2, f"auditor: error: waivers.yaml:1: waivers[0].rule: {told}\n")


def test_a_rule_of_a_pack_that_is_not_asked_this_time_is_known(home: Path) -> None:
    (home / "auditor.yaml").write_text("waivers: waivers.yaml\npacks: [./ours]\nsnapshot: s\n")
    done = command("evaluate", "--pack", "versioning", "--today", "2026-11-01", cwd=home)
    assert "waiver" not in done.stderr
    assert done.returncode == 1
    assert command("drift", "s", "s", cwd=home).returncode == 0


def test_two_files_are_refused(home: Path) -> None:
    done = evaluate(home, "2026-11-01", "--waivers", "others.yaml")
    assert (done.returncode, "give one file" in done.stderr) == (2, True)


class LastSecond(datetime):
    """A clock that stands at the end of a day in UTC."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> LastSecond:
        return cls(2026, 11, 30, 23, 59, 59, tzinfo=UTC).astimezone(tz)


@pytest.fixture(params=["Pacific/Kiritimati", "Etc/GMT+12"])
def elsewhere(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A place where it is another day."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


def _tell(today: date) -> None:
    click.echo(today.isoformat())


@pytest.mark.usefixtures("elsewhere")
def test_the_day_is_that_of_utc_wherever_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.cli.waiving.datetime", LastSecond)
    told = click.command()(today_option(_tell))
    assert CliRunner().invoke(told).output == "2026-11-30\n"


def test_a_day_that_is_none_is_refused(home: Path) -> None:
    assert evaluate(home, "2026-02-30").returncode == 2


def test_what_is_waived_is_not_mended(home: Path) -> None:
    given = ("fix", "--dry-run", "s", "--pack", "./ours")
    plain = command(*given, cwd=home)
    waived = command(*given, "--waivers", "waivers.yaml", "--today", "2026-11-01", cwd=home)
    assert ("put-bucket-versioning" in plain.stdout, "put-bucket-versioning" in waived.stdout) == (True, False)


def test_drift_may_be_accepted_too(home: Path) -> None:
    snapshot(home / "before", {"Status": "Enabled"})
    accepted = WAIVER.replace("destination-is-versioned", "protections-equal-baseline").replace("src/r/dst", "dst")
    (home / "drift.yaml").write_text(accepted)
    given = ("drift", "before", "s", "--today", "2026-11-01")
    assert command(*given, cwd=home).returncode == 1
    assert command(*given, "--waivers", "drift.yaml", cwd=home).returncode == 0
