"""What an edge's rule and buckets ask of replication, read from its parts; None where a fact is unread."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.snapshot import Fact, Json, State
from auditor.topology.subject import Part

PROBE = "auditor-probe"
"""Stands for an object's name under the rule's prefix."""


def probe(parts: Mapping[str, Part]) -> str:
    """The key of an object that the rule replicates."""
    return prefix(parts) + PROBE


def prefix(parts: Mapping[str, Part]) -> str:
    """The key prefix the rule replicates, V1 or V2; empty for the whole bucket."""
    rule = plain(parts["rule"])
    chosen = rule.get("Filter") or {}
    return str(rule.get("Prefix") or chosen.get("Prefix") or (chosen.get("And") or {}).get("Prefix") or "")


def plain(part: Part) -> Json:
    """A part or fact without its provenance; None where it is absent or unknown."""
    return part.value if isinstance(part, Fact) else part


def object_lock(parts: Mapping[str, Part]) -> bool | None:
    """The source bucket has Object Lock; None if unread."""
    lock = parts["source"]["object_lock"]
    if lock.state is State.UNKNOWN:
        return None
    return bool((lock.value or {}).get("ObjectLockEnabled") == "Enabled")


def delete_markers(parts: Mapping[str, Part]) -> bool:
    """V1 rules always replicate the delete markers of users, V2 rules only if told to."""
    rule = plain(parts["rule"])
    return bool(rule["schema"] == "V1" or (rule.get("DeleteMarkerReplication") or {}).get("Status") == "Enabled")


def override(parts: Mapping[str, Part]) -> bool | None:
    """Needless where the bucket owner is enforced (S3 User Guide, "Controlling ownership of objects")."""
    if not (plain(parts["rule"]).get("Destination") or {}).get("AccessControlTranslation"):
        return False
    ownership = parts["destination"]["ownership"]
    if ownership.state is State.UNKNOWN:
        return None
    rules = (ownership.value or {}).get("Rules") or [{}]
    return bool(rules[0].get("ObjectOwnership") != "BucketOwnerEnforced")


def kms(parts: Mapping[str, Part]) -> bool:
    """The rule opts in to objects encrypted with KMS keys."""
    selection = plain(parts["rule"]).get("SourceSelectionCriteria") or {}
    return bool((selection.get("SseKmsEncryptedObjects") or {}).get("Status") == "Enabled")


def replica_encryption(parts: Mapping[str, Part]) -> str | None:
    """How replicas under a KMS key are encrypted, as the source's default is; None where that is another or unread.

    Objects under other keys than the default keep theirs, and S3 tells nothing of two-layer encryption here.
    """
    encryption = parts["source"]["encryption"]
    rules = ((encryption.value if encryption.state is State.VALUE else None) or {}).get("Rules") or [{}]
    default = (rules[0].get("ApplyServerSideEncryptionByDefault") or {}).get("SSEAlgorithm")
    return "aws:kms" if default == "aws:kms" and kms(parts) else None


def replica_bucket_key(parts: Mapping[str, Part]) -> bool | None:
    """Replicas are encrypted under an S3 Bucket Key; None if that is unread."""
    return bucket_key("destination", parts) if kms(parts) else False


def bucket_key(side: str, parts: Mapping[str, Part]) -> bool | None:
    """Objects of the bucket on `side` are encrypted under an S3 Bucket Key; None if that is unread.

    Replicas are if either bucket has one: they keep that of the source, and "when an S3 Bucket Key is enabled for the
    source or destination bucket" the context is the bucket (S3 User Guide, "Replicating encrypted objects" and
    "Reducing the cost of SSE-KMS", example 1). What is in the source already was encrypted as the source says.
    """
    own = _bucket_key(parts[side])
    if side == "source" or own:
        return own
    kept = _bucket_key(parts["source"])
    return kept if kept or own is not None else None


def _bucket_key(bucket: Mapping[str, Part]) -> bool | None:
    """The bucket's default encryption uses an S3 Bucket Key; None if unread."""
    encryption = bucket["encryption"]
    if encryption.state is State.UNKNOWN:
        return None
    rules = (encryption.value or {}).get("Rules") or [{}]
    return bool(rules[0].get("BucketKeyEnabled"))
