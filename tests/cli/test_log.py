"""Lines on stderr: text, JSON, or none."""

from __future__ import annotations

import json

import pytest

from auditor.cli.log import Log


def test_text_is_one_line_whatever_is_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    Log().say("e", "a\nb\x1b")
    assert capsys.readouterr().err == "auditor: a\\nb\\x1b\n"


def test_json_holds_event_and_fields(capsys: pytest.CaptureFixture[str]) -> None:
    Log(json=True).say("e", "text", account="1\n")
    told = json.loads(capsys.readouterr().err)
    assert (told["event"], told["level"], told["account"], "time" in told) == ("e", "info", "1\n", True)


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    Log(quiet=True).say("e", "text")
    assert capsys.readouterr().err == ""


def test_quiet_still_tells_errors(capsys: pytest.CaptureFixture[str]) -> None:
    Log(quiet=True).error("no")
    assert capsys.readouterr().err == "auditor: error: no\n"


@pytest.mark.parametrize(("plain", "variable", "colour"), [(False, "", True), (True, "", False), (False, "1", False)])
def test_colour_can_be_refused(plain: bool, variable: str, colour: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", variable)
    assert Log(plain=plain).colour is colour
