"""The least documents of an edge are enough, and not one action of them can be spared: the policy engine says so."""

from __future__ import annotations

import copy

import pytest

from auditor.config import Intent
from auditor.evaluate.documents import Documents
from auditor.iam import Effect, decide
from auditor.snapshot import Fact, Resource
from auditor.snapshot.catalogue import FACTS, KEY, ROLE
from auditor.topology import Subject, join, requests
from auditor.topology.least import documents
from tests.topology.world import KEY_ARN, ROLE_ARN, A, B, bucket, replication, rule, world

OWN_KEY = f"arn:aws:kms:us-east-1:{A}:key/own"
KMS = {"SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}}}
REPLICA = {"EncryptionConfiguration": {"ReplicaKmsKeyID": KEY_ARN}}
MARKERS = {"Filter": {"Prefix": "in/"}, "Priority": 1, "DeleteMarkerReplication": {"Status": "Enabled"}}
WRITER = {"ownership": {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}}


def default(key: str, *, bucket_key: bool = False):
    by = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    return {"encryption": {"Rules": [{"ApplyServerSideEncryptionByDefault": by, "BucketKeyEnabled": bucket_key}]}}


EDGES = {
    "same account": (A, rule("dst", Filter={}), {}, {}),
    "cross account": (B, rule("dst", Filter={}), {}, {}),
    "first schema": (B, rule("dst", Prefix=""), {}, {}),
    "delete markers under a prefix": (B, rule("dst", **MARKERS), {}, {}),
    "object lock": (B, rule("dst", Filter={}), {"object_lock": {"ObjectLockEnabled": "Enabled"}}, {}),
    "owner override": (
        B,
        rule("dst", Filter={}, Destination={"Account": B, "AccessControlTranslation": {"Owner": "Destination"}}),
        {},
        WRITER,
    ),
    "keys on both sides": (B, rule("dst", Filter={}, **KMS, Destination=REPLICA), default(OWN_KEY), {}),
    "bucket key": (
        B,
        rule("dst", Filter={}, **KMS, Destination=REPLICA),
        default(OWN_KEY, bucket_key=True),
        default(KEY_ARN, bucket_key=True),
    ),
}


def edge(name: str, policies: dict[str, object] | None = None) -> Subject:
    """The edge, with the documents `policies` in place of those it has."""
    owner, the_rule, source, destination = EDGES[name]
    held = policies or {}
    no_policy = Fact.absent("s3:GetBucketPolicy", "NoSuchBucketPolicy")
    facts = {
        "role": {"Arn": ROLE_ARN, "RoleName": "replicate"},
        "trust": held.get("trust", {"Version": "2012-10-17", "Statement": []}),
        "inline_policies": [{"PolicyName": "least", "PolicyDocument": held["role"]}] if "role" in held else [],
        "attached_policies": [],
        "boundary": Fact.absent("iam:GetPolicyVersion", "NoPermissionsBoundary"),
    }
    off = {"encryption": Fact.absent("s3:GetEncryptionConfiguration", "none"), "object_lock": Fact.absent("s3", "none")}
    snapshot = world(
        bucket("src", A, **{**off, "policy": no_policy, "replication": replication(the_rule), **source}),
        bucket("dst", owner, "eu-west-1", **{**off, "policy": held.get("arn:aws:s3:::dst", no_policy), **destination}),
        _resource(ROLE_ARN, ROLE, A, facts),
        *(_resource(arn, KEY, arn.split(":")[4], {"policy": held.get(arn, no_policy)}) for arn in (OWN_KEY, KEY_ARN)),
    )
    (found,) = [subject for subject in join(snapshot, Intent()) if subject.kind == "replication"]
    return found


def _resource(arn: str, type: str, account: str, facts: dict[str, object]) -> Resource:
    return Resource(
        arn,
        type,
        arn.rpartition("/")[2],
        account,
        None,
        {
            name: value if isinstance(value, Fact) else Fact.of(FACTS[type][name], value)
            for name, value in facts.items()
        },
    )


def refused(found: Subject) -> set[str]:
    """Actions of the edge's requests that the engine does not allow."""
    known = Documents()
    needed = [request for request in requests(found) if request.needed is not False]
    return {one.action for one in needed if decide(*known.asked(one, found.parts)).effect is not Effect.ALLOW}


@pytest.mark.parametrize("name", EDGES)
def test_without_documents_something_is_refused(name: str) -> None:
    assert refused(edge(name))


@pytest.mark.parametrize("name", EDGES)
def test_the_least_documents_are_enough(name: str) -> None:
    assert refused(edge(name, dict(documents(edge(name))))) == set()


@pytest.mark.parametrize("name", EDGES)
def test_nothing_in_them_can_be_spared(name: str) -> None:
    least = dict(documents(edge(name)))
    spared = [where for where, smaller in _smaller(least) if not refused(edge(name, smaller))]
    assert spared == []


def _smaller(policies: dict[str, object]):
    """The documents with one action, on one resource, taken out; and where it was."""
    for whose, document in policies.items():
        for index, statement in enumerate(document["Statement"]):
            for element in ("Action", "Resource"):
                values = statement.get(element, [])
                for value in values if isinstance(values, list) else []:
                    smaller = copy.deepcopy(policies)
                    smaller[whose]["Statement"][index][element] = [other for other in values if other != value]
                    if not smaller[whose]["Statement"][index][element]:
                        del smaller[whose]["Statement"][index]
                    yield (whose, index, value), smaller


@pytest.mark.parametrize(("name", "foreign"), [("same account", False), ("cross account", True)])
def test_only_a_foreign_bucket_needs_a_policy(name: str, foreign: bool) -> None:
    assert ("arn:aws:s3:::dst" in documents(edge(name))) is foreign
