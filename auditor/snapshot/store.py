"""The tables of a snapshot, and how a resource goes into them."""

from __future__ import annotations

import json
import sqlite3

from auditor import __version__
from auditor.snapshot.fact import Json, Resource

SCHEMA_VERSION = 1

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE resource (
  arn TEXT PRIMARY KEY, type TEXT NOT NULL, name TEXT NOT NULL, account TEXT, region TEXT
) WITHOUT ROWID;
CREATE INDEX resource_type ON resource (type, arn);
CREATE TABLE fact (
  arn TEXT NOT NULL, name TEXT NOT NULL, source TEXT NOT NULL, state TEXT NOT NULL,
  value TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL, PRIMARY KEY (arn, name)
) WITHOUT ROWID;
CREATE INDEX fact_unknown ON fact (state, arn, name) WHERE state = 'unknown';
"""


def prepare(db: sqlite3.Connection, scope: Json, **more: Json) -> None:
    """Lay out an empty database; `scope` says what was asked for, `more` goes beside it."""
    db.executescript(TABLES)
    meta = {"schema_version": SCHEMA_VERSION, "tool_version": __version__, "scope": scope, **more}
    db.executemany("INSERT INTO meta VALUES (?, ?)", [(key, dump(value)) for key, value in meta.items()])


def insert(db: sqlite3.Connection, resource: Resource) -> None:
    """Keep a resource; facts of one that is already there are joined to it."""
    db.execute(
        "INSERT INTO resource VALUES (?, ?, ?, ?, ?) ON CONFLICT (arn) DO UPDATE SET"
        " account = COALESCE(excluded.account, account), region = COALESCE(excluded.region, region)",
        (resource.arn, resource.type, resource.name, resource.account, resource.region),
    )
    db.executemany(
        "INSERT OR REPLACE INTO fact VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (resource.arn, name, fact.source, fact.state.value, dump(fact.value), fact.reason, _storable(fact.detail))
            for name, fact in resource.facts.items()
        ],
    )


def _storable(text: str) -> str:
    """SQLite keeps UTF-8, in which half a surrogate pair has no form."""
    return text.encode(errors="backslashreplace").decode()


def dump(value: Json) -> str:
    """One spelling for each value: sorted keys, no spaces, ASCII (a document may hold half a surrogate pair)."""
    return _ENCODE(value)


_ENCODE = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
