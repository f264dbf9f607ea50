"""`auditor init` and `auditor completion` as processes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from auditor.config import load_config
from tests.cli.world import command


def test_init_writes_a_configuration_that_loads(tmp_path: Path) -> None:
    assert command("init", cwd=tmp_path).returncode == 0
    assert len(load_config(tmp_path / "auditor.yaml").accounts) == 2


def test_init_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "auditor.yaml").write_text("mine")
    done = command("init", cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert (tmp_path / "auditor.yaml").read_text() == "mine"


def test_init_prints_the_schema(tmp_path: Path) -> None:
    assert json.loads(command("init", "--schema", cwd=tmp_path).stdout)["title"] == "auditor.yaml"


def test_a_folder_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    done = command("init", "nowhere/auditor.yaml", cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_for_the_shell(shell: str, tmp_path: Path) -> None:
    assert "_AUDITOR_COMPLETE" in command("completion", shell, cwd=tmp_path).stdout


def test_the_script_is_bash(tmp_path: Path) -> None:
    script = command("completion", "bash", cwd=tmp_path).stdout
    assert subprocess.run(["bash", "-n"], input=script, text=True, check=False).returncode == 0


def test_a_command_is_completed(tmp_path: Path) -> None:
    asked = {"_AUDITOR_COMPLETE": "bash_complete", "COMP_WORDS": "auditor eval", "COMP_CWORD": "1"}
    assert command(cwd=tmp_path, **asked).stdout == "plain,evaluate\n"
