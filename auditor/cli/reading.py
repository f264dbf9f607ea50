"""A snapshot file in, a snapshot to read out; a damaged file is one clear error before anything is made of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from auditor.errors import SnapshotError
from auditor.snapshot import Snapshot


@contextmanager
def reading(path: Path) -> Iterator[Snapshot]:
    """The snapshot file `path`, open for the block. Raises SnapshotError if it is none, or is not whole."""
    with closing(Snapshot.open(path)) as snapshot:
        problem = _problem(path)
        if problem:
            raise SnapshotError(f"{path}: the snapshot is damaged: {problem}; collect anew")
        yield snapshot


def _problem(path: Path) -> str:
    """What SQLite's own check finds first; empty if the file is whole."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
        try:
            found = str(database.execute("PRAGMA quick_check(1)").fetchone()[0])
        except sqlite3.DatabaseError as error:
            return str(error)
    return "" if found == "ok" else found
