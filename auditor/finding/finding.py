"""What the rules said of a subject: a finding with its evidence; what could not be read; what was waived."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from auditor.snapshot import Json


class Status(StrEnum):
    """The verdict of one rule on one subject."""

    FAIL = "FAIL"
    UNKNOWN = "UNKNOWN"
    PASS = "PASS"  # noqa: S105  a verdict, not a password
    NOT_APPLICABLE = "NOT_APPLICABLE"


class Severity(IntEnum):
    """How much a failure matters; ordered, so that thresholds compare."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing a verdict rests on: an expression that was read, and what it gave."""

    expression: str
    """The path as the rule wrote it (`destination.versioning.Status`), or the request that was decided."""
    value: Json = None
    source: str = ""
    """The IAM action that read it; empty for settings and names."""
    unknown: str = ""
    """Why it could not be read; empty if it could."""
    depends_on: tuple[str, ...] = ()
    """Of a request that is not decided: the documents and context keys that decide it; empty of what was read."""


@dataclass(frozen=True, slots=True)
class Remediation:
    """What would mend a failure: an action of `remediate/` and the values it needs."""

    action: str
    given: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What a report must know of a rule."""

    id: str
    title: str
    severity: Severity
    pack: str
    subject: str
    rationale: str
    predicts: tuple[str, ...] = ()
    """S3's own replication failure codes that this failure leads to."""
    controls: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiver:
    """An accepted risk: who accepts it, why, and until when (ISO date, last day included)."""

    justification: str
    owner: str
    expires: str


class Remark(StrEnum):
    """Why somebody should look at a waiver; in the order in which it matters."""

    EXPIRED = "EXPIRED"
    EXPIRING = "EXPIRING"
    UNUSED = "UNUSED"


@dataclass(frozen=True, slots=True)
class WaiverRemark:
    """A waiver that has expired, expires soon, or covers nothing."""

    kind: Remark
    rule: str
    subject: str
    """As the waiver has it: a subject's id, or `glob:` and a pattern."""
    owner: str
    expires: str
    told: str
    """What is the matter, and what to do; without rule, subject and owner."""


def fingerprint(rule: str, kind: str, subject: str) -> str:
    """What a finding is known by in every scan."""
    identity = "\0".join((rule, kind, subject))
    return hashlib.sha256(identity.encode(errors="surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict of one rule on one subject, passed ones too."""

    rule: str
    severity: Severity
    kind: str
    """Subject kind: `account`, `bucket`, `role`, `key` or `replication`."""
    subject: str
    """Stable id of the subject; an edge reads `source/rule/destination`."""
    status: Status
    message: str
    accounts: tuple[str, ...] = ()
    """Accounts concerned, the one that must act first if it is known."""
    evidence: tuple[Evidence, ...] = ()
    remediation: Remediation | None = None
    cause: str | None = None
    """Fingerprint of the failure that this one follows from; such a finding is not counted."""
    waiver: Waiver | None = None
    cause_waived: bool = False
    """Its cause is an accepted risk; so it counts on its own."""

    @property
    def fingerprint(self) -> str:
        """Stable across scans: it depends on rule, kind and subject only."""
        return fingerprint(self.rule, self.kind, self.subject)

    @property
    def counts_as_failure(self) -> bool:
        """Failed, not waived, and not merely the consequence of another failure that counts."""
        return self.outcome == "FAIL"

    @property
    def outcome(self) -> str:
        """What it is counted as: its status, or `waived` or `consequence` instead of FAIL, `waived` of UNKNOWN."""
        if self.waiver and self.status in (Status.FAIL, Status.UNKNOWN):
            return "waived"
        follows = self.cause and not self.cause_waived and self.status is Status.FAIL
        return "consequence" if follows else self.status.value


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that could not be read: listed in every report, even where no rule asked for it."""

    account: str | None
    region: str | None
    resource: str
    fact: str
    action: str
    """The IAM action that would have read it."""
    reason: str
    detail: str = ""
