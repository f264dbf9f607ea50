"""The KMS keys and aliases that replication rules and default encryption name."""

from __future__ import annotations

from botocore.client import BaseClient

from auditor.collect.read import Call, need, read, read_all
from auditor.snapshot import Fact, Json

_NO_KEY = "NotFoundException"
_TOKENS = ("Marker", "NextMarker")


def _metadata(answer: Json) -> Json:
    """KeyMetadata without the date of creation; lists, which KMS does not order, sorted."""
    kept = {name: value for name, value in answer.items() if name != "CreationDate"}
    for name, value in kept.items():
        if isinstance(value, list):
            kept[name] = sorted(value)
    replicas = kept.get("MultiRegionConfiguration", {}).get("ReplicaKeys")
    if replicas:
        ordered = sorted(replicas, key=lambda replica: str(replica.get("Arn")))
        kept["MultiRegionConfiguration"] = {**kept["MultiRegionConfiguration"], "ReplicaKeys": ordered}
    return kept


def _grants(listed: Json) -> Json:
    """Grants by id, without the date of creation; operations sorted."""
    kept = [{name: value for name, value in each.items() if name != "CreationDate"} for each in listed]
    ordered = [{**each, "Operations": sorted(need(each, "Operations"))} for each in kept]
    return sorted(ordered, key=lambda each: str(need(each, "GrantId")))


def _names(listed: Json) -> Json:
    return sorted(need(each, "AliasName") for each in listed)


def _target(answer: Json) -> Json:
    return {"KeyArn": need(answer, "Arn")}


FACTS = (
    Call("key", "describe_key", "kms:DescribeKey",
         select="KeyMetadata", needs=("Arn", "KeyState"), absent=(_NO_KEY,), shape=_metadata),
    Call("policy", "get_key_policy", "kms:GetKeyPolicy",
         always=(("PolicyName", "default"),), select="Policy", absent=(_NO_KEY,)),
    Call("rotation", "get_key_rotation_status", "kms:GetKeyRotationStatus", keep=("KeyRotationEnabled",),
         needs=("KeyRotationEnabled",), absent=("UnsupportedOperationException", _NO_KEY)),
    Call("grants", "list_grants", "kms:ListGrants",
         select="Grants", tokens=_TOKENS, absent=(_NO_KEY,), shape=_grants),
    Call("aliases", "list_aliases", "kms:ListAliases",
         select="Aliases", tokens=_TOKENS, absent=(_NO_KEY,), shape=_names),
)  # fmt: skip
ALIAS = Call("target", "describe_key", "kms:DescribeKey", select="KeyMetadata", absent=(_NO_KEY,), shape=_target)
CALLS = (*FACTS, ALIAS)


def read_key(client: BaseClient, arn: str, wanted: frozenset[str]) -> dict[str, Fact]:
    """The wanted facts of the key `arn`; `client` is one of the key's own account and Region."""
    return read_all(client, FACTS, wanted, KeyId=arn)


def read_alias(client: BaseClient, arn: str) -> dict[str, Fact]:
    """The key that the alias `arn` stands for."""
    return {ALIAS.fact: read(client, ALIAS, KeyId=arn)}
