"""Every command has help with an example; whatever goes wrong is one line and an exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from auditor.cli import main
from auditor.cli.main import COMMANDS, SAID, auditor, run
from auditor.cli.options import logged
from auditor.errors import AuditorError, SnapshotError, UsageError
from tests.cli.world import command


def _every() -> list[tuple[str, ...]]:
    """The words of each command, those of groups too."""
    context = click.Context(auditor)
    named = [((name,), auditor.get_command(context, name)) for name in COMMANDS]
    inner = [((*words, name)) for words, group in named if isinstance(group, click.Group) for name in group.commands]
    return [words for words, _ in named] + inner


@pytest.mark.parametrize("words", _every(), ids=" ".join)
def test_help_has_an_example_that_names_the_command(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*words, "--help"]) == 0
    shown = capsys.readouterr().out
    assert f"auditor {' '.join(words)}" in shown.partition("Example:")[2]


@pytest.mark.parametrize("group", [[], ["rules"]], ids=["auditor", "rules"])
def test_each_command_is_told_in_a_line_that_fits(group: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*group, "--help"]) == 0
    assert "..." not in capsys.readouterr().out.partition("Commands:")[2]


def test_no_command_is_listed_that_is_not_there() -> None:
    assert auditor.get_command(click.Context(auditor), "nothing") is None


def test_without_arguments_help_and_exit_2(tmp_path: Path) -> None:
    done = command(cwd=tmp_path)
    assert (done.returncode, "Usage: auditor" in done.stdout + done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["scna"], "auditor: error: No such command 'scna'; did you mean scan? (see auditor --help)"),
        (["wholly-else"], "auditor: error: No such command 'wholly-else'"),
        (["scan", "--pakc", "x"], "auditor: error: No such option"),
        (["scan", "--jobs", "0"], "auditor: error: Invalid value for '--jobs': 0 is not in the range 1<=x<=512"),
        (["drift", "a"], "auditor: error: Missing argument 'CURRENT' (see auditor drift --help)"),
        (
            ["evaluate", "--report", "jnit=x"],
            "auditor: error: Invalid value for '--report': 'jnit=x' is not FORMAT=FILE",
        ),
        (["evaluate", "--report", "junit"], "auditor: error: Invalid value for '--report': 'junit' is not FORMAT=FILE"),
        (
            ["explain", "e", "--assume", "key"],
            "auditor: error: Invalid value for '--assume': 'key' is neither replication nor KEY=VALUE",
        ),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(
    arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    shown = capsys.readouterr().err
    assert (shown.startswith(line), shown.count("\n")) == (True, 1)


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (UsageError("no"), 2, "auditor: error: no\n"),
        (SnapshotError("f: no"), 4, "auditor: error: f: no\n"),
        (AuditorError("a\x1b[31m\nb\u202e"), 4, "auditor: error: a\\x1b[31m\\nb\\u202e\n"),
        (KeyboardInterrupt(), 130, "auditor: error: interrupted\n"),
        (
            ZeroDivisionError("by\nzero"),
            4,
            (
                "auditor: error: this is a fault of auditor itself: ZeroDivisionError: by\\nzero"
                "; run it again with --debug and report what that prints\n"
            ),
        ),
    ],
)
def test_an_error_is_one_line_and_its_exit_code(
    error: BaseException, code: int, line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(COMMANDS, "init", _raising(monkeypatch, error))
    assert (run(["init"]), capsys.readouterr().err.removeprefix("\n")) == (code, line)  # click ends the line of a ^C


def test_debug_shows_where_an_error_came_from(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(COMMANDS, "init", _raising(monkeypatch, ZeroDivisionError()))
    run(["init", "--debug"])
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_an_error_as_json_is_one_object_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    run(["fix", "--log-format", "json"])
    told = json.loads(capsys.readouterr().err)
    assert (told["level"], told["event"], told["exit_code"]) == ("error", "error", 2)


def _raising(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> str:
    """Where a command is that raises `error`."""

    @click.command()
    @logged
    def failing(**_: object) -> int:
        raise error

    monkeypatch.setattr(main, "failing", failing, raising=False)
    return "auditor.cli.main:failing"


def test_help_says_of_each_command_what_it_says_itself() -> None:
    context = click.Context(auditor)
    commands = {name: auditor.get_command(context, name) for name in COMMANDS}
    assert {name: command.get_short_help_str(80) for name, command in commands.items() if command} == SAID
    assert list(SAID) == list(COMMANDS)


def test_help_imports_no_command() -> None:
    code = "import sys; from auditor.cli.main import run; run(['--help']); print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not {"botocore", "pydantic", "auditor.cli.scan"} & set(told.split())
