"""A snapshot -> its index: every subject by kind and id, and which edges touch what; kept by SQLite, not in memory.

An estate of any size can so be gone through subject by subject, by several processes that share the index as a file.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Self

from auditor.config.intent import Intent
from auditor.snapshot import Choice, Fact, Snapshot, State
from auditor.snapshot.catalogue import ACCOUNT, BUCKET
from auditor.snapshot.store import dump
from auditor.topology.arn import bucket_name, subject_id
from auditor.topology.edge import Edge, edges_of
from auditor.topology.keys import named_keys
from auditor.topology.limits import rules_read
from auditor.topology.shelf import Shelf
from auditor.topology.subject import KINDS

_TABLES = """
CREATE TABLE subject (kind INTEGER, id BLOB, handle BLOB, PRIMARY KEY (kind, id, handle)) WITHOUT ROWID;
CREATE TABLE edge (place INTEGER PRIMARY KEY, source BLOB, destination BLOB, role BLOB, content TEXT);
CREATE TABLE source (account BLOB, arn BLOB, PRIMARY KEY (account, arn)) WITHOUT ROWID;
CREATE TABLE uses (key BLOB, place INTEGER, given BLOB, PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE settings (scanned TEXT, rules_read TEXT);
"""
_INDEXES = """
CREATE INDEX edge_source ON edge (source);
CREATE INDEX edge_destination ON edge (destination);
CREATE INDEX edge_role ON edge (role);
"""
_BY = {
    "source": "SELECT content FROM edge WHERE source = ? ORDER BY place",
    "destination": "SELECT content FROM edge WHERE destination = ? ORDER BY place",
    "role": "SELECT content FROM edge WHERE role = ? ORDER BY place",
    "key": "SELECT content FROM uses JOIN edge USING (place) WHERE key = ? ORDER BY place",
}
_READ = ("replication", "encryption", "location", "existence")
"""What of a bucket says which edges leave it, and under which keys."""


@dataclass(frozen=True, slots=True)
class Handle:
    """What a subject is made from."""

    kind: str
    name: str
    """An ARN; of an edge its place in the index."""


class Index:
    """Which subjects there are, all about the buckets that were chosen, and which edges touch what."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    @classmethod
    def of(cls, snapshot: Snapshot, intent: Intent, path: Path | None = None) -> Self:
        """The index of a snapshot; in the new file `path`, else in one that SQLite takes away by itself."""
        db = sqlite3.connect(path or "", isolation_level=None)
        db.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN; {_TABLES}")
        _fill(db, snapshot, Shelf(snapshot, intent))
        db.executescript(_INDEXES)  # which first ends the transaction
        return cls(db)

    @classmethod
    def open(cls, path: Path) -> Self:
        """The index in a file, to read."""
        return cls(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True))

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    def handles(self, kinds: Iterable[str] = KINDS) -> Iterator[Handle]:
        """Every subject of the kinds, each kind in order of its ids."""
        for kind in kinds:
            asked = "SELECT handle FROM subject WHERE kind = ? ORDER BY id, handle"
            yield from (Handle(kind, _text(name)) for (name,) in self._db.execute(asked, (KINDS.index(kind),)))

    def size(self) -> int:
        """How many subjects there are."""
        return int(self._db.execute("SELECT count(*) FROM subject").fetchone()[0])

    def find(self, kind: str, id: str) -> Handle | None:
        """The subject of that id."""
        asked = "SELECT handle FROM subject WHERE kind = ? AND id = ?"
        found = self._db.execute(asked, (KINDS.index(kind), _blob(id))).fetchone()
        return Handle(kind, _text(found[0])) if found else None

    def ids(self, kind: str) -> Iterator[str]:
        """The id of every subject of the kind, in order."""
        rows = self._db.execute("SELECT id FROM subject WHERE kind = ? ORDER BY id", (KINDS.index(kind),))
        return (_text(id) for (id,) in rows)

    def edge(self, place: str) -> Edge:
        """The edge that a handle names."""
        (content,) = self._db.execute("SELECT content FROM edge WHERE place = ?", (int(place),)).fetchone()
        return Edge(*json.loads(content))

    def edges(self, by: str, arn: str) -> list[Edge]:
        """The edges of a `source`, `destination`, `role` or `key`, by source and in the order of its rules."""
        return [Edge(*json.loads(content)) for (content,) in self._db.execute(_BY[by], (_blob(arn),))]

    def sources(self, account: str) -> Iterator[str]:
        """The ARN of every bucket of the account that an edge begins at, in order."""
        rows = self._db.execute("SELECT arn FROM source WHERE account = ? ORDER BY arn", (_blob(account),))
        return (_text(arn) for (arn,) in rows)

    def given(self, key: str) -> str:
        """How the last edge that uses the key names it."""
        row = self._db.execute("SELECT given FROM uses WHERE key = ? ORDER BY place DESC", (_blob(key),)).fetchone()
        return _text(row[0])

    def scanned(self) -> list[str]:
        """The accounts of the scan."""
        (listed,) = self._db.execute("SELECT scanned FROM settings").fetchone()
        found: list[str] = json.loads(listed)
        return found

    def rules_read(self) -> Fact:
        """True if every rule of those is known, else the first fact that hides some."""
        (fact,) = self._db.execute("SELECT rules_read FROM settings").fetchone()
        source, state, *more = json.loads(fact)
        return Fact(source, State(state), *more)


def _fill(db: sqlite3.Connection, snapshot: Snapshot, shelf: Shelf) -> None:
    choice = Choice.of(snapshot.meta.get("scope"))
    scanned = [resource.account or "" for resource in snapshot.resources(ACCOUNT, facts=("buckets",))]
    for resource in snapshot.resources(ACCOUNT, facts=("buckets",)):
        _list(db, "account", resource.account or "", resource.arn)
    for resource in snapshot.resources(BUCKET, facts=_READ):
        if resource.account is not None and choice.holds(resource.name):
            _list(db, "bucket", subject_id(resource.arn), resource.arn)
        for edge in edges_of(resource):
            if resource.account is not None:
                db.execute("INSERT OR IGNORE INTO source VALUES (?, ?)", (_blob(resource.account), _blob(resource.arn)))
            sides = (_blob(edge.source), _blob(edge.destination), _blob(edge.role))
            place = db.execute("INSERT INTO edge VALUES (NULL, ?, ?, ?, ?)", (*sides, dump(astuple(edge)))).lastrowid
            keys = list(named_keys(edge, resource, shelf))
            rows = [(_blob(arn), place, _blob(given)) for arn, given in keys]
            db.executemany("INSERT OR REPLACE INTO uses VALUES (?, ?, ?)", rows)
            if any(choice.holds(bucket_name(end)) for end in (edge.source, edge.destination)):
                _list_edge(db, edge, str(place), [arn for arn, _ in keys])
    accounts, buckets = snapshot.resources(ACCOUNT), snapshot.resources(BUCKET, facts=("replication",))
    read = astuple(rules_read(accounts, buckets))
    db.execute("INSERT INTO settings VALUES (?, ?)", (dump(sorted(filter(None, scanned))), dump(read)))


def _list_edge(db: sqlite3.Connection, edge: Edge, place: str, keys: Iterable[str]) -> None:
    """The edge, with its role and keys."""
    _list(db, "replication", edge.id, place)
    if edge.role:
        _list(db, "role", edge.role, edge.role)
    for arn in keys:
        _list(db, "key", arn, arn)


def _list(db: sqlite3.Connection, kind: str, id: str, handle: str) -> None:
    db.execute("INSERT OR IGNORE INTO subject VALUES (?, ?, ?)", (KINDS.index(kind), _blob(id), _blob(handle)))


def _blob(text: str) -> bytes:
    """Text as SQLite can keep and order it, half a surrogate pair too."""
    return text.encode("utf-8", "surrogatepass")


def _text(blob: bytes) -> str:
    return blob.decode("utf-8", "surrogatepass")
