"""A healthy edge between two accounts, with KMS, as a snapshot; and the same with one thing changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy

from auditor.config.intent import Intent, PurposeRule
from auditor.evaluate import assess
from auditor.finding import Finding, Status
from auditor.rules import load_packs, shipped_packs
from auditor.snapshot import Fact, Json, Resource, Snapshot
from auditor.snapshot.catalogue import ACCOUNT, BUCKET, FACTS, KEY, ROLE
from auditor.topology import join

A, B = "111111111111", "222222222222"
SOURCE, DESTINATION = "arn:aws:s3:::source", "arn:aws:s3:::destination"
ROLE_ARN = f"arn:aws:iam::{A}:role/service-role/replicate"
SOURCE_KEY = f"arn:aws:kms:us-east-1:{A}:key/source"
REPLICA_KEY = f"arn:aws:kms:eu-west-1:{B}:key/replica"
PACKS = load_packs(shipped_packs())

Facts = dict[str, dict[str, Json]]


def document(*statements: Json) -> Json:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(action: Json, resource: Json, **more: Json) -> Json:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def _bucket(key: str, policy: Json, **more: Json) -> dict[str, Json]:
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    return {
        "existence": {},
        "versioning": {"Status": "Enabled"},
        "replication": None,
        "policy": policy,
        "encryption": {"Rules": [{"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": False}]},
        "ownership": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        "public_access_block": None,
        "object_lock": None,
        "lifecycle": None,
        "notification": {"QueueConfigurations": [{"Events": ["s3:Replication:*"]}]},
        "request_payment": {"Payer": "BucketOwner"},
        "tags": {},
        **more,
    }


def _key(owner: str, *statements: Json) -> dict[str, Json]:
    delegated = allow("kms:*", "*", Principal={"AWS": f"arn:aws:iam::{owner}:root"})
    described = {
        "KeyState": "Enabled", "KeySpec": "SYMMETRIC_DEFAULT", "KeyUsage": "ENCRYPT_DECRYPT", "KeyManager": "CUSTOMER",
        "Origin": "AWS_KMS",
    }  # fmt: skip
    policy = json.dumps(document(delegated, *statements))
    facts = {"key": described, "policy": policy, "rotation": {"KeyRotationEnabled": True}}
    return {**facts, "grants": [], "aliases": []}


RULE: Json = {
    "ID": "r",
    "Status": "Enabled",
    "Priority": 1,
    "Filter": {},
    "DeleteMarkerReplication": {"Status": "Disabled"},
    "SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}},
    "Destination": {
        "Bucket": DESTINATION,
        "Account": B,
        "Metrics": {"Status": "Enabled"},
        "EncryptionConfiguration": {"ReplicaKmsKeyID": REPLICA_KEY},
    },
}
ENCRYPT = ["kms:Encrypt", "kms:GenerateDataKey"]
STATEMENTS = (
    allow(["s3:GetReplicationConfiguration", "s3:ListBucket"], SOURCE),
    allow(
        [
            "s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging",
            "s3:GetObjectRetention", "s3:GetObjectLegalHold",
        ],
        f"{SOURCE}/*",
    ),
    allow(["s3:ReplicateObject", "s3:ReplicateTags"], f"{DESTINATION}/*"),
    allow("kms:Decrypt", SOURCE_KEY),
    allow(ENCRYPT, REPLICA_KEY),
)  # fmt: skip
POLICY = document(allow(["s3:ReplicateObject", "s3:ReplicateTags"], f"{DESTINATION}/*", Principal={"AWS": ROLE_ARN}))
TRUST = document({"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"})


def healthy() -> Facts:
    """Facts by ARN; None stands for absent."""
    return deepcopy(
        {
            SOURCE: _bucket(SOURCE_KEY, None, replication={"Role": ROLE_ARN, "Rules": [RULE]}),
            DESTINATION: _bucket(REPLICA_KEY, json.dumps(POLICY), notification={}),
            ROLE_ARN: {
                "role": {"Arn": ROLE_ARN, "RoleName": "replicate"},
                "trust": TRUST,
                "inline_policies": inline(*STATEMENTS),
                "attached_policies": [],
                "boundary": None,
            },
            SOURCE_KEY: _key(A),
            REPLICA_KEY: _key(B, allow(ENCRYPT, "*", Principal={"AWS": ROLE_ARN})),
        }
    )


def inline(*statements: Json) -> Json:
    return [{"PolicyName": "p", "PolicyDocument": document(*statements)}]


def findings(facts: Facts, **purposes: str) -> tuple[Finding, ...]:
    """What the shipped packs say of the facts; `purposes` by bucket name."""
    declared = tuple(PurposeRule(purpose=purpose, names=(name,)) for name, purpose in purposes.items())
    snapshot = Snapshot.of([*map(_account, (A, B)), *(_resource(arn, held) for arn, held in facts.items())])
    return assess(PACKS, snapshot, join(snapshot, Intent(purposes=declared))).findings


def verdicts(facts: Facts, **purposes: str) -> Mapping[Status, set[str]]:
    """Rules by verdict; a failure that follows from another is not among them."""
    found: dict[Status, set[str]] = {status: set() for status in Status}
    for finding in findings(facts, **purposes):
        if finding.status is not Status.FAIL or finding.cause is None:
            found[finding.status].add(finding.rule)
    return found


def _account(number: str) -> Resource:
    listed = Fact.of(FACTS[ACCOUNT]["buckets"], [])
    return Resource(f"arn:aws:iam::{number}:root", ACCOUNT, number, number, None, {"buckets": listed})


_TYPES = {"s3": BUCKET, "iam": ROLE, "kms": KEY}
_PLACES = {SOURCE: (A, "us-east-1"), DESTINATION: (B, "eu-west-1")}


def _resource(arn: str, held: Mapping[str, Json]) -> Resource:
    _, _, service, region, account, resource = arn.split(":", 5)
    type = _TYPES[service]
    owner, place = _PLACES.get(arn, (account or None, region))
    facts = {name: _fact(FACTS[type][name], value) for name, value in held.items()}
    return Resource(arn, type, resource.rpartition("/")[2], owner, place or None, facts)


def _fact(source: str, value: Json) -> Fact:
    if isinstance(value, Fact):
        return value
    return Fact.absent(source, "none") if value is None else Fact.of(source, value)
