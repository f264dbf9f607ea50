"""A folder of fixes: replaced if it is ours, never touched if it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.cli.folder import replace_folder
from auditor.errors import UsageError

FIRST = {"README.txt": "1", "01-111111111111.sh": "a", "documents/01-01-x.json": "{}"}


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_new_folder_holds_the_files(tmp_path: Path) -> None:
    replace_folder(tmp_path / "new" / "fixes", FIRST)
    assert _files(tmp_path / "new" / "fixes") == set(FIRST)


def test_what_an_earlier_call_wrote_goes(tmp_path: Path) -> None:
    replace_folder(tmp_path, FIRST)
    replace_folder(tmp_path, {"README.txt": "2"})
    assert _files(tmp_path) == {"README.txt"}


@pytest.mark.parametrize("name", ["notes.txt", "documents/mine.txt", "other/01-x.sh"])
def test_a_folder_with_something_else_in_it_stays_as_it_is(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("mine")
    with pytest.raises(UsageError, match=f"holds {name}, which is no fix of auditor"):
        replace_folder(tmp_path, FIRST)
    assert _files(tmp_path) == {name}


def test_a_symbolic_link_with_a_name_of_ours_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "README.txt").symlink_to("/etc/hostname")
    with pytest.raises(UsageError, match=r"holds README\.txt"):
        replace_folder(tmp_path, FIRST)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "f").touch()
    with pytest.raises(UsageError, match="is no folder"):
        replace_folder(tmp_path / "f", FIRST)
