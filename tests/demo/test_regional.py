"""CloudTrail on the mended emulator: whoever is denied it is refused, and nothing has happened but what is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from auditor.demo.environment import isolated
from auditor.demo.fidelity import faithful
from auditor.demo.owners import Owners
from auditor.demo.remember import remembered
from auditor.demo.scenario import Bucket, History
from tests.collect import world

A = "111111111111"


@pytest.fixture
def emulator() -> Iterator[None]:
    keys = {"AWS_ACCESS_KEY_ID": "AKIATESTTESTTESTTEST", "AWS_SECRET_ACCESS_KEY": "testing"}
    with isolated(keys), faithful(), mock_aws(config={"core": {"mock_credentials": False}}):
        yield


def _as_auditor() -> Any:
    """A client of CloudTrail with the audit role's session."""
    hub = world.hub_keys()
    sts = boto3.client("sts", "us-east-1", aws_access_key_id=hub["AWS_ACCESS_KEY_ID"],
                       aws_secret_access_key=hub["AWS_SECRET_ACCESS_KEY"])  # fmt: skip
    given = sts.assume_role(
        RoleArn=f"arn:aws:iam::{A}:role/audit", RoleSessionName="test", ExternalId=world.EXTERNAL_ID
    )["Credentials"]
    return boto3.client("cloudtrail", "us-east-1", aws_access_key_id=given["AccessKeyId"],
                        aws_secret_access_key=given["SecretAccessKey"],
                        aws_session_token=given["SessionToken"])  # fmt: skip


def test_a_role_that_is_denied_trails_is_refused(emulator: None) -> None:
    world.audited(A)
    world.deny(A, "cloudtrail:DescribeTrails", "*")
    client = _as_auditor()
    with pytest.raises(ClientError) as refused:
        client.describe_trails()
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"


def test_a_role_that_is_not_denied_sees_the_trails(emulator: None) -> None:
    world.audited(A)
    assert _as_auditor().describe_trails()["trailList"] == []


def test_no_event_has_been_recorded(emulator: None) -> None:
    assert world.owner(A, "cloudtrail").lookup_events()["Events"] == []


def test_what_the_demo_tells_of_the_past_has_been_recorded(emulator: None) -> None:
    owners = Owners()
    client = owners.s3(A, "eu-west-1")
    client.create_bucket(Bucket="past", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    client.put_bucket_versioning(Bucket="past", VersioningConfiguration={"Status": "Enabled"})
    configuration: Any = {
        "Role": f"arn:aws:iam::{A}:role/r",
        "Rules": [{"Status": "Enabled", "Prefix": "", "Destination": {"Bucket": "arn:aws:s3:::c"}}],
    }
    bucket = Bucket(name="past", account="a", region="eu-west-1", history=History(made=9, saved=6, counted=3))
    with remembered(client, owners.client("cloudwatch", A, "eu-west-1"), bucket):
        client.put_bucket_replication(Bucket="past", ReplicationConfiguration=configuration)
    client.put_bucket_replication(Bucket="past", ReplicationConfiguration=configuration)
    trail = owners.client("cloudtrail", A, "eu-west-1")
    assert [each["EventName"] for each in trail.lookup_events()["Events"]] == ["PutBucketReplication", "CreateBucket"]
    asked = [{"AttributeKey": "EventName", "AttributeValue": "CreateBucket"}]
    (event,) = trail.lookup_events(LookupAttributes=asked)["Events"]
    assert (datetime.now(UTC) - event["EventTime"]).days == 9
    assert json.loads(event["CloudTrailEvent"])["requestParameters"] == {"bucketName": "past"}
    assert owners.client("cloudtrail", A, "us-east-1").lookup_events()["Events"] == []
