"""The KMS keys of an edge: which key a configuration means, found by ARN, id, alias or default."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.snapshot import NOT_COLLECTED, Fact, Json, Snapshot, State
from auditor.snapshot.catalogue import ALIAS, FACTS
from auditor.topology.arn import key_arn, parse_arn
from auditor.topology.parts import key_part
from auditor.topology.subject import Part

KMS = ("aws:kms", "aws:kms:dsse")
AWS_MANAGED = "alias/aws/s3"


def default_key(bucket: Mapping[str, Part], snapshot: Snapshot) -> Part:
    """The key of a bucket's default encryption: a key part, None without KMS, or the fact that hides it."""
    encryption = bucket["encryption"]
    if encryption.state is State.UNKNOWN:
        return encryption
    default = _default(encryption.value)
    if default.get("SSEAlgorithm") not in KMS:
        return None
    return find_key(default.get("KMSMasterKeyID") or AWS_MANAGED, bucket, snapshot)


def replica_key(rule: Json, destination: Mapping[str, Part], snapshot: Snapshot) -> Part:
    """The key that the rule names for replicas, or None."""
    given = ((rule.get("Destination") or {}).get("EncryptionConfiguration") or {}).get("ReplicaKmsKeyID")
    return find_key(given, destination, snapshot) if given else None


def find_key(given: str, bucket: Mapping[str, Part], snapshot: Snapshot) -> Part:
    """The key `given` means, seen from `bucket`; an unknown fact if that cannot be told."""
    home = parse_arn(str(bucket["arn"]))
    for place in ("region", "account"):
        if parse_arn(given) is None and isinstance(bucket[place], Fact) and bucket[place].state is State.UNKNOWN:
            return bucket[place]
    region, account = (_plain(bucket[place]) for place in ("region", "account"))
    arn = key_arn(given, home.partition if home else "aws", region, account)
    if ":alias/" not in arn:
        return key_part(arn, given, snapshot.get(arn))
    alias = snapshot.get(arn)
    target = alias.fact("target") if alias else Fact.unknown(FACTS[ALIAS]["target"], NOT_COLLECTED)
    if target.state is not State.VALUE:
        return key_part(arn, given, None)
    return key_part(target.value["KeyArn"], given, snapshot.get(target.value["KeyArn"]))


def _default(encryption: Json) -> Json:
    rules = (encryption or {}).get("Rules") or [{}]
    return rules[0].get("ApplyServerSideEncryptionByDefault") or {}


def _plain(place: Part) -> str:
    return str(place.value if isinstance(place, Fact) else place)
