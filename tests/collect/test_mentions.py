"""What buckets name is found in every spelling, once, in order."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.collect.mentions import mentions, whole
from auditor.snapshot import Choice, Fact, Resource, Snapshot

ROLE = "arn:aws:iam::111111111111:role/r"
KEY = "arn:aws:kms:eu-west-1:222222222222:key/k"


def _bucket(name: str, account: str | None = "1" * 12, region: str | None = "us-east-1", **values: Any) -> Resource:
    facts = {fact: Fact.of("s3:Get", value) for fact, value in values.items()}
    return Resource(f"arn:aws:s3:::{name}", "AWS::S3::Bucket", name, account, region, facts)


def _replicating(*destinations: str, key: str | None = None) -> dict[str, Any]:
    encryption = {"EncryptionConfiguration": {"ReplicaKmsKeyID": key}} if key else {}
    rules = [{"Destination": {"Bucket": f"arn:aws:s3:::{name}", **encryption}} for name in destinations]
    return {"Role": ROLE, "Rules": rules}


def _encrypted(key: str | None = None, algorithm: str = "aws:kms") -> dict[str, Any]:
    default = {"SSEAlgorithm": algorithm, **({"KMSMasterKeyID": key} if key else {})}
    return {"Rules": [{"ApplyServerSideEncryptionByDefault": default}]}


def test_roles_are_named_once() -> None:
    snapshot = Snapshot.of([_bucket("a", replication=_replicating()), _bucket("b", replication=_replicating())])
    assert mentions(snapshot).roles == (ROLE,)


def test_a_destination_that_an_account_lists_is_no_stranger() -> None:
    snapshot = Snapshot.of([_bucket("a", replication=_replicating("b", "gone")), _bucket("b")])
    assert mentions(snapshot).destinations == (("arn:aws:s3:::gone", "111111111111"),)


def test_a_stranger_is_asked_about_through_the_first_account() -> None:
    sources = [_bucket(name, owner * 12, replication=_replicating("gone")) for name, owner in (("a", "3"), ("b", "2"))]
    assert mentions(Snapshot.of(sources)).destinations == (("arn:aws:s3:::gone", "222222222222"),)


def test_only_rules_from_and_to_chosen_buckets_count() -> None:
    near = _bucket(
        "near", replication={**_replicating("chosen", "far"), "Role": "arn:near"}, encryption=_encrypted("n")
    )
    other = _bucket("other", replication={**_replicating("gone"), "Role": "arn:other"}, encryption=_encrypted("o"))
    snapshot = Snapshot.of(
        [near, other, _bucket("chosen", replication=_replicating("end")), _bucket("end"), _bucket("far")]
    )
    found = mentions(snapshot, Choice(("chosen",)), every_key=False)
    assert found.roles == (ROLE, "arn:near")
    assert found.inside == ("arn:aws:s3:::chosen", "arn:aws:s3:::end", "arn:aws:s3:::near")
    assert found.keys == ("arn:aws:kms:us-east-1:111111111111:key/n",)
    assert found.destinations == ()


def test_an_unread_configuration_names_nothing() -> None:
    facts = {"replication": Fact.unknown("s3:x", "AccessDenied"), "encryption": Fact.absent("s3:y", "None")}
    snapshot = Snapshot.of([Resource("arn:aws:s3:::a", "AWS::S3::Bucket", "a", "1" * 12, None, facts)])
    assert (mentions(snapshot).roles, mentions(snapshot).keys) == ((), ())


@pytest.mark.parametrize(
    ("named", "arn"),
    [
        (KEY, KEY),
        ("0f-id", "arn:aws:kms:us-east-1:111111111111:key/0f-id"),
        ("alias/mine", "arn:aws:kms:us-east-1:111111111111:alias/mine"),
        (None, "arn:aws:kms:us-east-1:111111111111:alias/aws/s3"),
    ],
)
def test_a_default_key_is_found_in_the_bucket_s_account_and_region(named: str | None, arn: str) -> None:
    assert mentions(Snapshot.of([_bucket("a", encryption=_encrypted(named))])).keys == (arn,)


def test_encryption_without_kms_names_no_key() -> None:
    assert mentions(Snapshot.of([_bucket("a", encryption=_encrypted(algorithm="AES256"))])).keys == ()


def test_a_bare_default_key_of_a_bucket_without_a_region_cannot_be_told() -> None:
    assert mentions(Snapshot.of([_bucket("a", region=None, encryption=_encrypted("0f"))])).keys == ()


def test_a_bare_replica_key_is_looked_for_in_the_roles_account_and_the_destinations_region() -> None:
    source = _bucket("a", replication=_replicating("b", key="0f"))
    snapshot = Snapshot.of([source, _bucket("b", "2" * 12, "eu-west-1")])
    assert mentions(snapshot).keys == ("arn:aws:kms:eu-west-1:111111111111:key/0f",)


def test_a_whole_replica_key_needs_no_destination() -> None:
    assert mentions(Snapshot.of([_bucket("a", replication=_replicating("gone", key=KEY))])).keys == (KEY,)


@pytest.mark.parametrize("bucket", [None, _bucket("a", account=None), _bucket("a", region=None)])
def test_a_bare_key_of_a_bucket_that_nobody_knows_cannot_be_told(bucket: Resource | None) -> None:
    assert whole("0f", bucket) is None


def test_another_partition_is_kept() -> None:
    bucket = Resource("arn:aws-cn:s3:::a", "AWS::S3::Bucket", "a", "1" * 12, "cn-north-1")
    assert whole("0f", bucket) == "arn:aws-cn:kms:cn-north-1:111111111111:key/0f"


def _told(*events: str) -> dict[str, Any]:
    topic = {"TopicArn": "arn:t", "Events": list(events)}
    other = {"TopicArn": "arn:other", "Events": ["s3:ObjectCreated:*"]}
    return {"TopicConfigurations": [topic, other]}


@pytest.mark.parametrize("event", ["s3:Replication:*", "s3:Replication:OperationFailedReplication"])
def test_what_is_told_of_failed_replication_is_named_once(event: str) -> None:
    names = {"replication": _replicating("x"), "notification": _told(event)}
    snapshot = Snapshot.of([_bucket("a", **names), _bucket("b", **names)])
    assert mentions(snapshot).targets == (("AWS::SNS::Topic", "arn:t"),)


def test_what_is_told_of_other_things_or_by_bystanders_is_not_named() -> None:
    late = _bucket("a", replication=_replicating("x"), notification=_told("s3:Replication:OperationMissedThreshold"))
    bystander = _bucket("b", notification=_told("s3:Replication:*"))
    assert mentions(Snapshot.of([late, bystander])).targets == ()


def test_what_a_bucket_that_was_not_chosen_tells_is_not_named() -> None:
    source = _bucket("a", replication=_replicating("b"), notification=_told("s3:Replication:*"))
    assert mentions(Snapshot.of([source, _bucket("b")]), Choice(("b",))).targets == ()
