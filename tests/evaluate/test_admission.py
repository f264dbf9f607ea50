"""Whether a policy of a topic, queue, function or key admits S3; AWS's own example policies, and what decides them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from auditor.evaluate.admission import admits
from auditor.evaluate.reading import Unknown

A, BUCKET = "111111111111", "arn:aws:s3:::b"
TOPIC = f"arn:aws:sns:us-east-1:{A}:t"
REQUEST = {
    "principal": "s3.amazonaws.com",
    "action": "sns:Publish",
    "resource": TOPIC,
    "account": A,
    "context": {"aws:SourceArn": BUCKET, "aws:SourceAccount": A},
}
S3 = {"Service": "s3.amazonaws.com"}


def _allow(**more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": S3, "Action": "SNS:Publish", "Resource": TOPIC, **more}


def _policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


OWN = {"ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:b"}, "StringEquals": {"aws:SourceAccount": A}}
DEFAULT = _allow(Principal={"AWS": "*"}, Condition={"StringEquals": {"AWS:SourceOwner": A}})


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([_allow()], True),
        ([_allow(Condition=OWN)], True),
        ([_allow(Condition={"ArnLike": {"aws:SourceArn": "arn:aws:s3:::other"}})], False),
        ([_allow(Condition={"StringEquals": {"aws:SourceAccount": "222222222222"}})], False),
        ([_allow(Principal={"Service": "events.amazonaws.com"})], False),
        ([_allow(Action="sns:Subscribe")], False),
        ([_allow(Resource=f"{TOPIC}-other")], False),
        ([DEFAULT], False),
        ([_allow(Principal={"AWS": f"arn:aws:iam::{A}:root"})], False),
        ([_allow(Principal="*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}})], False),
        ([_allow(), _allow(Effect="Deny", Principal="*")], False),
        ([_allow(), _allow(Effect="Deny", Principal="*", Condition={"Bool": {"aws:SecureTransport": "false"}})], True),
        ([], False),
    ],
)
def test_a_policy_that_is_decided(statements: list[dict[str, Any]], expected: bool) -> None:
    assert admits(_policy(*statements), REQUEST) is expected


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:SourceOrgID": "o-1"}},
        {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}},
        {"DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}},
    ],
)
def test_a_key_that_nobody_can_tell_leaves_it_open(condition: dict[str, Any]) -> None:
    assert isinstance(admits(_policy(_allow(Condition=condition)), REQUEST), Unknown)


def test_a_key_that_the_request_does_not_tell_is_unknown_too() -> None:
    assert isinstance(admits(_policy(_allow(Condition=OWN)), {**REQUEST, "context": {}}), Unknown)


def test_without_a_policy_nobody_is_admitted() -> None:
    assert admits(None, REQUEST) is False


def test_a_document_that_aws_would_not_store_says_nothing() -> None:
    assert isinstance(admits('{"Version": "2012-10-17"', REQUEST), Unknown)
