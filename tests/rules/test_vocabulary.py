"""The names rules may use, against what AWS's own models say that the answers hold."""

import re
from collections.abc import Mapping
from pathlib import Path

import botocore.session
import pytest
from botocore.model import ListShape, StringShape, StructureShape
from botocore.model import Shape as BotoShape

from auditor.rules import account_shapes, regional_shapes, shapes, signatures, vocabulary
from auditor.rules.kinds import Leaf, Shape
from auditor.snapshot import catalogue

_SESSION = botocore.session.Session()
_CASES = {
    "versioning": ("s3", "GetBucketVersioning", "", shapes.BUCKET_FACTS["versioning"]),
    "replication": ("s3", "GetBucketReplication", "ReplicationConfiguration", shapes.BUCKET_FACTS["replication"]),
    "encryption": ("s3", "GetBucketEncryption", "ServerSideEncryptionConfiguration", shapes.BUCKET_FACTS["encryption"]),
    "ownership": ("s3", "GetBucketOwnershipControls", "OwnershipControls", shapes.BUCKET_FACTS["ownership"]),
    "public_access_block": (
        "s3", "GetPublicAccessBlock", "PublicAccessBlockConfiguration", shapes.BUCKET_FACTS["public_access_block"],
    ),
    "object_lock": ("s3", "GetObjectLockConfiguration", "ObjectLockConfiguration", shapes.BUCKET_FACTS["object_lock"]),
    "lifecycle": ("s3", "GetBucketLifecycleConfiguration", "", shapes.BUCKET_FACTS["lifecycle"]),
    "notification": ("s3", "GetBucketNotificationConfiguration", "", shapes.BUCKET_FACTS["notification"]),
    "logging": ("s3", "GetBucketLogging", "", shapes.BUCKET_FACTS["logging"]),
    "acl": ("s3", "GetBucketAcl", "", shapes.BUCKET_FACTS["acl"]),
    "policy_status": ("s3", "GetBucketPolicyStatus", "PolicyStatus", shapes.BUCKET_FACTS["policy_status"]),
    "metrics": (
        "s3", "ListBucketMetricsConfigurations", "MetricsConfigurationList", shapes.BUCKET_FACTS["metrics"],
    ),
    "inventory": (
        "s3", "ListBucketInventoryConfigurations", "InventoryConfigurationList", shapes.BUCKET_FACTS["inventory"],
    ),
    "request_payment": ("s3", "GetBucketRequestPayment", "", shapes.BUCKET_FACTS["request_payment"]),
    "key": ("kms", "DescribeKey", "KeyMetadata", account_shapes.KEY_FACTS["key"]),
    "rotation": ("kms", "GetKeyRotationStatus", "", account_shapes.KEY_FACTS["rotation"]),
    "jobs": ("s3control", "DescribeJob", "Job", regional_shapes.JOB),
    "grants": ("kms", "ListGrants", "Grants", account_shapes.KEY_FACTS["grants"]),
    "role": ("iam", "GetRole", "Role", account_shapes.ROLE_FACTS["role"]),
    "regions": ("account", "ListRegions", "Regions", account_shapes.ACCOUNT_FACTS["regions"]),
    "access": ("sts", "GetCallerIdentity", "", account_shapes.ACCOUNT_FACTS["access"]),
}  # fmt: skip


@pytest.mark.parametrize("fact", _CASES)
def test_every_member_that_a_rule_may_name_is_in_awss_model_with_its_type_and_values(fact: str) -> None:
    service, operation, member, ours = _CASES[fact]
    output = _SESSION.get_service_model(service).operation_model(operation).output_shape
    assert output is not None
    assert _missing(ours, output.members[member] if member else output, fact) == []


_KINDS = {"string": ("string", "timestamp"), "number": ("integer", "long"), "boolean": ("boolean",)}
"""Ours -> AWS's; a time is kept as text."""


def _enum(theirs: BotoShape) -> list[str]:
    return theirs.enum if isinstance(theirs, StringShape) else []


def _missing(ours: Shape, theirs: BotoShape, path: str) -> list[str]:
    if isinstance(ours, list):
        return _missing(ours[0], theirs.member, path + "[]") if isinstance(theirs, ListShape) else [path]
    if isinstance(ours, Leaf):
        alike = theirs.type_name in _KINDS[ours.kind] and ours.values in (frozenset(), frozenset(_enum(theirs)))
        return [] if alike else [path]
    if not isinstance(ours, Mapping):
        return []
    if not isinstance(theirs, StructureShape):
        return [path]
    return [
        missing
        for name, each in ours.items()
        if "_" not in name  # such a name is ours
        for missing in (
            _missing(each, theirs.members[name], f"{path}.{name}") if name in theirs.members else [f"{path}.{name}"]
        )
    ]


@pytest.mark.parametrize(
    ("part", "type"),
    [
        (vocabulary.ACCOUNT, catalogue.ACCOUNT),
        (vocabulary.BUCKET, catalogue.BUCKET),
        (vocabulary.ROLE, catalogue.ROLE),
        (vocabulary.KEY, catalogue.KEY),
    ],
)
def test_every_fact_of_the_catalogue_can_be_named(part: Mapping[str, object], type: str) -> None:
    assert set(catalogue.FACTS[type]) <= set(part)


WORDS = (*signatures.OURS, *vocabulary.PURPOSES, *vocabulary.SIDES, *vocabulary.ACTIONS)


@pytest.mark.parametrize("word", WORDS)
def test_every_word_is_explained_to_authors(word: str) -> None:
    text = (Path(__file__).parents[2] / "docs" / "writing-rules.md").read_text()
    assert re.search(rf"`{re.escape(word)}[`(]", text)


def test_a_name_with_nothing_near_lists_what_is_known() -> None:
    assert vocabulary.nearest("zzz", ["b", "a"]) == "; known are a, b"
