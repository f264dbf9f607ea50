"""DataSync's things are their account's, on the mended emulator."""

from __future__ import annotations

import boto3
import pytest
from moto import mock_aws

from tests.demo.callers import A, owners

ROLE = {"BucketAccessRoleArn": f"arn:aws:iam::{A}:role/copies"}


def test_tasks_and_locations_are_named_as_their_account_s(endpoint: str | None) -> None:
    client = owners(endpoint).client("datasync", A)
    location = client.create_location_s3(S3BucketArn="arn:aws:s3:::b", S3Config=ROLE)["LocationArn"]
    task = client.create_task(SourceLocationArn=location, DestinationLocationArn=location)["TaskArn"]
    assert (location.split(":")[4], task.split(":")[4]) == (A, A)
    assert location in [each["LocationArn"] for each in client.list_locations()["Locations"]]
    assert client.describe_task(TaskArn=task)["SourceLocationArn"] == location


@pytest.mark.usefixtures("clean")
def test_moto_alone_makes_an_account_up() -> None:
    """Once this fails the mend can go."""
    with mock_aws():
        client = boto3.client("datasync", "us-east-1")
        made = client.create_location_s3(S3BucketArn="arn:aws:s3:::b", S3Config=ROLE)["LocationArn"]
    assert ":111222333444:" in made
