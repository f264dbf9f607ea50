"""A snapshot in the making: facts are kept as they arrive, and the last good file until the new one is whole."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from pathlib import Path

from auditor.errors import SnapshotError
from auditor.snapshot.fact import Json, Resource
from auditor.snapshot.partial import begin, claim, go_on
from auditor.snapshot.reader import Snapshot
from auditor.snapshot.store import dump, insert


class SnapshotWriter:
    """A snapshot in the making: `FILE.partial`, mode 0600, one transaction a resource, renamed when whole.

    Until `finish` the last good FILE stays as it was. Safe to call from several threads. With `resume` it goes on
    with what an interrupted scan of the same scope left; SnapshotError if there is nothing, or of another scope.
    """

    def __init__(self, path: Path, scope: Json, started: str, *, resume: bool = False) -> None:
        self.path, self._partial = path, path.with_name(path.name + ".partial")
        self.resumed = resume
        """Whether facts of an earlier scan are already there."""
        self._mutex = threading.Lock()
        self._lock = claim(self._partial)
        try:
            if resume:
                self._db = go_on(self._lock, self._partial, scope)
            else:
                self._db = begin(self._lock, self._partial, scope, started)
        except (sqlite3.Error, OSError) as error:
            self._release()
            raise self._broken(error) from error
        except SnapshotError:
            self._release()
            raise

    def add(self, resource: Resource, note: tuple[str, Json] | None = None) -> None:
        """Keep a resource; facts of one that is already known are joined to it.

        With it a `note`, name and content, for whoever goes on after an interruption.
        """
        with self._mutex:
            try:
                self._db.execute("BEGIN")
                insert(self._db, resource)
                if note is not None:
                    self._db.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (note[0], dump(note[1])))
                self._db.execute("COMMIT")
            except sqlite3.Error as error:
                raise self._broken(error) from error
            finally:
                if self._db.in_transaction:
                    self._db.rollback()

    def view(self) -> Snapshot:
        """What has been written so far, to decide what is still to be read."""
        return Snapshot(self._db, self.path)

    def known(self, arn: str) -> Resource | None:
        """The resource `arn` as an earlier scan left it; None if this scan did not resume one."""
        return self.view().get(arn) if self.resumed else None

    def noted(self, name: str) -> Json:
        """The content of the note `name` of the scan that this one resumes, None if there is none."""
        row = self._db.execute("SELECT value FROM note WHERE name = ?", (name,)).fetchone() if self.resumed else None
        return json.loads(row[0]) if row else None

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
