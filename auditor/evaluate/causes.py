"""Findings -> findings in which a failure that follows from another names the first of its causes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from auditor.evaluate.judge import truth
from auditor.evaluate.told import Asked
from auditor.finding import Finding, Findings, Status
from auditor.finding.packed import blob, text
from auditor.rules import Cause, Rule
from auditor.topology import places

Lead: TypeAlias = tuple[str, str, str, str]
"""Rule and subject of a failure, the rule that may be its cause, and where: a subject, or empty for anywhere near."""

_TABLES = """
CREATE TABLE near (one BLOB, other BLOB, PRIMARY KEY (one, other)) WITHOUT ROWID;
CREATE TABLE lead (rule BLOB, subject BLOB, cause BLOB, place BLOB, PRIMARY KEY (rule, subject, cause, place))
WITHOUT ROWID;
"""


class Traces:
    """What leads from failures to their causes; on disk, like `Findings`, for there may be many."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(_TABLES)

    def relate(self, related: Iterable[tuple[str, Iterable[str]]]) -> None:
        """Subjects, each with those that it refers to."""
        pairs = [(blob(subject), blob(other)) for subject, others in related for other in others]
        self._insert("near VALUES (?, ?)", [*pairs, *((other, one) for one, other in pairs)])

    def lead(self, leads: Iterable[Lead]) -> None:
        """Causes that a rule names with a `when` or an `at`, of failures for which it holds."""
        self._insert("lead VALUES (?, ?, ?, ?)", [tuple(map(blob, each)) for each in leads])

    def places(self, finding: Finding, cause: Cause) -> list[str]:
        """The subjects on which a failure of `cause` would bring the finding about, its own first, sorted."""
        if cause.always:
            return [finding.subject, *self._near(finding.subject)]
        named = (blob(finding.rule), blob(finding.subject), blob(cause.rule))
        found = self._rows("place FROM lead WHERE rule = ? AND subject = ? AND cause = ? ORDER BY place", *named)
        return [finding.subject, *self._near(finding.subject)] if found == [""] else found

    def _near(self, subject: str) -> list[str]:
        """Those that it refers to, or that refer to it."""
        return self._rows("other FROM near WHERE one = ? ORDER BY other", blob(subject))

    def _rows(self, what: str, *given: bytes) -> list[str]:
        return [text(found) for (found,) in self._db.execute(f"SELECT {what}", given)]

    def _insert(self, into: str, rows: list[tuple[bytes, ...]]) -> None:
        self._db.execute("BEGIN")
        self._db.executemany(f"INSERT OR IGNORE INTO {into}", rows)
        self._db.execute("COMMIT")


def entangled(rules: Iterable[Rule]) -> frozenset[str]:
    """Rules whose failure may follow from another, or bring another about."""
    causes = _causes(rules)
    return frozenset({*causes, *(cause.rule for each in causes.values() for cause in each)})


def leads(asked: Asked) -> Iterator[Lead]:
    """Of a failure the causes that its rule names only for some subjects, or at some of them. Raises RuleError."""
    rule, subject = asked.rule, asked.subject
    for cause in rule.consequence_of:
        if not cause.always and applies(cause, asked):
            for place in places(subject, cause.at) if cause.at else ("",):
                yield rule.info.id, subject.id, cause.rule, place


def applies(cause: Cause, asked: Asked) -> bool:
    """Whether the cause is one for this subject; not if that is unknown. Raises RuleError."""
    return cause.when is None or truth(asked.aside(), "consequence_of", cause.when) is True


def with_causes(findings: Findings, rules: Iterable[Rule], traces: Traces) -> Findings:
    """Each finding; a FAIL whose rule is a consequence of one that failed there too gets `cause`, its root.

    "There" is the same subject, or one that is related to it, unless the rule says where.
    """
    causes = _causes(rules)
    failed = {rule for rule, outcome, _ in findings.tally() if outcome == "FAIL"}
    possible = {id: tuple(cause for cause in given if cause.rule in failed) for id, given in causes.items()}
    if not any(possible.values()):
        return findings

    def caused(finding: Finding) -> Finding:
        root = _root(finding, possible, findings, traces) if finding.status is Status.FAIL else finding
        return finding if root is finding else replace(finding, cause=root.fingerprint)

    return findings.changed(caused, (rule for rule, given in possible.items() if given))


def _root(finding: Finding, causes: Mapping[str, tuple[Cause, ...]], findings: Findings, traces: Traces) -> Finding:
    """The failure at the end of the chain of causes; `load_packs` has refused rules that form a circle."""
    for cause in causes.get(finding.rule, ()):
        for subject in traces.places(finding, cause):
            found = findings.about(cause.rule, subject)
            if found is not None and found.status is Status.FAIL:
                return _root(found, causes, findings, traces)
    return finding


def _causes(rules: Iterable[Rule]) -> Mapping[str, tuple[Cause, ...]]:
    return {rule.info.id: rule.consequence_of for rule in rules if rule.consequence_of}
