"""The KMS keys of an edge: which key a configuration means, found by ARN, id, alias or default."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.snapshot import Fact, Json, Resource, State
from auditor.topology.arn import key_arn, parse_arn
from auditor.topology.edge import Edge
from auditor.topology.shelf import Shelf
from auditor.topology.subject import Part

KMS = ("aws:kms", "aws:kms:dsse")
AWS_MANAGED = "alias/aws/s3"


def default_key(bucket: Mapping[str, Part], shelf: Shelf) -> Part:
    """The key of a bucket's default encryption: a key part, None without KMS, or the fact that hides it."""
    encryption = bucket["encryption"]
    if encryption.state is State.UNKNOWN:
        return encryption
    given = _of_bucket(encryption)
    return find_key(given, bucket, shelf) if given else None


def replica_key(rule: Json, role: str, destination: Mapping[str, Part], shelf: Shelf) -> Part:
    """The key that the rule names for replicas, or None."""
    given = _of_replica(rule)
    return find_key(given, _asked_by(role, destination), shelf) if given else None


def find_key(given: str, bucket: Mapping[str, Part], shelf: Shelf) -> Part:
    """The key `given` means, seen from account and Region of `bucket`; an unknown fact if that cannot be told."""
    arn = _meant(given, bucket, shelf)
    return arn if isinstance(arn, Fact) else shelf.key(arn, given)


def named_keys(edge: Edge, source: Resource, shelf: Shelf) -> Iterator[tuple[str, str]]:
    """(ARN, as it is given) of the keys for what `edge` reads and writes; `source` is its bucket."""
    encryption = source.fact("encryption")
    replicas = _of_replica(source.fact("replication").value["Rules"][edge.index])
    for given, place in (
        (_of_bucket(encryption), shelf.bucket(edge.source, None)),
        (replicas, _asked_by(edge.role, shelf.bucket(edge.destination, edge.claimed_account))),
    ):
        found = given and _meant(given, place, shelf)
        if isinstance(found, str) and found:
            yield found, given


def _asked_by(role: str, destination: Mapping[str, Part]) -> Mapping[str, Part]:
    """Where a replica key that is no ARN lies: KMS looks it up in the account of whoever asks, which is the role.

    S3 API Reference, "EncryptionConfiguration"; S3 takes a key ARN or an alias ARN, and does not check.
    """
    asking = parse_arn(role)
    return {**destination, "account": asking.account if asking else ""}


def _meant(given: str, bucket: Mapping[str, Part], shelf: Shelf) -> str | Fact:
    """The ARN of the key; of an alias that was not read, the alias's own; a fact that hides where it is."""
    home = parse_arn(str(bucket["arn"]))
    for place in ("region", "account"):
        if parse_arn(given) is None and isinstance(bucket[place], Fact) and bucket[place].state is State.UNKNOWN:
            unread: Fact = bucket[place]
            return unread
    region, account = (_plain(bucket[place]) for place in ("region", "account"))
    arn = key_arn(given, home.partition if home else "aws", region, account)
    alias = shelf.resource(arn) if ":alias/" in arn else None
    target = alias.fact("target") if alias else None
    return str(target.value["KeyArn"]) if target and target.state is State.VALUE else arn


def _of_bucket(encryption: Fact) -> str:
    """How the default encryption names its key; empty without KMS."""
    rules = (encryption.value or {}).get("Rules") or [{}]
    default = rules[0].get("ApplyServerSideEncryptionByDefault") or {}
    return (default.get("KMSMasterKeyID") or AWS_MANAGED) if default.get("SSEAlgorithm") in KMS else ""


def _of_replica(rule: Json) -> str:
    return ((rule.get("Destination") or {}).get("EncryptionConfiguration") or {}).get("ReplicaKmsKeyID") or ""


def _plain(place: Part) -> str:
    return str(place.value if isinstance(place, Fact) else place)
