"""A snapshot in the making: facts are kept as they arrive, and the last good file until the new one is whole."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
from pathlib import Path

from auditor.errors import SnapshotError
from auditor.snapshot.fact import Json, Resource
from auditor.snapshot.reader import Snapshot
from auditor.snapshot.store import dump, insert, prepare


class SnapshotWriter:
    """A snapshot in the making: `FILE.partial`, mode 0600, one transaction a resource, renamed when whole.

    Until `finish` the last good FILE stays as it was. Safe to call from several threads.
    """

    def __init__(self, path: Path, scope: Json, started: str) -> None:
        self.path, self._partial = path, path.with_name(path.name + ".partial")
        self._mutex = threading.Lock()
        self._lock = _claim(self._partial)
        try:
            self._db = sqlite3.connect(self._partial, check_same_thread=False, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            prepare(self._db, scope, started=started, complete=False)
        except sqlite3.Error as error:
            self._release()
            raise self._broken(error) from error

    def add(self, resource: Resource) -> None:
        """Keep a resource; facts of one that is already known are joined to it."""
        with self._mutex:
            try:
                self._db.execute("BEGIN")
                insert(self._db, resource)
                self._db.execute("COMMIT")
            except sqlite3.Error as error:
                raise self._broken(error) from error
            finally:
                if self._db.in_transaction:
                    self._db.rollback()

    def view(self) -> Snapshot:
        """What has been written so far, to decide what is still to be read."""
        return Snapshot(self._db, self.path)

    def finish(self, finished: str, *, complete: bool = True) -> None:
        """Mark it whole (or cut short), make it durable and put it in FILE's place."""
        try:
            for key, value in (("finished", finished), ("complete", complete)):
                self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, dump(value)))
            self._db.execute("PRAGMA journal_mode = DELETE")
            self._db.close()
            self._partial.replace(self.path)
        except (sqlite3.Error, OSError) as error:
            raise self._broken(error) from error
        finally:
            self._release()

    def _release(self) -> None:
        """Give the claim up, once: a descriptor closed twice may be someone else's by then."""
        descriptor, self._lock = self._lock, -1
        if descriptor >= 0:
            os.close(descriptor)

    def _broken(self, error: Exception) -> SnapshotError:
        return SnapshotError(f"{self._partial}: cannot be written: {error}; {self.path} is as it was")


def _claim(partial: Path) -> int:
    """Create (or empty) the partial file for this process alone; the descriptor holds the claim."""
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
    try:
        _empty(descriptor, partial)
    except OSError as error:
        os.close(descriptor)
        raise SnapshotError(f"{partial}: cannot be written: {error}") from error
    return descriptor


def _empty(descriptor: int, partial: Path) -> None:
    """Clear away what a writer that was killed left behind."""
    os.fchmod(descriptor, 0o600)
    os.ftruncate(descriptor, 0)
    for sidecar in ("-wal", "-shm", "-journal"):
        partial.with_name(partial.name + sidecar).unlink(missing_ok=True)
