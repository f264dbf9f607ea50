"""A configuration as AWS answered it in, its normal form out: defaults filled in, what says nothing left out.

Sources: S3 API, "ReplicationRule", "Destination", "PublicAccessBlockConfiguration", "GetBucketVersioning",
"ServerSideEncryptionRule", "GetObjectLockConfiguration"; S3 User Guide, "Controlling ownership of objects".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from auditor.snapshot import Json

_OFF = {"Status": "Disabled"}
_FLAGS = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")


def replication_rule(rule: Json, role: str) -> dict[str, Json]:
    """One rule and the role of its configuration. V1 and V2 stay apart: an omitted setting means different things.

    The ID is only a name and is left out; the rule's place among others says nothing, its Priority does.
    """
    form = {key: value for key, value in rule.items() if key not in ("ID", "Filter")}
    form["Role"] = role
    form["Priority"] = rule.get("Priority") or 0
    form["Destination"] = _destination(rule.get("Destination") or {})
    form["SourceSelectionCriteria"] = {
        "ReplicaModifications": _OFF,
        "SseKmsEncryptedObjects": _OFF,
        **(rule.get("SourceSelectionCriteria") or {}),
    }
    form["ExistingObjectReplication"] = rule.get("ExistingObjectReplication") or _OFF
    if "Filter" not in rule:
        return {**form, "schema": "V1", "Prefix": rule.get("Prefix") or ""}
    if not form.get("Prefix"):
        form.pop("Prefix", None)
    form["DeleteMarkerReplication"] = rule.get("DeleteMarkerReplication") or _OFF
    return {**form, "schema": "V2", "Filter": _filter(rule["Filter"] or {})}


def _filter(chosen: Json) -> dict[str, Json]:
    """`{}`, an empty prefix, and `And` around a single condition all say the same."""
    both = chosen.get("And") or {}
    tags = [*(both.get("Tags") or []), *([chosen["Tag"]] if chosen.get("Tag") else [])]
    return {"Prefix": chosen.get("Prefix") or both.get("Prefix") or "", "Tags": tags}


def _destination(destination: Json) -> dict[str, Json]:
    """A storage class that is not given stays so: it means the class of the source object."""
    form = {key: value for key, value in destination.items() if value not in (None, {})}
    for feature in ("Metrics", "ReplicationTime"):
        setting = destination.get(feature) or _OFF
        form[feature] = setting if setting.get("Status") == "Enabled" else _OFF
    return form


def _versioning(value: Json) -> Json:
    return {"MFADelete": "Disabled", **(value or {})}


def _public_access_block(value: Json) -> Json:
    return {**dict.fromkeys(_FLAGS, False), **(value or {})}


def _ownership(value: Json) -> Json:
    """Without ownership controls the writer of an object owns it."""
    rules = (value or {}).get("Rules") or [{}]
    return {"ObjectOwnership": "ObjectWriter", **rules[0]}


def _encryption(value: Json) -> Json:
    """Since January 2023 a bucket without a setting encrypts with S3's own keys."""
    rule = ((value or {}).get("Rules") or [{}])[0]
    default = rule.get("ApplyServerSideEncryptionByDefault") or {}
    blocked = (rule.get("BlockedEncryptionTypes") or {}).get("EncryptionType") or []
    return {
        "SSEAlgorithm": "AES256",
        **default,
        "BucketKeyEnabled": bool(rule.get("BucketKeyEnabled")),
        "BlockedEncryptionTypes": [kind for kind in blocked if kind != "NONE"],
    }


def _object_lock(value: Json) -> Json:
    lock = value or {}
    retention = (lock.get("Rule") or {}).get("DefaultRetention") or {}
    return {"ObjectLockEnabled": lock.get("ObjectLockEnabled") or "Disabled", **retention}


def _key(value: Json) -> Json:
    return {name: value[name] for name in ("KeyState", "KeySpec", "KeyUsage", "Origin") if name in (value or {})}


def _rotation(value: Json) -> Json:
    return {"KeyRotationEnabled": bool((value or {}).get("KeyRotationEnabled"))}


PROTECTIONS: Mapping[str, Callable[[Json], Json]] = {
    "versioning": _versioning,
    "object_lock": _object_lock,
    "ownership": _ownership,
    "public_access_block": _public_access_block,
    "encryption": _encryption,
    "key": _key,
    "rotation": _rotation,
    "target": lambda value: value or {},
}
"""Fact name -> its value (None where AWS says there is none) -> its normal form."""
