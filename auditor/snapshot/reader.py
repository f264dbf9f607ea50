"""A snapshot to read: a file that was collected, or resources in memory."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Self

from auditor.errors import SnapshotError
from auditor.snapshot.choice import Choice
from auditor.snapshot.fact import Fact, Json, Resource, State
from auditor.snapshot.shape import misshapen
from auditor.snapshot.store import SCHEMA_VERSION, dump, insert, prepare

_ROWS = 1000
"""How many rows are fetched at once."""
_SHORT = 400
"""Characters of a value that many resources may have."""
_RESOURCE = (
    "SELECT r.arn, r.type, r.name, r.account, r.region, f.name, source, state, value, reason, detail"
    " FROM resource r LEFT JOIN fact f ON f.arn = r.arn"
)
_ORDER = "ORDER BY r.arn, f.name"
_ELSEWHERE = (
    "SELECT r.account FROM fact f JOIN resource r USING (arn)"
    " WHERE f.name = 'access' AND state = 'value' AND json_extract(value, '$.from_aws') = 0 ORDER BY r.account"
)


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
            row = db.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()
            version = json.loads(row[0]) if row else None
        except (sqlite3.Error, ValueError, TypeError) as error:
            raise SnapshotError(
                f"{path}: not a snapshot of auditor: {error}; if it was one, it is damaged: collect anew"
            ) from error
        if version != SCHEMA_VERSION:
            raise SnapshotError(f"{path}: snapshot schema {version}, this auditor reads {SCHEMA_VERSION}; collect anew")
        return cls(db, path)

    @classmethod
    def of(cls, resources: Iterable[Resource], scope: Json = None) -> Self:
        """A snapshot in memory that holds `resources`; for tests, examples and patched worlds."""
        db = sqlite3.connect(":memory:")
        prepare(db, scope)
        for resource in resources:
            insert(db, resource)
        db.commit()  # SQLite copies no database that is being written: `patched` would wait for ever
        return cls(db)

    def patched(self, resources: Iterable[Resource]) -> Snapshot:
        """A copy in memory in which the given resources' facts replace those read from AWS."""
        db = sqlite3.connect(":memory:")
        self._db.backup(db)
        for resource in resources:
            insert(db, resource)
        db.commit()
        return Snapshot(db, self.path)

    def resources(self, type: str | None = None, *, holding: str = "", facts: Sequence[str] = ()) -> Iterator[Resource]:
        """Every resource (of one type, of which the fact `holding` has a value), ordered by ARN.

        With all that was read of it, or with no more than `facts`.
        """
        only = f"AND f.name IN ({', '.join('?' * len(facts))})" if facts else ""
        where = ["r.type = ?"] if type else []
        where += ["r.arn IN (SELECT arn FROM fact WHERE name = ? AND state = 'value')"] if holding else []
        which = f"WHERE {' AND '.join(where)}" if where else ""
        rows = self._rows(f"{_RESOURCE} {only} {which} {_ORDER}", (*facts, *filter(None, (type, holding))))
        for _, read in groupby(rows, key=itemgetter(0)):
            yield self._resource(list(read))

    def get(self, arn: str) -> Resource | None:
        """The resource `arn`, or None if this snapshot does not know it."""
        rows = list(self._rows(f"{_RESOURCE} WHERE r.arn = ? {_ORDER}", (arn,)))
        return self._resource(rows) if rows else None

    def owner(self, arn: str) -> str | None:
        """The account of the resource `arn`; None if it is not known, or the resource is not."""
        return next((row[0] for row in self._rows("SELECT account FROM resource WHERE arn = ?", (arn,))), None)

    def outcomes(self) -> Iterator[tuple[str | None, str | None, str, str, str, str, int]]:
        """How many facts there are, by account, Region, IAM action, fact, state and the reason of an unknown one."""
        sql = (
            "SELECT account, region, source, f.name, state, iif(state = 'unknown', reason, '') AS why, count(*)"
            " FROM fact f JOIN resource r USING (arn) GROUP BY account, region, source, f.name, state, why"
        )
        return self._rows(sql)

    def gaps(self) -> Iterator[tuple[Resource, str, Fact]]:
        """What could not be read, as (resource, fact name, fact), ordered by ARN and fact."""
        for arn, name in list(self._rows("SELECT arn, name FROM fact WHERE state = 'unknown' ORDER BY arn, name")):
            resource = self.get(arn)
            if resource is not None:
                yield resource, name, resource.facts[name]

    @property
    def file(self) -> Path | None:
        """The file that another process can open to read the same; None in memory."""
        name = next(row[2] for row in self._rows("PRAGMA database_list"))
        return Path(name) if name else None

    @property
    def meta(self) -> dict[str, Json]:
        """Schema version, tool version, scope, start and end (ISO 8601, UTC), completeness."""
        return {key: self._json(value) for key, value in self._rows("SELECT key, value FROM meta")}

    def digest(self) -> str:
        """`sha256:…` of scope, resources and facts; the same world has the same digest, whenever read."""
        content = hashlib.sha256(dump([SCHEMA_VERSION, self.meta.get("scope")]).encode())
        for table, order in (("resource", "arn"), ("fact", "arn, name")):
            for row in self._rows(f"SELECT * FROM {table} ORDER BY {order}"):  # noqa: S608  our own names
                content.update(dump(row).encode() + b"\n")
        return f"sha256:{content.hexdigest()}"

    def identity(self) -> dict[str, Json]:
        """Which snapshot it is, for who reports of it: `digest`, `file` (name only), `collected` (its end), `complete`.

        Where it is so also `buckets`, patterns of names, if only a part of them was to be audited, and `elsewhere`, the
        accounts for which not AWS itself answered.
        """
        meta, elsewhere = self.meta, [account for (account,) in self._rows(_ELSEWHERE)]
        return {
            "digest": self.digest(),
            "file": self.path.name if self.path else "",
            "collected": meta.get("finished", ""),
            "complete": meta.get("complete", True),
            **Choice.of(meta.get("scope")).plain(),
            **({"elsewhere": elsewhere} if elsewhere else {}),
        }

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    def _rows(self, sql: str, bound: tuple[str, ...] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a query; Any, because each query has its own columns.

        Whoever stops half-way leaves nothing to be closed: the database may be closed before.
        """
        try:
            cursor = self._db.execute(sql, bound)
            while rows := cursor.fetchmany(_ROWS):
                yield from rows
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception | str) -> SnapshotError:
        return SnapshotError(f"{self.path or 'snapshot'}: damaged, or written by something else: {error}; collect anew")

    def _json(self, text: str) -> Json:
        try:
            return json.loads(text)
        except (ValueError, TypeError, RecursionError) as error:
            raise self._damaged(error) from error

    def _resource(self, rows: Sequence[tuple[Any, ...]]) -> Resource:
        """One resource of which each row holds a fact, the only one none if there is none."""
        arn, type, name, account, region = rows[0][:5]
        facts = {row[5]: self._fact(arn, *row[5:]) for row in rows if row[5] is not None}
        return Resource(arn, type, name, account, region, facts)

    def _fact(self, arn: str, name: str, *read: str) -> Fact:
        """One row; a value that is built otherwise would break whoever descends into it."""
        try:
            fact, wrong = (_common if len(read[2]) <= _SHORT else _read)(name, *read)
        except (ValueError, TypeError, RecursionError) as error:
            raise self._damaged(error) from error
        if wrong:
            raise self._damaged(f"{arn}: {name}: {wrong}")
        return fact


def _read(name: str, source: str, state: str, value: str, reason: str, detail: str) -> tuple[Fact, str]:
    """A fact, and what is wrong with its value."""
    fact = Fact(source, State(state), json.loads(value), reason, detail)
    return fact, misshapen(name, fact.value) if fact.state is State.VALUE else ""


_common = lru_cache(4096)(_read)
"""Most buckets have the same few values; whoever gets a fact does not change it."""
