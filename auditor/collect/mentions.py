"""What the buckets of a snapshot name: roles, keys, aliases, destinations and targets that are still to be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

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
    found = _Found()
    for bucket, rules in replicating(snapshot, choice):
        found.source(bucket, chosen=choice.holds(bucket.name))
        for rule in rules:
            found.rule(rule, bucket, snapshot.get(destination_of(rule)))
    if every_key:
        for bucket in snapshot.resources(BUCKET, holding=_ENCRYPTION, facts=(_ENCRYPTION,)):
            found.keys.update(_default_keys(bucket))
    return found.sorted()


@dataclass(slots=True)
class _Found:
    """What has been named so far; as `Mentions`."""

    roles: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    inside: set[str] = field(default_factory=set)
    destinations: dict[str, str] = field(default_factory=dict)
    targets: set[tuple[str, str]] = field(default_factory=set)
    accounts: set[str] = field(default_factory=set)

    def source(self, bucket: Resource, *, chosen: bool) -> None:
        """A bucket that replicates; if it was not chosen, to one that was."""
        if chosen:
            self.targets.update(announced(bucket.fact(_NOTIFICATION).value or {}))
        else:
            self.inside.add(bucket.arn)
        if bucket.account:
            self.accounts.add(bucket.account)
        self.keys.update(_default_keys(bucket))
        self.roles.add(_role_of(bucket))

    def rule(self, rule: Json, source: Resource, destination: Resource | None) -> None:
        """One of its rules, with the bucket that it replicates to, so far as it is known."""
        arn = destination_of(rule)
        self.keys.update(_replica_keys(rule, _role_of(source), destination))
        if destination is not None and destination.account:
            self.inside.add(arn)
            self.keys.update(_default_keys(destination))
        elif source.account and arn.startswith("arn:"):
            self.destinations[arn] = min(source.account, self.destinations.get(arn, source.account))

    def sorted(self) -> Mentions:
        """All of it, each kind in order."""
        return Mentions(
            tuple(sorted(self.roles)),
            tuple(sorted(self.keys)),
            tuple(sorted(self.inside)),
            tuple(sorted(self.destinations.items())),
            tuple(sorted(self.targets)),
            tuple(sorted(self.accounts)),
        )


def replicating(snapshot: Snapshot, choice: Choice) -> Iterator[tuple[Resource, list[Json]]]:
    """The buckets with a replication configuration, and those of their rules of which an end was chosen."""
    for bucket in snapshot.resources(BUCKET, holding=REPLICATION, facts=(REPLICATION, _ENCRYPTION, _NOTIFICATION)):
        rules: list[Json] = bucket.facts[REPLICATION].value.get("Rules", [])
        if choice.holds(bucket.name):
            yield bucket, rules
        elif touching := [rule for rule in rules if choice.holds(destination_of(rule).rpartition(":")[2])]:
            yield bucket, touching


def _role_of(bucket: Resource) -> str:
    """The role of its replication configuration, as that spells it."""
    return str(bucket.facts[REPLICATION].value.get("Role"))


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
