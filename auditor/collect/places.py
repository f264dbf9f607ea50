"""The buckets of a snapshot -> the accounts and Regions in which something is to be read about their replication."""

from __future__ import annotations

from typing import TypeAlias

from auditor.collect.mentions import destination_of, replicating
from auditor.collect.s3 import LOCATION
from auditor.snapshot import Choice, Resource, Snapshot
from auditor.snapshot.catalogue import BUCKET

_ALL = Choice()
Place: TypeAlias = tuple[str, str]
"""Account and Region."""


def places(snapshot: Snapshot, choice: Choice = _ALL, *, every_region: bool) -> tuple[Place, ...]:
    """Where edges of chosen buckets begin and end, and where S3 tells the source's account of them, sorted.

    S3 publishes most metrics of a rule in the destination's Region, and shows them with the source bucket: they are
    looked for in the source's account there, whoever owns the destination. `every_region`: chosen bystanders' too.
    """
    found: set[Place] = set()
    for bucket, rules in replicating(snapshot, choice):
        found |= _place(bucket.account, bucket)
        for destination in filter(None, (snapshot.get(destination_of(rule)) for rule in rules)):
            found |= _place(destination.account, destination) | _place(bucket.account, destination)
    if every_region:
        for bucket in snapshot.resources(BUCKET, facts=(LOCATION.fact,)):
            found |= _place(bucket.account, bucket) if choice.holds(bucket.name) else set()
    return tuple(sorted(found))


def _place(account: str | None, where: Resource) -> set[Place]:
    return {(account, where.region)} if account and where.region else set()
