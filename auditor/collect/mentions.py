"""What the buckets of a snapshot name: roles, keys, aliases, destinations and targets that are still to be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from auditor.collect.s3 import REPLICATION
from auditor.snapshot import Choice, Json, Resource, Snapshot
from auditor.snapshot.catalogue import BUCKET
from auditor.topology.announcements import announced

_KMS = ("aws:kms", "aws:kms:dsse")
_AWS_MANAGED = "alias/aws/s3"
_ALL = Choice()
_ENCRYPTION, _NOTIFICATION = "encryption", "notification"
"""The facts that name anything; to load the others too, bucket after bucket, would hold up the scan."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """Each sorted, so that every scan asks in the same order."""

    roles: tuple[str, ...]
    """ARNs, as the rules spell them."""
    keys: tuple[str, ...]
    """ARNs of keys and of aliases; bare ids and alias names made whole as KMS does."""
    inside: tuple[str, ...]
    """ARNs of destinations that an account lists, and of sources that were not chosen."""
    destinations: tuple[tuple[str, str], ...]
    """Bucket ARNs that no account lists, each with the first account whose rules name it."""
    targets: tuple[tuple[str, str], ...] = ()
    """(Resource type, ARN) of what is told of failed replication."""
    accounts: tuple[str, ...] = ()
    """Those that the sources belong to."""


def mentions(snapshot: Snapshot, choice: Choice = _ALL, *, every_key: bool = True) -> Mentions:
    """What rules from and to the chosen buckets and default encryption name; keys of bystanders if `every_key`."""
    roles: set[str] = set()
    keys: set[str] = set()
    targets: set[tuple[str, str]] = set()
    inside: set[str] = set()
    destinations: dict[str, str] = {}
    accounts: set[str] = set()
    for bucket, rules in replicating(snapshot, choice):
        inside.update(() if choice.holds(bucket.name) else (bucket.arn,))
        targets.update(announced(bucket.fact(_NOTIFICATION).value or {}) if choice.holds(bucket.name) else ())
        accounts.update(filter(None, (bucket.account,)))
        keys.update(_default_keys(bucket))
        role = str(bucket.facts[REPLICATION].value.get("Role"))
        roles.add(role)
        for rule in rules:
            arn = destination_of(rule)
            known = snapshot.get(arn)
            keys.update(_replica_keys(rule, role, known))
            if known is not None and known.account:
                inside.add(arn)
                keys.update(_default_keys(known))
            elif bucket.account and arn.startswith("arn:"):
                destinations[arn] = min(bucket.account, destinations.get(arn, bucket.account))
    if every_key:
        for bucket in snapshot.resources(BUCKET, holding=_ENCRYPTION, facts=(_ENCRYPTION,)):
            keys.update(_default_keys(bucket))
    return Mentions(
        tuple(sorted(roles)),
        tuple(sorted(keys)),
        tuple(sorted(inside)),
        tuple(sorted(destinations.items())),
        tuple(sorted(targets)),
        tuple(sorted(accounts)),
    )


def replicating(snapshot: Snapshot, choice: Choice) -> Iterator[tuple[Resource, list[Json]]]:
    """The buckets with a replication configuration, and those of their rules of which an end was chosen."""
    for bucket in snapshot.resources(BUCKET, holding=REPLICATION, facts=(REPLICATION, _ENCRYPTION, _NOTIFICATION)):
        rules: list[Json] = bucket.facts[REPLICATION].value.get("Rules", [])
        if choice.holds(bucket.name):
            yield bucket, rules
        elif touching := [rule for rule in rules if choice.holds(destination_of(rule).rpartition(":")[2])]:
            yield bucket, touching


def destination_of(rule: Json) -> str:
    """The ARN of the bucket that a rule replicates to."""
    return str((rule.get("Destination") or {}).get("Bucket"))


def whole(named: str, bucket: Resource | None) -> str | None:
    """The ARN of a key or alias named by ARN, id or alias name, seen from `bucket`; None if that cannot be told."""
    if named.startswith("arn:"):
        return named
    if bucket is None or not bucket.account or not bucket.region:
        return None
    path = named if named.startswith(("alias/", "key/")) else f"key/{named}"
    return f"arn:{bucket.arn.split(':')[1]}:kms:{bucket.region}:{bucket.account}:{path}"


def _default_keys(bucket: Resource) -> Iterator[str]:
    """The key of default encryption with KMS; where none is named, S3 takes the account's `aws/s3`."""
    for rule in (bucket.fact(_ENCRYPTION).value or {}).get("Rules", []):
        default: Json = rule.get("ApplyServerSideEncryptionByDefault") or {}
        if default.get("SSEAlgorithm") in _KMS:
            arn = whole(default.get("KMSMasterKeyID") or _AWS_MANAGED, bucket)
            if arn:
                yield arn


def _replica_keys(rule: Json, role: str, destination: Resource | None) -> Iterator[str]:
    """The rule's key for replicas; what is no ARN, KMS looks up in the role's account and the destination's Region."""
    named = ((rule.get("Destination") or {}).get("EncryptionConfiguration") or {}).get("ReplicaKmsKeyID")
    asking = role.split(":")[4] if role.count(":") >= 5 else None
    arn = whole(named, replace(destination, account=asking) if destination else None) if named else None
    if arn:
        yield arn
