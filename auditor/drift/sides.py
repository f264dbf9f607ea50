"""Two snapshots in, the same resource in both side by side out, and whether it exists in each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.snapshot import Fact, Resource, Snapshot, State
from auditor.snapshot.catalogue import ACCOUNT, ALIAS, BUCKET, KEY, ROLE
from auditor.topology.arn import parse_arn, subject_id

KINDS = {ACCOUNT: "account", BUCKET: "bucket", ROLE: "role", KEY: "key", ALIAS: "key"}
_PROOF = {ACCOUNT: "access", ROLE: "role", KEY: "key", ALIAS: "target"}
"""Type -> the fact whose value or absence says whether the resource exists."""


@dataclass(frozen=True, slots=True)
class Sides:
    """One resource then and now; None where a snapshot does not hold it."""

    known: Resource
    """From the side that holds it, the current one if both do."""
    before: Resource | None
    after: Resource | None
    existed: bool | None
    """In the baseline; None if it cannot be told."""
    exists: bool | None

    @property
    def kind(self) -> str:
        """Subject kind."""
        return KINDS[self.known.type]

    @property
    def subject(self) -> str:
        """Subject id as `topology` gives it: an account's 12 digits, a bucket's name, else the ARN."""
        if self.known.type == ACCOUNT:
            return self.known.account or self.known.arn
        return subject_id(self.known.arn) if self.known.type == BUCKET else self.known.arn

    @property
    def accounts(self) -> tuple[str, ...]:
        """The owner, now and in the baseline if that was another."""
        owners = [side.account for side in (self.after, self.before) if side is not None and side.account]
        return tuple(dict.fromkeys(owners))

    def fact(self, name: str) -> tuple[Fact, Fact]:
        """The fact then and now; unknown (`NotCollected`) on a side that does not hold it."""
        nothing = Resource(self.known.arn, self.known.type, self.known.name, None)
        return (self.before or nothing).fact(name), (self.after or nothing).fact(name)


def side_by_side(baseline: Snapshot, current: Snapshot) -> Iterator[Sides]:
    """Every resource of either snapshot that drift knows of, by ARN; each snapshot is read once, in its order."""
    for before, after in _merge(baseline.resources(), current.resources()):
        known = after or before
        if known is not None and known.type in KINDS:
            yield Sides(known, before, after, _exists(known, before, baseline), _exists(known, after, current))


def _merge(these: Iterator[Resource], those: Iterator[Resource]) -> Iterator[tuple[Resource | None, Resource | None]]:
    this, that = next(these, None), next(those, None)
    while this is not None or that is not None:
        if this is not None and that is not None and this.arn == that.arn:
            yield this, that
            this, that = next(these, None), next(those, None)
        elif that is None or (this is not None and this.arn < that.arn):
            yield this, None
            this = next(these, None)
        else:
            yield None, that
            that = next(those, None)


def _exists(resource: Resource, here: Resource | None, snapshot: Snapshot) -> bool | None:
    """`resource` as either side knows it; `here` as this `snapshot` holds it, if it does."""
    if resource.type == BUCKET:
        return _bucket_exists(resource, here, snapshot)
    return _told(here.fact(_PROOF[resource.type])) if here is not None else None


def _bucket_exists(resource: Resource, here: Resource | None, snapshot: Snapshot) -> bool | None:
    if here is not None and here.account:
        return True
    asked = _told(here.fact("existence")) if here is not None else None
    if asked is not None or not resource.account:
        return asked
    parsed = parse_arn(resource.arn)
    owner = snapshot.get(f"arn:{parsed.partition if parsed else 'aws'}:iam::{resource.account}:root")
    listed = owner.fact("buckets") if owner is not None else None
    if listed is None or listed.state is not State.VALUE:
        return None
    return resource.name in listed.value


def _told(fact: Fact) -> bool | None:
    return None if fact.state is State.UNKNOWN else fact.state is State.VALUE
