"""Findings in, the rows that `Findings` keeps out, and back: small, and cheap to hand from one process to another."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from itertools import groupby
from operator import attrgetter
from typing import TypeAlias

from auditor.finding.finding import Evidence, Finding, Remediation, Severity, Status, Waiver
from auditor.snapshot import Json

Row: TypeAlias = tuple[bytes, bytes, bytes, int, str, bytes, str, str]
"""Rule, subject, kind, severity, outcome, cause, fingerprint and the whole finding, of one that is open."""
Key: TypeAlias = tuple[str, str, Severity]
"""Rule, outcome and severity."""

_OPEN = (Status.FAIL, Status.UNKNOWN)
ORDER = attrgetter("rule", "subject", "kind")
"""How findings are ordered everywhere."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Findings on some subjects: those that are open (FAIL, UNKNOWN) each by itself, all others in one piece a rule."""

    open: list[Row]
    settled: list[tuple[bytes, bytes]]
    """Rule, and its findings."""
    tally: Counter[Key]
    """How many are settled."""


def packed(findings: Iterable[Finding]) -> Packed:
    """The findings, ordered."""
    open: list[Row] = []
    settled: list[tuple[bytes, bytes]] = []
    tally = Counter[Key]()
    for rule, group in groupby(sorted(findings, key=ORDER), key=attrgetter("rule")):
        rest = []
        for finding in group:
            if finding.status in _OPEN:
                open.append(row(finding))
            else:
                rest.append(_plain(finding))
                tally[rule, finding.status.value, finding.severity] += 1
        if rest:
            settled.append((blob(rule), zlib.compress(_dump(rest).encode(), 1)))
    return Packed(open, settled, tally)


def row(finding: Finding) -> Row:
    """One that is open, with all that it is looked for by."""
    names = (blob(finding.rule), blob(finding.subject), blob(finding.kind))
    cause = blob(finding.cause or "")
    return (*names, finding.severity, finding.outcome, cause, finding.fingerprint, _dump(_plain(finding)))


def unpacked(piece: bytes) -> Iterator[Finding]:
    """The findings of one settled piece, in order."""
    return map(_finding, json.loads(zlib.decompress(piece)))


def read(content: str) -> Finding:
    """The finding of a row."""
    return _finding(json.loads(content))


def blob(text: str) -> bytes:
    """Text as SQLite can keep and order it, half a surrogate pair too."""
    return text.encode("utf-8", "surrogatepass")


def text(blob: bytes) -> str:
    """What `blob` made."""
    return blob.decode("utf-8", "surrogatepass")


def _plain(finding: Finding) -> Json:
    remedy, waiver = finding.remediation, finding.waiver
    return (
        finding.rule, finding.severity.value, finding.kind, finding.subject, finding.status.value, finding.message,
        finding.accounts, [_evidence(each) for each in finding.evidence],
        remedy and (remedy.action, dict(remedy.given)), finding.cause, waiver and astuple(waiver),
        finding.cause_waived,
    )  # fmt: skip


def _finding(plain: Json) -> Finding:
    rule, severity, kind, subject, status, message, accounts, evidence, remedy, cause, waiver, cause_waived = plain
    return Finding(
        rule, Severity(severity), kind, subject, Status(status), message, tuple(accounts),
        tuple(map(_read_evidence, evidence)), remedy and Remediation(*remedy), cause,
        waiver and Waiver(*waiver), cause_waived,
    )  # fmt: skip


def _evidence(each: Evidence) -> Json:
    return (each.expression, each.value, each.source, each.unknown, each.depends_on)


def _read_evidence(plain: Json) -> Evidence:
    expression, value, source, unknown, depends_on = plain
    return Evidence(expression, value, source, unknown, tuple(depends_on))


_dump = json.JSONEncoder(separators=(",", ":")).encode
