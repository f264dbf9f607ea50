"""Events of a scan as lines, as JSON, as bars, or not at all."""

from __future__ import annotations

import io
import json

import pytest

from auditor.cli import progress as module
from auditor.cli.log import Log
from auditor.cli.progress import progress
from auditor.collect import Event, Stage

EVENTS = (
    Event(Stage.STARTED, "111111111111"),
    Event(Stage.BUCKETS, "111111111111", 1, 2),
    Event(Stage.BUCKETS, "111111111111", 2, 2, 3),
    Event(Stage.FINISHED, "111111111111", 2, 2, 3),
    Event(Stage.FAILED, "222222222222", reason="AccessDenied", detail="not authorized\n"),
    Event(Stage.RELATED, "", 1, 2),
    Event(Stage.RELATED, "", 2, 2),
)


def _told(log: Log) -> None:
    with progress(log, 2) as tell:
        for event in EVENTS:
            tell(event)


def test_lines_tell_of_accounts_not_of_buckets(capsys: pytest.CaptureFixture[str]) -> None:
    _told(Log())
    assert capsys.readouterr().err.splitlines() == [
        "auditor: 111111111111: opening",
        "auditor: 111111111111: 2 buckets, 3 facts could not be read",
        "auditor: 222222222222: cannot be read: AccessDenied: not authorized\\n",
        "auditor: 2 roles, keys and other destinations",
    ]


def test_json_lines_tell_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    _told(Log(json=True))
    events = [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()]
    assert events == ["account-started", "account-finished", "account-failed", "related-finished"]


def test_quiet_tells_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    _told(Log(quiet=True))
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("plain", "coloured"), [(False, True), (True, False)])
def test_a_terminal_gets_bars(plain: bool, coloured: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    terminal = _Terminal()
    monkeypatch.setattr(module.sys, "stderr", terminal)
    _told(Log(plain=plain))
    shown = terminal.getvalue()
    assert ("accounts" in shown, "cannot be read" in shown, "\x1b[38;5;" in shown) == (True, True, coloured)


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True
