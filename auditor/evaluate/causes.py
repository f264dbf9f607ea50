"""Findings -> findings in which a failure that follows from another names the first of its causes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import replace

from auditor.finding import Finding, Findings, Status
from auditor.finding.packed import blob, text
from auditor.rules import Rule


class Near:
    """Which subjects refer to which, either way; on disk, like `Findings`, for there may be many."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("CREATE TABLE near (one BLOB, other BLOB, PRIMARY KEY (one, other)) WITHOUT ROWID")

    def add(self, related: Iterable[tuple[str, Iterable[str]]]) -> None:
        """Subjects, each with those that it refers to."""
        pairs = [(blob(subject), blob(other)) for subject, others in related for other in others]
        self._db.execute("BEGIN")
        self._db.executemany("INSERT OR IGNORE INTO near VALUES (?, ?)", pairs)
        self._db.executemany("INSERT OR IGNORE INTO near VALUES (?, ?)", [(other, one) for one, other in pairs])
        self._db.execute("COMMIT")

    def of(self, subject: str) -> list[str]:
        """Those that it refers to, or that refer to it, sorted."""
        rows = self._db.execute("SELECT other FROM near WHERE one = ? ORDER BY other", (blob(subject),))
        return [text(other) for (other,) in rows]


def entangled(rules: Iterable[Rule]) -> frozenset[str]:
    """Rules whose failure may follow from another, or bring another about."""
    causes = _causes(rules)
    return frozenset({*causes, *(cause for each in causes.values() for cause in each)})


def with_causes(findings: Findings, rules: Iterable[Rule], near: Near) -> Findings:
    """Each finding; a FAIL whose rule is a consequence of one that failed there too gets `cause`, its root.

    A cause may lie at the same subject, or at one that is `near` a subject on which an entangled rule failed.
    """
    causes = _causes(rules)
    failed = {rule for rule, outcome, _ in findings.tally() if outcome == "FAIL"}
    possible = {id: tuple(cause for cause in given if cause in failed) for id, given in causes.items()}
    if not any(possible.values()):
        return findings

    def caused(finding: Finding) -> Finding:
        root = _root(finding, possible, findings, near) if finding.status is Status.FAIL else finding
        return finding if root is finding else replace(finding, cause=root.fingerprint)

    return findings.changed(caused, (rule for rule, given in possible.items() if given))


def _root(finding: Finding, causes: Mapping[str, tuple[str, ...]], findings: Findings, near: Near) -> Finding:
    """The failure at the end of the chain of causes; `load_packs` has refused rules that form a circle."""
    given = causes.get(finding.rule)
    around = (finding.subject, *near.of(finding.subject)) if given else ()
    for cause in given or ():
        for subject in around:
            found = findings.about(cause, subject)
            if found is not None and found.status is Status.FAIL:
                return _root(found, causes, findings, near)
    return finding


def _causes(rules: Iterable[Rule]) -> Mapping[str, tuple[str, ...]]:
    return {rule.info.id: rule.consequence_of for rule in rules if rule.consequence_of}
