"""`auditor demo` as a process: the embedded estate from end to end."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from auditor.snapshot import Snapshot
from tests.cli.world import command


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """Where the demo wrote, and how it ended; run in a folder of its own, with credentials that must not be used."""
    home = tmp_path_factory.mktemp("home")
    done = command("demo", cwd=home, AWS_ACCESS_KEY_ID="mine", AWS_SECRET_ACCESS_KEY="mine", AWS_PROFILE="nowhere")
    return home / "auditor-demo", done


def test_it_ends_well_although_its_estate_is_broken(ran: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    _, done = ran
    assert (done.returncode, "These findings are intended" in done.stdout) == (0, True)


@pytest.mark.parametrize(
    "name", ["junit.xml", "report.md", "report.json", "fixes/README.txt", "auditor.snapshot", "auditor.yaml"]
)
def test_it_writes_and_names(name: str, ran: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, done = ran
    assert (folder / name).stat().st_size > 0
    assert f"auditor-demo/{name}" in done.stdout


def test_the_reports_agree(ran: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, _ = ran
    counts = json.loads((folder / "report.json").read_text())["counts"]
    assert int(ET.parse(folder / "junit.xml").getroot().get("failures", "")) == counts["FAIL"] > 0


def test_the_snapshot_holds_every_account(ran: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, _ = ran
    accounts = Snapshot.open(folder / "auditor.snapshot").meta["scope"]["accounts"]
    assert set(accounts) == {"111111111111", "222222222222", "510000000000", "511111111111", "522222222222"}
    assert not any(accounts.values())


def test_evaluating_its_snapshot_again_gives_its_report_again(
    ran: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    folder, _ = ran
    again = command(
        "evaluate", folder / "auditor.snapshot", "-c", folder / "auditor.yaml", "--report", "json=again", cwd=tmp_path
    )
    assert again.returncode == 1
    assert (tmp_path / "again").read_bytes() == (folder / "report.json").read_bytes()


def test_its_fixes_are_bash(ran: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, _ = ran
    scripts = sorted((folder / "fixes").glob("*.sh"))
    checked = subprocess.run(["bash", "-n", *scripts], capture_output=True, check=False)
    assert (len(scripts) > 0, checked.returncode, checked.stderr) == (True, 0, b"")


def test_it_can_run_again(ran: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, _ = ran
    before = {name: (folder / name).read_bytes() for name in ("junit.xml", "report.md")}
    done = command("demo", "--quiet", cwd=folder.parent)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert {name: (folder / name).read_bytes() for name in before}.keys() == before.keys()


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "f").touch()
    done = command("demo", "--output-dir", "f", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
