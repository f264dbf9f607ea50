"""What S3 asks of those it tells of failed replication: of each the right thing, and of whose key it is."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.config.intent import Intent
from auditor.snapshot import Fact, Json, Resource, Snapshot, State
from auditor.snapshot.catalogue import FACTS, FUNCTION, QUEUE, TOPIC
from auditor.topology import Part, join
from tests.topology.world import KEY_ARN, A, B, arn, bucket, key, replication, rule, world

EVENTS = ["s3:Replication:OperationFailedReplication"]
TOPIC_ARN = f"arn:aws:sns:us-east-1:{A}:t"
QUEUE_ARN = f"arn:aws:sqs:eu-west-1:{B}:q"
FUNCTION_ARN = f"arn:aws:lambda:us-east-1:{A}:function:f"
TOLD: Json = {
    "TopicConfigurations": [{"TopicArn": TOPIC_ARN, "Events": EVENTS}],
    "QueueConfigurations": [{"QueueArn": QUEUE_ARN, "Events": ["s3:Replication:*", "s3:ObjectCreated:*"]}],
    "LambdaFunctionConfigurations": [
        {"LambdaFunctionArn": FUNCTION_ARN, "Events": EVENTS},
        {"LambdaFunctionArn": f"{FUNCTION_ARN}2", "Events": ["s3:ObjectCreated:*"]},
    ],
}


def _target(type: str, arn: str, **facts: Fact) -> Resource:
    return Resource(arn, type, arn.rpartition(":")[2], arn.split(":")[4], arn.split(":")[3], facts)


def _of(notification: Json | Fact, *resources: Resource) -> Part:
    source = bucket("src", A, replication=replication(rule("dst")), notification=notification)
    return _bucket(world(source, bucket("dst", B), *resources), "src")


def _bucket(snapshot: Snapshot, id: str) -> Part:
    found = (each for each in join(snapshot, Intent(), ("bucket",)) if each.id == id)
    return next(found).parts["announcements"]


def _requests(announcement: Any) -> list[tuple[str, str]]:
    return [(each["request"]["action"], each["request"]["resource"]) for each in announcement["asked"]]


def test_each_target_is_asked_in_its_service_s_words() -> None:
    targets = (
        _target(TOPIC, TOPIC_ARN, policy=Fact.of("x", "p"), kms_key=Fact.absent("x", "NotEncrypted")),
        _target(QUEUE, QUEUE_ARN, policy=Fact.of("x", "p"), kms_key=Fact.absent("x", "NotEncrypted")),
    )
    found = _of(TOLD, *targets)
    assert [(each["type"], each["account"]) for each in found] == [(TOPIC, A), (QUEUE, B), (FUNCTION, A)]
    assert [request for each in found for request in _requests(each)] == [
        ("sns:Publish", TOPIC_ARN), ("sqs:SendMessage", QUEUE_ARN), ("lambda:InvokeFunction", FUNCTION_ARN),
    ]  # fmt: skip


def test_s3_says_for_which_bucket_and_account_it_asks() -> None:
    request = _of(TOLD)[0]["asked"][0]["request"]
    assert (request["principal"], request["account"]) == ("s3.amazonaws.com", A)
    assert request["context"] == {"aws:SourceArn": arn("src"), "aws:SourceAccount": A}


def test_a_target_that_was_not_read_is_unknown() -> None:
    topic, *_ = _of({"TopicConfigurations": TOLD["TopicConfigurations"]})
    assert [each["policy"].reason for each in topic["asked"]] == ["NotCollected"] * 3  # its key may refuse as well


def test_a_notification_that_was_not_read_hides_them() -> None:
    denied = Fact.unknown(FACTS["AWS::S3::Bucket"]["notification"], "AccessDenied")
    assert _of(denied) == denied


def test_a_bystander_s_are_not_looked_into() -> None:
    assert _bucket(world(bucket("b", A, notification=TOLD)), "b") == []


@pytest.mark.parametrize("given", [KEY_ARN, "k1"])
def test_a_key_that_is_known_is_asked_too(given: str) -> None:
    policy = Fact.of(FACTS["AWS::KMS::Key"]["policy"], "k")
    known = key()
    known = Resource(known.arn, known.type, known.name, B, "eu-west-1", {**known.facts, "policy": policy})
    queue = _target(QUEUE, QUEUE_ARN, policy=Fact.of("x", "p"), kms_key=Fact.of("x", given))
    (found,) = _of({"QueueConfigurations": TOLD["QueueConfigurations"]}, queue, known)
    assert _requests(found)[1:] == [("kms:GenerateDataKey", KEY_ARN), ("kms:Decrypt", KEY_ARN)]
    assert [each["policy"] for each in found["asked"][1:]] == [policy, policy]


def test_a_key_that_was_not_read_is_unknown() -> None:
    queue = _target(QUEUE, QUEUE_ARN, policy=Fact.of("x", "p"), kms_key=Fact.of("x", KEY_ARN))
    (found,) = _of({"QueueConfigurations": TOLD["QueueConfigurations"]}, queue)
    assert {each["policy"].state for each in found["asked"][1:]} == {State.UNKNOWN}


@pytest.mark.parametrize("given", ["alias/aws/sqs", f"arn:aws:kms:eu-west-1:{B}:alias/aws/sqs"])
def test_a_key_that_aws_manages_admits_no_other_service(given: str) -> None:
    queue = _target(QUEUE, QUEUE_ARN, policy=Fact.of("x", "p"), kms_key=Fact.of("x", given))
    (found,) = _of({"QueueConfigurations": TOLD["QueueConfigurations"]}, queue)
    assert {each["policy"].reason for each in found["asked"][1:]} == {"AwsManagedKey"}
