"""CloudTrail on the mended emulator: whoever is denied it is refused, and nothing has happened yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from auditor.demo.environment import isolated
from auditor.demo.fidelity import faithful
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
