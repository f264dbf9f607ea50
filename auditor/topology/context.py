"""What the context of a replication request holds: keys whose value is known, and keys nobody can know.

A key in neither is certainly absent. IAM User Guide, "AWS global condition context keys"; Service Authorization
Reference, S3 and KMS. S3 calls from inside AWS, through no VPC endpoint of the customer and without MFA.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.snapshot import Fact, Json, State
from auditor.topology import options, organization
from auditor.topology.arn import parse_arn
from auditor.topology.subject import Part

ALWAYS_UNKNOWN = frozenset(
    {
        "aws:SourceIp", "aws:VpcSourceIp", "aws:UserAgent", "aws:userid", "aws:ViaAWSService", "aws:CalledVia",
        "aws:CalledViaFirst", "aws:CalledViaLast", "aws:CurrentTime", "aws:EpochTime", "aws:TokenIssueTime",
        "aws:ResourceTag/*",
    }
)  # fmt: skip
"""Whoever calls."""
_OF_OTHERS = frozenset({"aws:ViaAWSService", "aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast"})
"""Keys of calls that a service makes with somebody else's credentials, which a role of its own are not (IAM User Guide,
"AWS global condition context keys"): false, and not there. Whether S3 calls KMS so is not said."""
_S3_UNKNOWN = frozenset(
    {
        "s3:ExistingObjectTag/*", "s3:TlsVersion", "s3:signatureversion", "s3:signatureAge", "s3:authType",
        "s3:x-amz-content-sha256", "s3:object-lock-*", "s3:versionid",
    }
)  # fmt: skip
_LIST_UNKNOWN = frozenset({"s3:prefix", "s3:delimiter", "s3:max-keys"})
_KMS_UNKNOWN = frozenset(
    {
        "kms:RequestAlias", "kms:MultiRegionKeyType", "kms:CustomerMasterKeySpec",
        "kms:CustomerMasterKeyUsage",
    }
)  # fmt: skip
_OF_KEY = {
    "kms:KeySpec": "KeySpec",
    "kms:KeyUsage": "KeyUsage",
    "kms:KeyOrigin": "Origin",
    "kms:MultiRegion": "MultiRegion",
}
_ENCRYPTION = "s3:x-amz-server-side-encryption"
_ENCRYPTION_KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id"


@dataclass(frozen=True, slots=True)
class Context:
    """Known values by key, and the keys that are unknown (`prefix*` for all that begin so)."""

    values: Mapping[str, str | tuple[str, ...]]
    unknown: frozenset[str]


def role_context(action: str, side: str, parts: Mapping[str, Part]) -> Context:
    """A call of the role to the bucket on `side` (`source` or `destination`)."""
    bucket = parts[side]
    values, unknown = _caller(parts)
    values["aws:ViaAWSService"] = "false"
    _put_organization(values, unknown, bucket["account"], parts)
    unknown -= _OF_OTHERS
    unknown |= _S3_UNKNOWN | (_LIST_UNKNOWN if action == "s3:ListBucket" else frozenset())
    _put(values, unknown, ("aws:ResourceAccount", "s3:ResourceAccount"), bucket["account"])
    _put(values, unknown, ("aws:RequestedRegion",), bucket["region"])
    if action == "s3:ReplicateObject":
        key, encryption = parts["replica_key"], options.replica_encryption(parts)
        _put(values, unknown, (_ENCRYPTION,), encryption if key else None)
        _put(values, unknown, (_ENCRYPTION_KEY,), key["arn"] if encryption and isinstance(key, dict) else None)
    return Context(values, frozenset(unknown))


def kms_context(action: str, side: str, key: Mapping[str, Part], parts: Mapping[str, Part]) -> Context:
    """A call of S3 with the role's rights to a KMS key, for objects of the bucket on `side`.

    KMS Developer Guide, "AWS KMS condition keys". Those of grants, of enclaves and of making keys are absent.
    """
    values, unknown = _caller(parts)
    _put_organization(values, unknown, key["account"], parts)
    unknown |= _KMS_UNKNOWN
    values |= {
        "aws:ResourceAccount": str(key["account"]),
        "aws:RequestedRegion": str(key["region"]),
        "kms:CallerAccount": str(parts["role"]["account"]),
        "kms:EncryptionContextKeys": ("aws:s3:arn",),
    }
    _put(values, unknown, ("kms:ViaService",), _via_service(str(key["arn"])))
    _put(values, unknown, ("kms:EncryptionContext:aws:s3:arn",), _encryption_context(side, parts))
    generated = action == "kms:GenerateDataKey"
    _put(values, unknown, ("kms:EncryptionAlgorithm",), None if generated else "SYMMETRIC_DEFAULT")
    _aliases(values, unknown, key["aliases"])
    described = options.plain(key["key"]) or {}
    for name, member in _OF_KEY.items():
        held = described.get(member)
        _put(values, unknown, (name,), str(held).lower() if isinstance(held, bool) else held)
    return Context(values, frozenset(unknown))


def _aliases(values: dict[str, str | tuple[str, ...]], unknown: set[str], read: Fact) -> None:
    """`kms:ResourceAliases`: the names of the key's aliases, no key at all if it has none."""
    if read.state is State.UNKNOWN:
        unknown.add("kms:ResourceAliases")
    elif read.value:
        values["kms:ResourceAliases"] = tuple(read.value)


def _encryption_context(side: str, parts: Mapping[str, Part]) -> str | None:
    """The bucket's ARN with an S3 Bucket Key, else the object's ("Reducing the cost of SSE-KMS"); None if unread."""
    bucket_key, arn = options.bucket_key(side, parts), str(parts[side]["arn"])
    if bucket_key is None:
        return None
    return arn if bucket_key else f"{arn}/{options.probe(parts)}"


def _caller(parts: Mapping[str, Part]) -> tuple[dict[str, str | tuple[str, ...]], set[str]]:
    role = parts["role"]
    of_role, unread = organization.keys("Principal", role["account"], parts)
    values: dict[str, str | tuple[str, ...]] = {
        "aws:PrincipalArn": role["arn"],
        "aws:PrincipalAccount": role["account"],
        "aws:PrincipalType": "AssumedRole",
        "aws:PrincipalIsAWSService": "false",
        "aws:SecureTransport": "true",
        **of_role,
    }
    described = role["role"]
    if described.state is not State.VALUE:
        return values, {*ALWAYS_UNKNOWN, *unread, "aws:PrincipalTag/*"}
    for tag in described.value.get("Tags") or ():
        values[f"aws:PrincipalTag/{tag['Key']}"] = tag["Value"]
    return values, {*ALWAYS_UNKNOWN, *unread}


def _put_organization(
    values: dict[str, str | tuple[str, ...]], unknown: set[str], owner: Part, parts: Mapping[str, Part]
) -> None:
    """The organization of the resource's account."""
    known, unread = organization.keys("Resource", owner, parts)
    values |= known
    unknown |= unread


def _put(values: dict[str, str | tuple[str, ...]], unknown: set[str], keys: tuple[str, ...], part: Json) -> None:
    """The part's value under each of `keys`; unknown if the part is."""
    value = options.plain(part)
    if value is None:
        unknown.update(keys)
    else:
        values.update(dict.fromkeys(keys, str(value)))


def _via_service(key: str) -> str | None:
    """S3 in the key's Region (KMS Developer Guide, "kms:ViaService"); None where no page says how it is named there."""
    parsed = parse_arn(key)
    documented = parsed is not None and parsed.partition in ("aws", "aws-us-gov")
    return f"s3.{parsed.region}.amazonaws.com" if parsed and documented else None
