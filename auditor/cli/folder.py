"""Texts in, a folder of files out; what an earlier call left there goes, what anybody else put there stops it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from auditor.cli.output import OutputError, write
from auditor.errors import UsageError

_OURS = re.compile(r"README\.txt|[0-9]{2,}-[A-Za-z0-9-]+\.[a-z]+|documents/[A-Za-z0-9-]+\.json")
"""Files that `remediate.files` names so."""


def replace_folder(folder: Path, texts: Mapping[str, str]) -> tuple[Path, ...]:
    """Write `texts` (relative path -> text) into `folder`, and nothing of ours but them is left there.

    Raises UsageError, before anything is written, if the folder holds something that is not ours.
    """
    stale = _ours(folder)
    try:
        for file in stale:
            file.unlink()
        for name in texts:
            folder.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written: {error.strerror}") from error
    for name, text in texts.items():
        write(folder / name, (text,))
    return tuple(folder / name for name in texts)


def _ours(folder: Path) -> tuple[Path, ...]:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: is no folder")
    found = tuple(sorted(path for path in folder.rglob("*") if not path.is_dir() or path.is_symlink()))
    for path in found:
        if not _OURS.fullmatch(path.relative_to(folder).as_posix()) or path.is_symlink():
            raise UsageError(
                f"{folder}: holds {path.relative_to(folder)}, which is no fix of auditor; name another folder"
            )
    return found
