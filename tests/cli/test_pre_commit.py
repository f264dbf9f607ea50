"""The hook we offer, run by pre-commit in a repository of its own.

As pre-commit would run it but for one thing: it takes the `auditor` that is installed here (`language: system`) instead
of building an environment, which needs a package index.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.cli.world import PACK, pack

HOOKS = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"
BIN = Path(sys.executable).parent


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A git repository with a pack in `rules/ours` and a configuration that asks for our hook."""
    pack(tmp_path / "rules" / "ours")
    (hook,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    asked = {"repos": [{"repo": "local", "hooks": [{**hook, "language": "system"}]}]}
    (tmp_path / ".pre-commit-config.yaml").write_text(yaml.safe_dump(asked))
    _git(tmp_path, "init", "-q")
    _git(tmp_path, "add", "-A")
    return tmp_path


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, env=_environment(folder), check=True)


def _environment(folder: Path) -> dict[str, str]:
    """Without the variables of a repository that these tests may run for."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    found = f"{BIN}{os.pathsep}{clean.get('PATH', '')}"
    return {**clean, "PATH": found, "PRE_COMMIT_HOME": str(folder / ".git" / "pre-commit-home")}


def _run(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BIN / "pre-commit", "run", "--all-files"],
        cwd=folder, env=_environment(folder), capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_pack_that_keeps_its_promises_may_be_committed(repository: Path) -> None:
    done = _run(repository)
    assert (done.returncode, "Passed" in done.stdout) == (0, True)


def test_a_wrong_example_stops_the_commit_and_is_named(repository: Path) -> None:
    wrong = PACK["source-is-versioned.yaml"].replace("{Status: Suspended}", "{Status: Enabled}")
    (repository / "rules" / "ours" / "source-is-versioned.yaml").write_text(wrong)
    _git(repository, "add", "-A")
    done = _run(repository)
    assert done.returncode == 1
    assert "rules/ours/source-is-versioned.yaml:" in done.stdout
    assert "expected FAIL, got PASS" in done.stdout
