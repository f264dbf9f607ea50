"""An account, bucket or key then and now in, the verdict on the settings that protect its data out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from auditor.drift.diff import Change, diff
from auditor.drift.normalise import PROTECTIONS as NORMALISE
from auditor.drift.rules import PROTECTIONS
from auditor.drift.sides import Sides
from auditor.drift.verdict import Comparison, judge
from auditor.finding import Finding, Severity
from auditor.snapshot import Json
from auditor.snapshot.catalogue import ACCOUNT, ALIAS, BUCKET, KEY

FACTS: Mapping[str, tuple[str, ...]] = {
    ACCOUNT: ("public_access_block",),
    BUCKET: ("versioning", "object_lock", "ownership", "public_access_block", "encryption"),
    KEY: ("key", "rotation"),
    ALIAS: ("target",),
}
"""Resource type -> the facts that protect."""

_SWITCH = (False, True)
_ORDER: Mapping[str, tuple[tuple[Json, ...], Severity]] = {
    "versioning.Status": ((None, "Suspended", "Enabled"), Severity.HIGH),
    "versioning.MFADelete": (("Disabled", "Enabled"), Severity.HIGH),
    "object_lock.ObjectLockEnabled": (("Disabled", "Enabled"), Severity.HIGH),
    "object_lock.Mode": ((None, "GOVERNANCE", "COMPLIANCE"), Severity.HIGH),
    "ownership.ObjectOwnership": (("ObjectWriter", "BucketOwnerPreferred", "BucketOwnerEnforced"), Severity.MEDIUM),
    "public_access_block.BlockPublicAcls": (_SWITCH, Severity.HIGH),
    "public_access_block.BlockPublicPolicy": (_SWITCH, Severity.HIGH),
    "public_access_block.IgnorePublicAcls": (_SWITCH, Severity.HIGH),
    "public_access_block.RestrictPublicBuckets": (_SWITCH, Severity.HIGH),
    "encryption.SSEAlgorithm": (("AES256", "aws:kms", "aws:kms:dsse"), Severity.HIGH),
    "key.KeyState": (("PendingDeletion", "Disabled", "Enabled"), Severity.HIGH),
    "target.KeyArn": ((), Severity.HIGH),
    "rotation.KeyRotationEnabled": (_SWITCH, Severity.MEDIUM),
}
"""Path -> its values from loose to tight, and how bad it is to loosen it."""
_AMOUNTS = ("object_lock.Days", "object_lock.Years")
_CURE = "Set it back as in the baseline (the evidence holds the value), or take a new baseline if the change was meant."


def judge_protections(sides: Sides) -> Finding:
    """Loosened is HIGH or MEDIUM, tightened is LOW, a change that is neither is MEDIUM."""
    comparison = Comparison()
    for fact in FACTS[sides.known.type]:
        comparison.add(fact, sides.fact(fact), partial(_compare, fact))
    return judge(PROTECTIONS, sides, comparison, _CURE)


def _compare(fact: str, was: Json, now: Json) -> list[Change]:
    normal = NORMALISE[fact]
    return [replace(change, severity=_severity(change)) for change in diff(normal(was), normal(now), fact)]


def _severity(change: Change) -> Severity:
    if change.path in _AMOUNTS:
        return Severity.HIGH if (change.after or 0) < (change.before or 0) else Severity.LOW
    values, severity = _ORDER.get(change.path, ((), Severity.MEDIUM))
    if change.before not in values or change.after not in values:
        return severity
    return severity if values.index(change.after) < values.index(change.before) else Severity.LOW
