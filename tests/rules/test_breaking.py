"""A healthy edge raises no alarm; with one thing changed, exactly the rules about that thing do."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy

import pytest

from auditor.finding import Status
from auditor.snapshot import Fact, Json
from tests.rules.healthy import (
    DESTINATION,
    POLICY,
    REPLICA_KEY,
    ROLE_ARN,
    SOURCE,
    SOURCE_KEY,
    STATEMENTS,
    TRUST,
    A,
    Facts,
    allow,
    document,
    healthy,
    inline,
    verdicts,
)

Break = Callable[[Facts], object]


def put(arn: str, **changed: Json) -> Break:
    """Facts of one resource, changed."""
    return lambda facts: facts[arn].update(changed)


def rule(**changed: Json) -> Break:
    """Members of the replication rule, changed; None takes one away."""
    return lambda facts: _merge(facts[SOURCE]["replication"]["Rules"][0], changed)


def _merge(target: Json, changed: Json) -> None:
    for name, value in changed.items():
        if value is None:
            target.pop(name, None)
        elif isinstance(value, dict) and isinstance(target.get(name), dict):
            _merge(target[name], value)
        else:
            target[name] = value


def sibling(**changed: Json) -> Break:
    """A second rule of the source, like the first but for its ID and what is changed."""

    def add(facts: Facts) -> None:
        rules = facts[SOURCE]["replication"]["Rules"]
        rules.append(deepcopy({**rules[0], "ID": "second"}))
        _merge(rules[1], changed)

    return add


def policy(*statements: Json) -> Break:
    """The destination's policy, with more statements."""
    return put(DESTINATION, policy=json.dumps(document(*POLICY["Statement"], *statements)))


def without(index: int) -> Break:
    """The role's policy, without one of its statements."""
    return put(ROLE_ARN, inline_policies=inline(*(each for n, each in enumerate(STATEMENTS) if n != index)))


def granted(*statements: Json) -> Break:
    """The role's policy, with more statements."""
    return put(ROLE_ARN, inline_policies=inline(*STATEMENTS, *statements))


FOREIGN = {"AWS": ROLE_ARN}
DENY = {**allow("s3:*", f"{DESTINATION}/*", Principal="*"), "Effect": "Deny"}
AWS_KEY = {
    "KeyState": "Enabled", "KeySpec": "SYMMETRIC_DEFAULT", "KeyUsage": "ENCRYPT_DECRYPT", "KeyManager": "AWS",
}  # fmt: skip

DECRYPT_ELSEWHERE, ENCRYPT_BUCKET = (
    inline(allow(action, key, Condition={"StringEquals": {name: value}}))[0]
    for action, key, name, value in (
        ("kms:Decrypt", SOURCE_KEY, "kms:ViaService", "s3.eu-west-1.amazonaws.com"),
        (["kms:Encrypt", "kms:GenerateDataKey"], REPLICA_KEY, "kms:EncryptionContext:aws:s3:arn", DESTINATION),
    )
)

FAILURES: dict[str, tuple[Break, str]] = {
    "rule disabled": (rule(Status="Disabled"), "replication-rule-enabled"),
    "old schema": (
        rule(Filter=None, Prefix="", DeleteMarkerReplication=None),
        """replication-rule-uses-current-schema delete-marker-replication-as-intended
        delete-marker-replication-permitted""",
    ),
    "prefix with a leading slash": (
        rule(Filter={"Prefix": "/a"}),
        "replication-prefix-plausible replication-covers-bucket",
    ),
    "no priority": (rule(Priority=None), "replication-configuration-valid"),
    "source not versioned": (put(SOURCE, versioning={}), "source-versioning-enabled"),
    "destination suspended": (put(DESTINATION, versioning={"Status": "Suspended"}), "destination-versioning-enabled"),
    "no object ownership": (put(DESTINATION, ownership=None), "replica-owned-by-destination"),
    "override without effect": (
        rule(Destination={"AccessControlTranslation": {"Owner": "Destination"}}),
        "owner-override-useful",
    ),
    "override not permitted": (
        lambda facts: (
            rule(Destination={"AccessControlTranslation": {"Owner": "Destination"}})(facts),
            put(DESTINATION, ownership=None)(facts),
        ),
        "owner-override-permitted",
    ),
    "delete markers not permitted": (
        rule(DeleteMarkerReplication={"Status": "Enabled"}),
        "delete-marker-replication-permitted",
    ),
    "delete markers not stated": (rule(DeleteMarkerReplication=None), "delete-marker-replication-as-intended"),
    "deletes allowed for nothing": (
        lambda facts: (
            granted(allow("s3:ReplicateDelete", f"{DESTINATION}/*"))(facts),
            policy(allow("s3:ReplicateDelete", f"{DESTINATION}/*", Principal=FOREIGN))(facts),
        ),
        "delete-marker-replication-permitted",
    ),
    "KMS objects skipped": (
        rule(SourceSelectionCriteria=None, Destination={"EncryptionConfiguration": None}),
        "kms-objects-replicated",
    ),
    "replica key gone": (put(REPLICA_KEY, key=None), "replica-key-usable replication-keys-enabled"),
    "replica key of AWS": (put(REPLICA_KEY, key=AWS_KEY), "replica-key-works-across-accounts"),
    "source key disabled": (
        lambda facts: facts[SOURCE_KEY]["key"].update(KeyState="Disabled"),
        "replication-keys-enabled",
    ),
    "key not rotated": (put(SOURCE_KEY, rotation={"KeyRotationEnabled": False}), "replication-key-rotated"),
    "decryption not permitted": (without(3), "role-may-decrypt-source"),
    "encryption not permitted": (without(4), "role-may-encrypt-replica"),
    "replica key names nobody": (
        put(REPLICA_KEY, policy=json.dumps(document(allow("kms:*", "*", Principal={"AWS": "222222222222"})))),
        "role-may-encrypt-replica replica-key-policy-admits-role",
    ),
    "source encrypts with S3's keys": (
        put(SOURCE, encryption={"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}),
        "destination-default-encryption-effective",
    ),
    "no destination policy": (put(DESTINATION, policy=None), "destination-policy-admits-role"),
    "policy for the account": (
        put(
            DESTINATION,
            policy=json.dumps(document(allow("s3:ReplicateObject", f"{DESTINATION}/*", Principal={"AWS": A}))),
        ),
        "destination-policy-trusts-role-not-account",
    ),
    "versioning delegated": (
        policy(allow("s3:PutBucketVersioning", DESTINATION, Principal=FOREIGN)),
        "destination-versioning-not-delegated",
    ),
    "deleting delegated": (
        policy(allow("s3:DeleteObject", f"{DESTINATION}/*", Principal=FOREIGN)),
        "destination-policy-no-destructive-actions",
    ),
    "a wildcard": (policy(allow("s3:List*", DESTINATION, Principal=FOREIGN)), "destination-policy-no-action-wildcards"),
    "open to all": (
        policy(allow("s3:PutObject", f"{DESTINATION}/*", Principal="*")),
        "destination-policy-not-public",
    ),
    "a stranger": (
        policy(allow("s3:ReplicateObject", f"{DESTINATION}/*", Principal={"AWS": "arn:aws:iam::999999999999:role/r"})),
        "inbound-grants-from-trusted-accounts",
    ),
    "a dead principal": (
        policy(allow("s3:ReplicateObject", f"{DESTINATION}/*", Principal={"AWS": "AROAEXAMPLE"})),
        "destination-policy-names-live-role",
    ),
    "old policy language": (
        put(DESTINATION, policy=json.dumps({**POLICY, "Version": "2008-10-17"})),
        "policy-version-current",
    ),
    "garbled version": (put(ROLE_ARN, trust={**TRUST, "Version": "2012\u201310\u201317"}), "policy-version-legal"),
    "denied by the network": (
        policy({**DENY, "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}}),
        "denies-spare-replication destination-policy-admits-role",
    ),
    "no role": (
        put(ROLE_ARN, role=None, trust=None, inline_policies=None, attached_policies=None),
        "replication-role-exists",
    ),
    "empty role": (put(ROLE_ARN, inline_policies=[]), "replication-role-has-permissions"),
    "role cannot list": (without(0), "role-may-read-source"),
    "role cannot read objects": (without(1), "role-may-read-source object-tags-replicated"),
    "role cannot write": (without(2), "role-may-replicate-to-destination"),
    "boundary without writing": (
        put(
            ROLE_ARN,
            boundary={"PolicyArn": "b", "PolicyDocument": document(allow(["s3:Get*", "s3:List*", "kms:*"], "*"))},
        ),
        "guardrails-permit-replication",
    ),
    "a higher rule with other options": (
        sibling(Priority=2, Filter={"Prefix": "a/"}, Destination={"StorageClass": "STANDARD_IA"}),
        "replication-rules-not-shadowed",
    ),
    "a priority twice": (sibling(Filter={"Prefix": "a/"}), "replication-configuration-valid"),
    "a grant that no rule uses": (
        policy(allow("s3:ReplicateTags", f"{DESTINATION}/*", Principal={"AWS": f"arn:aws:iam::{A}:role/old"})),
        "destination-grant-has-rule",
    ),
    "a header demanded": (
        policy({**DENY, "Condition": {"StringNotEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}}),
        "denies-need-no-missing-header",
    ),
    "decryption in another Region": (
        lambda facts: (without(3)(facts), facts[ROLE_ARN]["inline_policies"].append(DECRYPT_ELSEWHERE)),
        "kms-conditions-match",
    ),
    "encryption context of the bucket": (
        lambda facts: (without(4)(facts), facts[ROLE_ARN]["inline_policies"].append(ENCRYPT_BUCKET)),
        "kms-conditions-match",
    ),
    "a locked replica under a key of the whole account": (
        put(DESTINATION, object_lock={"ObjectLockEnabled": "Enabled"}),
        "object-lock-key-protected",
    ),
    "replicas kept for ever": (
        put(SOURCE, lifecycle={"Rules": [{"Status": "Enabled", "Filter": {}, "Expiration": {"Days": 30}}]}),
        "destination-expires-on-its-own",
    ),
    "role writes to the source": (granted(allow("s3:PutObject", f"{SOURCE}/*")), "role-cannot-change-source"),
    "role with an action wildcard": (granted(allow("s3:Get*", f"{SOURCE}/*")), "role-no-action-wildcards"),
    "role with a bucket wildcard": (granted(allow("s3:GetObject", f"{DESTINATION}*")), "role-no-resource-wildcards"),
    "role with other rights": (granted(allow("sqs:SendMessage", "arn:aws:sqs:::q")), "role-limited-to-s3-and-kms"),
    "role not trusting S3": (put(ROLE_ARN, trust=document()), "role-trusts-s3"),
    "role trusting an account": (
        put(
            ROLE_ARN,
            trust=document(*TRUST["Statement"], {**TRUST["Statement"][0], "Principal": {"AWS": A}}),
        ),
        "role-trusts-only-s3",
    ),
    "locked source": (put(SOURCE, object_lock={"ObjectLockEnabled": "Enabled"}), "object-lock-on-both-sides"),
    "one zone": (
        rule(Destination={"StorageClass": "ONEZONE_IA"}),
        "destination-storage-class-fits-recovery",
    ),
    "requester pays": (put(DESTINATION, request_payment={"Payer": "Requester"}), "destination-accepts-writes"),
    "no metrics": (rule(Destination={"Metrics": None}), "replication-metrics-enabled"),
    "no events": (put(SOURCE, notification={}), "replication-failure-events-delivered"),
    "account not stated": (rule(Destination={"Account": None}), "destination-account-stated"),
    "destination gone": (lambda facts: facts.update({DESTINATION: {"existence": None}}), "destination-bucket-exists"),
}


def test_a_healthy_edge_raises_no_alarm() -> None:
    found = verdicts(healthy())
    assert found[Status.FAIL] == set()
    assert found[Status.UNKNOWN] == {"guardrails-permit-replication"}, "the organization's policies are not read"


@pytest.mark.parametrize(("break_it", "expected"), FAILURES.values(), ids=FAILURES)
def test_what_is_broken_is_what_fails(break_it: Break, expected: str) -> None:
    facts = healthy()
    break_it(facts)
    assert verdicts(facts)[Status.FAIL] == set(expected.split())


@pytest.mark.parametrize("stated", [True, False], ids=["account stated", "no account stated"])
def test_a_bucket_that_is_gone_is_one_failure_and_nothing_unknown(stated: bool) -> None:
    facts = healthy()
    facts["arn:aws:s3:::gone"] = {"existence": None}
    account = facts[SOURCE]["replication"]["Rules"][0]["Destination"]["Account"] if stated else None
    rule(Destination={"Bucket": "arn:aws:s3:::gone", "Account": account})(facts)
    granted(allow(["s3:ReplicateObject", "s3:ReplicateTags"], "arn:aws:s3:::gone/*"))(facts)
    facts.pop(DESTINATION)
    found = verdicts(facts, source="dr", gone="backup")
    assert found[Status.FAIL] == {"destination-bucket-exists"}
    assert found[Status.UNKNOWN] == {"guardrails-permit-replication"}


UNREAD = [(arn, name) for arn, held in healthy().items() for name in held]


@pytest.mark.parametrize(("arn", "name"), UNREAD)
def test_what_is_not_read_never_fails(arn: str, name: str) -> None:
    facts = healthy()
    facts[arn][name] = Fact.unknown("any", "AccessDenied")
    assert verdicts(facts)[Status.FAIL] == set()
