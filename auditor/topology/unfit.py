"""A snapshot and what was declared in, the declarations that fit none of its buckets out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from auditor.config.intent import AllowedRegions, Intent, MustReplicate, PurposeRule, RecoveryPoint
from auditor.snapshot import Choice, Resource, Snapshot, State
from auditor.snapshot.catalogue import BUCKET

_AnyDeclared: TypeAlias = PurposeRule | MustReplicate | AllowedRegions | RecoveryPoint


def unfit(snapshot: Snapshot, intent: Intent) -> tuple[str, ...]:
    """Their places, `must_replicate[1]`; none where only a part of the buckets was chosen.

    One that hangs on tags which were not read may fit; so may one that names purposes.
    """
    left = dict(_declared(intent))
    if not left or Choice.of(snapshot.meta.get("scope")).patterns:
        return ()
    for bucket in snapshot.resources(BUCKET, facts=("tags",)):
        left = {place: each for place, each in left.items() if not _may_fit(each, bucket)}
        if not left:
            break
    return tuple(left)


def _declared(intent: Intent) -> Iterator[tuple[str, _AnyDeclared]]:
    """Place and declaration, of those that are about some buckets by name, tag or account."""
    for name in ("purposes", "must_replicate", "allowed_regions", "recovery_points"):
        for index, each in enumerate(getattr(intent, name)):
            whole = isinstance(each, AllowedRegions | RecoveryPoint) and (each.everything or each.purposes)
            if not whole:
                yield f"{name}[{index}]", each


def _may_fit(declared: _AnyDeclared, bucket: Resource) -> bool:
    tags = bucket.fact("tags")
    if declared.named(bucket.name) or bucket.account in declared.accounts or declared.tagged(tags.value or {}):
        return True
    return bool(declared.tags) and tags.state is State.UNKNOWN
