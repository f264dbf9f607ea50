"""Findings, however many, by rule, subject and kind; kept by SQLite: what does not fit its cache lies on disk.

The database has no name, so that the file is gone with the process however that ends (SQLite, "Temporary Databases").
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from heapq import merge
from itertools import count
from typing import Any

from auditor.finding.finding import Finding, Severity
from auditor.finding.packed import ORDER, Key, Packed, Row, blob, packed, read, row, text, unpacked

_SETTLED = "CREATE TABLE settled (rule BLOB, place INTEGER, content BLOB, PRIMARY KEY (rule, place)) WITHOUT ROWID"
_OPEN = """
CREATE TABLE {name} (
  rule BLOB, subject BLOB, kind BLOB, severity INTEGER, outcome TEXT, cause BLOB, fingerprint TEXT, content TEXT
);
CREATE INDEX {name}_subject ON {name} (rule, subject, kind);
CREATE INDEX {name}_outcome ON {name} (outcome, severity DESC, rule, subject, kind);
CREATE INDEX {name}_cause ON {name} (cause, rule, subject, kind) WHERE cause != x'';
CREATE INDEX {name}_fingerprint ON {name} (fingerprint);
"""
_PLACE = "rule, subject, kind"
_CLOSED = ("PASS", "NOT_APPLICABLE")


class Findings:
    """Findings, ordered by rule, subject and kind. Only `add` changes them."""

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute(_SETTLED)
        self._places, self._tables = count(), count(1)
        self._settled = Counter[Key]()
        self._open = self._table()
        self.add(packed(findings))

    def add(self, more: Packed) -> None:
        """Findings on further subjects, for each rule after those that are there."""
        place = next(self._places)
        self._db.execute("BEGIN")
        self._db.executemany("INSERT INTO settled VALUES (?, ?, ?)", [(rule, place, all) for rule, all in more.settled])
        self._keep(more.open)
        self._db.execute("COMMIT")
        self._settled.update(more.tally)

    def __iter__(self) -> Iterator[Finding]:
        pieces = self._rows("content FROM settled ORDER BY rule, place")
        settled = (each for (piece,) in pieces for each in unpacked(piece))
        return merge(settled, self._read(f"ORDER BY {_PLACE}"), key=ORDER)

    def __len__(self) -> int:
        return sum(self.tally().values())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Findings) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # it is compared by content, and can grow

    def of(self, outcome: str, rule: str = "", severity: Severity | None = None) -> Iterator[Finding]:
        """Those that count as `outcome` (of one rule, of one severity): worst first, then by rule, subject and kind."""
        of_rule, given = ("AND rule = ?", [blob(rule)]) if rule else ("", [])
        if outcome in _CLOSED:
            pieces = self._rows(f"content FROM settled WHERE true {of_rule} ORDER BY rule, place", *given)
            return (each for (piece,) in pieces for each in unpacked(piece) if each.outcome == outcome)
        as_bad, bad = ("AND severity = ?", [severity.value]) if severity is not None else ("", [])
        which = f"WHERE outcome = ? {of_rule} {as_bad} ORDER BY severity DESC, {_PLACE}"
        return self._read(which, outcome, *given, *bad)

    def listed(self, outcome: str) -> Iterator[Finding]:
        """Those open ones that count as `outcome`, by rule, subject and kind, however severe."""
        return self._read(f"WHERE outcome = ? ORDER BY {_PLACE}", outcome)

    def following(self, cause: str) -> Iterator[Finding]:
        """Those that name the fingerprint `cause` as theirs, by rule, subject and kind."""
        return self._read(f"WHERE cause = ? AND cause != x'' ORDER BY {_PLACE}", blob(cause))  # as the index has it

    def named(self, fingerprint: str) -> Finding | None:
        """The FAIL or UNKNOWN of that fingerprint."""
        return next(self._read("WHERE fingerprint = ?", fingerprint), None)

    def about(self, rule: str, subject: str) -> Finding | None:
        """The FAIL or UNKNOWN of a rule on a subject."""
        return next(self._read("WHERE rule = ? AND subject = ?", blob(rule), blob(subject)), None)

    def tally(self) -> Mapping[Key, int]:
        """How many there are of each rule, outcome and severity."""
        rows = self._rows(f"rule, outcome, severity, count(*) FROM {self._open} GROUP BY rule, outcome, severity")
        found = {(text(rule), outcome, Severity(severity)): number for rule, outcome, severity, number in rows}
        return {**self._settled, **found}

    def changed(self, change: Callable[[Finding], Finding], rules: Iterable[str] | None = None) -> Findings:
        """The same with every FAIL and UNKNOWN (of the rules) as `change` gives it back; what is settled is shared."""
        other = copy(self)
        other._open = self._table()  # noqa: SLF001  of its own class
        self._db.execute("BEGIN")
        for rule in self._rules() if rules is None else set(map(blob, rules)):
            of = self._rows(f"content FROM {self._open} WHERE rule = ?", rule)
            other._keep(row(change(read(content))) for (content,) in of)  # noqa: SLF001
        self._db.execute(
            f"INSERT INTO {other._open} SELECT * FROM {self._open}"  # noqa: S608, SLF001  our own names
            f" WHERE rule NOT IN (SELECT DISTINCT rule FROM {other._open})"  # noqa: SLF001
        )
        self._db.execute("COMMIT")
        return other

    def _rules(self) -> list[bytes]:
        """The rules of open findings."""
        return [rule for (rule,) in self._rows(f"DISTINCT rule FROM {self._open}")]

    def _keep(self, rows: Iterable[Row]) -> None:
        self._db.executemany(f"INSERT INTO {self._open} VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)  # noqa: S608

    def _table(self) -> str:
        """A new table of open findings."""
        name = f"open_{next(self._tables)}"
        self._db.executescript(_OPEN.format(name=name))
        return name

    def _read(self, which: str, *given: object) -> Iterator[Finding]:
        return (read(content) for (content,) in self._rows(f"content FROM {self._open} {which}", *given))

    def _rows(self, what: str, *given: object) -> Iterator[tuple[Any, ...]]:
        """Rows of a query; Any, because each query has its own columns."""
        return self._db.execute(f"SELECT {what}", given)
