"""A resource then and now in, the verdict on its existence out: the same ones exist, in the same account and Region."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.drift.diff import Change, Kind
from auditor.drift.rules import RESOURCES
from auditor.drift.sides import Sides
from auditor.drift.verdict import differing, plain
from auditor.finding import Finding, Severity, Status
from auditor.snapshot import State

_CURE = "Find out who added, deleted or moved it (CloudTrail names the caller); restore it, or take a new baseline."
_LISTING = "s3:ListAllMyBuckets"


def judge_existence(sides: Sides) -> Finding:
    """Gone, new, moved, as it was, or not to be told."""
    if sides.existed is None or sides.exists is None:
        side = "baseline" if sides.existed is None else "current snapshot"
        return plain(RESOURCES, sides, Status.UNKNOWN, f"The {side} does not tell whether this {sides.kind} existed.")
    changes = [(change, _source(sides)) for change in _changes(sides)]
    if changes:
        return differing(RESOURCES, sides, changes, _CURE)
    if not sides.exists:
        return plain(RESOURCES, sides, Status.NOT_APPLICABLE, f"The {sides.kind} existed in neither snapshot.")
    return plain(RESOURCES, sides, Status.PASS, f"The {sides.kind} exists as in the baseline.")


def _changes(sides: Sides) -> Iterator[Change]:
    if sides.existed and not sides.exists:
        yield Change(sides.kind, Kind.REMOVE, sides.known.arn, None, _loss(sides))
    elif sides.exists and not sides.existed:
        yield Change(sides.kind, Kind.ADD, None, sides.known.arn, Severity.INFO)
    elif sides.before is not None and sides.after is not None:
        yield from _moved("account", sides.before.account, sides.after.account, Severity.CRITICAL)
        yield from _moved("region", sides.before.region, sides.after.region, Severity.HIGH)


def _loss(sides: Sides) -> Severity:
    """Worst where a replication configuration went with it."""
    replicated = sides.fact("replication")[0].state is State.VALUE
    return Severity.CRITICAL if replicated else RESOURCES.severity


def _moved(path: str, before: str | None, after: str | None, severity: Severity) -> Iterator[Change]:
    """An owner or Region that one side does not know is no change."""
    if before and after and before != after:
        yield Change(path, Kind.NOT_EQUAL, before, after, severity)


def _source(sides: Sides) -> str:
    proof = {"role": "iam:GetRole", "key": "kms:DescribeKey", "account": "sts:AssumeRole"}
    return proof.get(sides.kind, _LISTING)
