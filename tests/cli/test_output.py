"""Reports: checked before, whole or not there after."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path

import pytest

from auditor.cli import output
from auditor.cli.log import Log
from auditor.cli.output import OutputError, Target, check, publish, show, write
from auditor.errors import UsageError
from tests.reports.sample import ASSESSMENT


def test_two_reports_to_one_place_are_refused(tmp_path: Path) -> None:
    same = tmp_path / "r"
    with pytest.raises(UsageError, match="two things would be written there"):
        check([Target("json", same), Target("junit", same)])


def test_one_place_by_two_names_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="two things would be written there"):
        check([Target("json", tmp_path / "r"), Target("junit", tmp_path / "." / "x" / ".." / "r")])


def test_a_device_in_a_folder_that_cannot_be_written_is_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(output.os, "access", lambda path, mode: asked.append(path) or path == Path(os.devnull))
    check([Target("json", Path(os.devnull))])
    assert asked == [Path(os.devnull)]


def test_two_reports_to_stdout_are_refused() -> None:
    with pytest.raises(UsageError, match=r"^stdout: two things"):
        check([Target("json", None), Target("junit", None)])


def test_a_report_over_the_snapshot_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="two things would be written there"):
        check([Target("json", tmp_path / "s")], tmp_path / "s")


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no folder .*nowhere; create it first"):
        check([Target("json", tmp_path / "nowhere" / "r.json")])


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder; name a file in it"):
        check([Target("json", tmp_path)])


def test_no_permission_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output.os, "access", lambda path, mode: False)
    with pytest.raises(UsageError, match="no permission to write there"):
        check([Target("json", tmp_path / "r.json")])


def test_a_report_replaces_the_old_one_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text("old")
    publish(ASSESSMENT, [Target("json", path)], Log(quiet=True))
    assert (list(tmp_path.iterdir()), path.read_text()[0]) == ([path], "{")


def test_a_replaced_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "r"
    path.touch(mode=0o600)
    write(path, "new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_symbolic_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    write(tmp_path / "link", "new")
    assert ((tmp_path / "link").is_symlink(), (tmp_path / "real").read_text()) == (True, "new")


def test_a_device_is_written_to() -> None:
    write(Path(os.devnull), "text")
    assert Path(os.devnull).is_char_device()


def test_what_cannot_be_written_is_one_error_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(output.os, "fsync", full)
    with pytest.raises(OutputError, match="cannot be written: No space left on device"):
        write(tmp_path / "r", "text")
    assert list(tmp_path.iterdir()) == []


def test_the_summary_is_shown_if_nothing_else_goes_to_stdout(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    publish(ASSESSMENT, [Target("json", tmp_path / "r.json")], Log())
    assert "failure" in capfd.readouterr().out


def test_a_report_to_stdout_is_alone_there(capfd: pytest.CaptureFixture[str]) -> None:
    publish(ASSESSMENT, [Target("junit", None)], Log())
    assert capfd.readouterr().out.startswith("<?xml")


def test_quiet_shows_no_summary(capfd: pytest.CaptureFixture[str]) -> None:
    publish(ASSESSMENT, [], Log(quiet=True))
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize(("plain", "coloured"), [(False, True), (True, False)])
def test_a_terminal_gets_colour_unless_it_is_refused(
    plain: bool, coloured: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    terminal = _Terminal(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr(output.sys, "stdout", terminal)
    publish(ASSESSMENT, [], Log(plain=plain))
    assert ("\x1b[" in terminal.buffer.getvalue().decode()) is coloured


def test_a_lone_surrogate_does_not_stop_a_report(capfd: pytest.CaptureFixture[str]) -> None:
    show("a\udcffb\n")
    assert capfd.readouterr().out == "a\\udcffb\n"


class _Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True
