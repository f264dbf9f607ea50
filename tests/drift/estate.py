"""A small estate of two accounts as a snapshot, and ways to change one fact of it."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from auditor.drift import compare
from auditor.finding import Finding
from auditor.snapshot import Fact, Resource, Snapshot
from auditor.snapshot.catalogue import ACCOUNT, BUCKET, FACTS, KEY, ROLE

SOURCE, DESTINATION = "111111111111", "222222222222"
BUCKET_ARN, COPY_ARN, LOGS_ARN = "arn:aws:s3:::orders", "arn:aws:s3:::orders-dr", "arn:aws:s3:::logs"
ROLE_ARN = f"arn:aws:iam::{SOURCE}:role/replicate"
KEY_ARN = f"arn:aws:kms:eu-west-1:{DESTINATION}:key/11111111-2222-3333-4444-555555555555"
SOURCE_ARN, DESTINATION_ARN = (f"arn:aws:iam::{account}:root" for account in (SOURCE, DESTINATION))

RULE: dict[str, Any] = {
    "ID": "to-dr",
    "Priority": 1,
    "Filter": {"Prefix": ""},
    "Status": "Enabled",
    "DeleteMarkerReplication": {"Status": "Disabled"},
    "Destination": {"Bucket": COPY_ARN, "Account": DESTINATION},
}
EDGE = "orders/to-dr/orders-dr"
REPLICATION = {"Role": ROLE_ARN, "Rules": [RULE]}
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "replicas",
            "Effect": "Allow",
            "Principal": {"AWS": ROLE_ARN},
            "Action": ["s3:ReplicateObject", "s3:ReplicateDelete"],
            "Resource": f"{COPY_ARN}/*",
        },
        {
            "Sid": "tls",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [COPY_ARN, f"{COPY_ARN}/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
    ],
}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
FLAGS = dict.fromkeys(("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True)


def resource(type: str, arn: str, account: str | None, /, region: str | None = None, **values: Any) -> Resource:
    """A resource; a value of None is an absence, a Fact stands for itself."""
    facts = {name: fact(type, name, value) for name, value in values.items()}
    return Resource(arn, type, arn.rpartition(":")[2].rpartition("/")[2], account, region, facts)


def fact(type: str, name: str, value: Any) -> Fact:
    """The fact `name` with this value, absence (None) or as given."""
    if isinstance(value, Fact):
        return value
    source = FACTS[type][name]
    return Fact.absent(source, "NoSuchThing") if value is None else Fact.of(source, value)


def _account(arn: str, account: str, buckets: list[str], flags: Any) -> Resource:
    """One above which there are no control policies."""
    return resource(ACCOUNT, arn, account, access={}, buckets=buckets, public_access_block=flags, scps=None, rcps=None)


def _bucket(arn: str, account: str, replication: Any, policy: Any) -> Resource:
    return resource(
        BUCKET,
        arn,
        account,
        region="eu-west-1",
        versioning={"Status": "Enabled"},
        replication=replication,
        policy=policy and json.dumps(policy),
        encryption={"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]},
        ownership={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        public_access_block=FLAGS,
        object_lock=None,
    )


RESOURCES = (
    _account(SOURCE_ARN, SOURCE, ["logs", "orders"], FLAGS),
    _account(DESTINATION_ARN, DESTINATION, ["orders-dr"], None),
    _bucket(BUCKET_ARN, SOURCE, REPLICATION, None),
    _bucket(LOGS_ARN, SOURCE, None, None),
    _bucket(COPY_ARN, DESTINATION, None, POLICY),
    resource(
        ROLE,
        ROLE_ARN,
        SOURCE,
        role={"RoleName": "replicate", "RoleId": "AROAEXAMPLE"},
        trust=TRUST,
        inline_policies=[{"PolicyName": "replicate", "PolicyDocument": POLICY}],
        attached_policies=[],
        boundary=None,
    ),
    resource(
        KEY,
        KEY_ARN,
        DESTINATION,
        key={"KeyState": "Enabled"},
        policy=json.dumps(POLICY),
        rotation={"KeyRotationEnabled": True},
    ),
)


def estate(*changed: Resource, without: Iterable[str] = ()) -> Snapshot:
    """The estate with some resources in another state, and without others."""
    by_arn = {each.arn: each for each in (*RESOURCES, *changed) if each.arn not in set(without)}
    return Snapshot.of(copy.deepcopy(list(by_arn.values())))


def changed(arn: str, /, **values: Any) -> Resource:
    """A resource of the estate with some facts in another state."""
    (known,) = [each for each in RESOURCES if each.arn == arn]
    return replace(known, facts={**known.facts, **{name: fact(known.type, name, v) for name, v in values.items()}})


def with_rule(**fields: Any) -> Resource:
    """The source bucket, its rule changed; a field of None is left out."""
    rule = {name: value for name, value in {**RULE, **fields}.items() if value is not None}
    return changed(BUCKET_ARN, replication={**REPLICATION, "Rules": [rule]})


def found(rule: str, subject: str, now: Snapshot, then: Snapshot | None = None) -> Finding:
    """The finding of `rule` on `subject`; the baseline is the estate as it is unless given."""
    assessment = compare(then or estate(), now)
    (finding,) = [each for each in assessment.findings if (each.rule, each.subject) == (rule, subject)]
    return finding


def differences(finding: Finding) -> list[tuple[str, str, Any, Any]]:
    """Evidence of a failure as (path, change, before, after)."""
    values = [(each.expression, each.value) for each in finding.evidence if not each.unknown]
    return [(path, value["change"], value["before"], value["after"]) for path, value in values]
