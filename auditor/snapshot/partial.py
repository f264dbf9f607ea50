"""FILE.partial: claimed by one writer at a time, begun empty, or gone on with where an interrupted scan left it."""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from auditor import __version__
from auditor.errors import SnapshotError
from auditor.snapshot.fact import Json
from auditor.snapshot.store import SCHEMA_VERSION, prepare

NOTES = "CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"
"""What a scan that resumes needs to know beside facts; no part of a snapshot's digest."""
_SIDECARS = ("-wal", "-shm", "-journal")


def claim(partial: Path) -> int:
    """Open (or create) the partial file for this process alone; the descriptor holds the claim."""
    try:
        descriptor = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise SnapshotError(f"{partial}: cannot be written: {error.strerror}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not os.path.samestat(os.fstat(descriptor), partial.stat()):
            raise FileExistsError(partial)  # its owner finished meanwhile: this is FILE now, and must not be emptied
    except OSError as error:
        os.close(descriptor)
        raise SnapshotError(
            f"{partial}: another scan is writing this snapshot; wait, or choose another file"
        ) from error
    return descriptor


def begin(descriptor: int, partial: Path, scope: Json, started: str) -> sqlite3.Connection:
    """An empty database in the claimed file; what a writer that was killed left behind is cleared away."""
    _empty(descriptor, partial)
    db = _open(partial)
    prepare(db, scope, started=started, complete=False)
    db.execute(NOTES)
    return db


def go_on(descriptor: int, partial: Path, scope: Json) -> sqlite3.Connection:
    """The database that an interrupted scan of the same scope left. Raises SnapshotError if there is none.

    A killed scan left the claimed file itself, one that was interrupted its FILE, marked incomplete: of that a copy
    is taken, in one transaction, so that a scan that is killed meanwhile leaves nothing or all of it.
    """
    file = partial.with_name(partial.name.removesuffix(".partial"))
    if os.fstat(descriptor).st_size == 0:
        _empty(descriptor, partial)
    db = _open(partial)
    begun = _meta(db)
    meta = begun or _of_file(file)
    why = _unfit(meta, scope, whole=not begun and meta.get("complete") is True)
    if why:
        db.close()
        if not begun:
            _empty(descriptor, partial)
        raise SnapshotError(f"{file}: {why}")
    if not begun:
        with closing(_read_only(file)) as left:
            left.backup(db)
    db.execute("UPDATE meta SET value = 'false' WHERE key = 'complete'")
    return db


def _unfit(meta: dict[str, Json], scope: Json, *, whole: bool) -> str:
    """Why a scan of `scope` cannot go on with this; "" if it can."""
    if "complete" not in meta or whole:
        return "there is no interrupted scan to resume; begin one without --resume"
    if meta["scope"] != scope:
        return (
            "the interrupted scan was of other accounts, Regions, buckets or facts; repeat its options, or begin anew"
        )
    if (meta["schema_version"], meta["tool_version"]) != (SCHEMA_VERSION, __version__):
        return f"the interrupted scan was auditor {meta['tool_version']}'s, this is {__version__}; begin anew"
    return ""


def _empty(descriptor: int, partial: Path) -> None:
    """Nothing in the claimed file, nor beside it; nobody else may read what comes."""
    os.fchmod(descriptor, 0o600)
    os.ftruncate(descriptor, 0)
    for sidecar in _SIDECARS:
        partial.with_name(partial.name + sidecar).unlink(missing_ok=True)


def _open(partial: Path) -> sqlite3.Connection:
    db = sqlite3.connect(partial, check_same_thread=False, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    return db


def _read_only(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)


def _of_file(file: Path) -> dict[str, Json]:
    """As `_meta`, of the file that an interrupted scan put in place; nothing if there is none."""
    if not file.is_file():
        return {}
    with closing(_read_only(file)) as db:
        return _meta(db)


def _meta(db: sqlite3.Connection) -> dict[str, Json]:
    """What the database says of itself; nothing if it was never begun. Of the entries `complete` comes last."""
    tables = db.execute("SELECT count(*) FROM sqlite_master WHERE name IN ('meta', 'note')").fetchone()
    if tables != (2,):
        return {}
    return {key: json.loads(value) for key, value in db.execute("SELECT key, value FROM meta")}
