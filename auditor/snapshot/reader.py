"""A snapshot to read: a file that was collected, or resources in memory."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

from auditor.errors import SnapshotError
from auditor.snapshot.fact import Fact, Json, Resource, State
from auditor.snapshot.store import SCHEMA_VERSION, dump, insert, prepare


class Snapshot:
    """Resources and facts in one SQLite database: a file that was collected, or one in memory."""

    def __init__(self, connection: sqlite3.Connection, path: Path | None = None) -> None:
        self._db, self.path = connection, path

    @classmethod
    def open(cls, path: Path) -> Self:
        """The snapshot file `path`, read-only. Raises SnapshotError if it is none of ours."""
        if not path.is_file():
            raise SnapshotError(f"{path}: no such snapshot file; make one with: auditor collect")
        try:
            db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
            version = db.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()
        except sqlite3.Error as error:
            raise SnapshotError(f"{path}: not a snapshot of auditor: {error}") from error
        if version is None or json.loads(version[0]) != SCHEMA_VERSION:
            raise SnapshotError(
                f"{path}: snapshot schema {version and version[0]}, this auditor reads {SCHEMA_VERSION}; collect anew"
            )
        return cls(db, path)

    @classmethod
    def of(cls, resources: Iterable[Resource], scope: Json = None) -> Self:
        """A snapshot in memory that holds `resources`; for tests, examples and patched worlds."""
        db = sqlite3.connect(":memory:")
        prepare(db, scope)
        for resource in resources:
            insert(db, resource)
        return cls(db)

    def patched(self, resources: Iterable[Resource]) -> Snapshot:
        """A copy in memory in which the given resources' facts replace those read from AWS."""
        db = sqlite3.connect(":memory:")
        self._db.backup(db)
        for resource in resources:
            insert(db, resource)
        return Snapshot(db, self.path)

    def resources(self, type: str | None = None) -> Iterator[Resource]:
        """Every resource (of one type), ordered by ARN."""
        where, bound = ("WHERE type = ?", (type,)) if type else ("", ())
        rows = self._db.execute(
            f"SELECT arn, type, name, account, region FROM resource {where} ORDER BY arn",  # noqa: S608  no input in it
            bound,
        )
        for row in rows:
            yield self._resource(row)

    def get(self, arn: str) -> Resource | None:
        """The resource `arn`, or None if this snapshot does not know it."""
        row = self._db.execute("SELECT arn, type, name, account, region FROM resource WHERE arn = ?", (arn,)).fetchone()
        return self._resource(row) if row else None

    def gaps(self) -> Iterator[tuple[Resource, str, Fact]]:
        """What could not be read, as (resource, fact name, fact), ordered by ARN and fact."""
        rows = self._db.execute("SELECT arn, name FROM fact WHERE state = 'unknown' ORDER BY arn, name")
        for arn, name in rows.fetchall():
            resource = self.get(arn)
            if resource is not None:
                yield resource, name, resource.facts[name]

    @property
    def meta(self) -> dict[str, Json]:
        """Schema version, tool version, scope, start and end (ISO 8601, UTC), completeness."""
        return {key: json.loads(value) for key, value in self._db.execute("SELECT key, value FROM meta")}

    def digest(self) -> str:
        """`sha256:…` of scope, resources and facts; the same world has the same digest, whenever read."""
        content = hashlib.sha256(dump([SCHEMA_VERSION, self.meta.get("scope")]).encode())
        for table, order in (("resource", "arn"), ("fact", "arn, name")):
            for row in self._db.execute(f"SELECT * FROM {table} ORDER BY {order}"):  # noqa: S608  our own names
                content.update(dump(row).encode() + b"\n")
        return f"sha256:{content.hexdigest()}"

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    def _resource(self, row: tuple[str, str, str, str | None, str | None]) -> Resource:
        arn, type, name, account, region = row
        return Resource(arn, type, name, account, region, self._facts(arn))

    def _facts(self, arn: str) -> dict[str, Fact]:
        rows = self._db.execute(
            "SELECT name, source, state, value, reason, detail FROM fact WHERE arn = ? ORDER BY name", (arn,)
        )
        return {
            name: Fact(source, State(state), json.loads(value), reason, detail)
            for name, source, state, value, reason, detail in rows
        }
