"""Findings in, the rows that `Findings` keeps out, and back: small, and cheap to hand from one process to another."""

from __future__ import annotations

import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from operator import attrgetter, itemgetter
from typing import Self, TypeAlias

from auditor.finding.finding import Evidence, Finding, Remediation, Severity, Status, Waiver
from auditor.snapshot import Json

Row: TypeAlias = tuple[bytes, bytes, bytes, int, str, bytes, str, str]
"""Rule, subject, kind, severity, outcome, cause, fingerprint and the whole finding, of one that is open."""
Key: TypeAlias = tuple[str, str, Severity]
"""Rule, outcome and severity."""

OPEN = (Status.FAIL, Status.UNKNOWN)
"""Verdicts that somebody may have to act on; all others are settled."""
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


@dataclass(frozen=True, slots=True)
class Alike:
    """A settled finding but for its subject, as it is kept: many subjects may have it."""

    rule: str
    outcome: str
    severity: Severity
    rest: str

    @classmethod
    def of(cls, finding: Finding) -> Self:
        """Of a finding on any of the subjects. It is none that is open."""
        return cls(finding.rule, finding.status.value, finding.severity, _rest(finding))


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose a finding is: kind and id, by which it is ordered, and the beginning of its text."""

    kind: str
    subject: str
    head: str

    @classmethod
    def of(cls, kind: str, subject: str, accounts: tuple[str, ...]) -> Self:
        """Of a subject and the accounts concerned."""
        return cls(kind, subject, f"{_dump((kind, subject, accounts))[:-1]},")


class Packing:
    """Findings of some subjects, one after the other, to be packed together."""

    def __init__(self) -> None:
        self._open: list[Finding] = []
        self._settled: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        """By rule: subject, kind and text."""
        self._tally = Counter[Key]()

    def add(self, finding: Finding) -> None:
        """One finding."""
        if finding.status in OPEN:
            self._open.append(finding)
        else:
            self.settle(Alike.of(finding), Whose.of(finding.kind, finding.subject, finding.accounts))

    def settle(self, alike: Alike, whose: Whose) -> None:
        """A finding that others share."""
        self._settled[alike.rule].append((whose.subject, whose.kind, f"{whose.head}{alike.rest}"))
        self._tally[alike.rule, alike.outcome, alike.severity] += 1

    def packed(self) -> Packed:
        """All of them, ordered."""
        settled = [(blob(rule), _piece(self._settled[rule])) for rule in sorted(self._settled)]
        return Packed([row(finding) for finding in sorted(self._open, key=ORDER)], settled, self._tally)


def packed(findings: Iterable[Finding]) -> Packed:
    """The findings, ordered."""
    packing = Packing()
    for finding in findings:
        packing.add(finding)
    return packing.packed()


def _piece(settled: list[tuple[str, str, str]]) -> bytes:
    texts = (text for _, _, text in sorted(settled, key=itemgetter(0, 1)))
    return zlib.compress(f"[{','.join(texts)}]".encode(), 1)


def row(finding: Finding) -> Row:
    """One that is open, with all that it is looked for by."""
    names = (blob(finding.rule), blob(finding.subject), blob(finding.kind))
    cause = blob(finding.cause or "")
    return (*names, finding.severity, finding.outcome, cause, finding.fingerprint, _text(finding))


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


def _text(finding: Finding) -> str:
    return Whose.of(finding.kind, finding.subject, finding.accounts).head + _rest(finding)


def _rest(finding: Finding) -> str:
    """All but what `Whose` holds, which stands before it."""
    remedy, waiver = finding.remediation, finding.waiver
    plain = (
        finding.rule, finding.severity.value, finding.status.value, finding.message,
        [_evidence(each) for each in finding.evidence], remedy and (remedy.action, dict(remedy.given)), finding.cause,
        waiver and astuple(waiver), finding.cause_waived,
    )  # fmt: skip
    return _dump(plain)[1:]


def _finding(plain: Json) -> Finding:
    kind, subject, accounts, rule, severity, status, message, evidence, remedy, cause, waiver, cause_waived = plain
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
