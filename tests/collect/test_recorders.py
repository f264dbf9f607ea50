"""Recorders of AWS Config with what they record, and whether they are on."""

from __future__ import annotations

from collections.abc import Callable

import boto3
import pytest
from botocore.client import BaseClient
from botocore.stub import Stubber

from auditor.collect.recorders import read_recorders
from auditor.snapshot import Fact, Json

Client = Callable[[str], BaseClient]
ACTION = "config:DescribeConfigurationRecorders"
DEFAULT = {"name": "default", "recordingGroup": {"resourceTypes": ["AWS::S3::Bucket", "AWS::IAM::Role"]}}


def _answered(client: Client, recorders: list[Json], statuses: list[Json]) -> Fact:
    made = client("config")
    with Stubber(made) as stub:
        stub.add_response("describe_configuration_recorders", {"ConfigurationRecorders": recorders})
        stub.add_response("describe_configuration_recorder_status", {"ConfigurationRecordersStatus": statuses})
        return read_recorders(made)


def test_a_recorder_that_is_on(client: Client) -> None:
    (recorder,) = _answered(client, [DEFAULT], [{"name": "default", "recording": True, "lastStatus": "SUCCESS"}]).value
    types = ["AWS::IAM::Role", "AWS::S3::Bucket"]
    assert recorder == {"name": "default", "recordingGroup": {"resourceTypes": types}, "recording": True}


def test_a_recorder_of_which_no_status_is_told_records_nothing(client: Client) -> None:
    (recorder,) = _answered(client, [DEFAULT], []).value
    assert recorder["recording"] is False


def test_without_a_recorder_nothing_more_is_asked(emulator: None, client: Client) -> None:
    assert read_recorders(client("config")) == Fact.of(ACTION, [])


def test_a_recorder_of_the_emulator(emulator: None, client: Client) -> None:
    owner = boto3.client("config", region_name="us-east-1")
    group = {"allSupported": True, "includeGlobalResourceTypes": True}
    role = "arn:aws:iam::123456789012:role/config"
    owner.put_configuration_recorder(
        ConfigurationRecorder={"name": "default", "roleARN": role, "recordingGroup": group}
    )
    (recorder,) = read_recorders(client("config")).value
    assert (recorder["recordingGroup"]["allSupported"], recorder["recording"]) == (True, False)


@pytest.mark.parametrize("operation", ["describe_configuration_recorders", "describe_configuration_recorder_status"])
def test_a_refusal_names_the_call_that_was_refused(client: Client, operation: str) -> None:
    made = client("config")
    with Stubber(made) as stub:
        if operation.endswith("status"):
            stub.add_response("describe_configuration_recorders", {"ConfigurationRecorders": [DEFAULT]})
        stub.add_client_error(operation, "AccessDeniedException", "no", 400)
        found = read_recorders(made)
    action = "config:" + "".join(word.capitalize() for word in operation.split("_"))
    assert found == Fact.unknown(action, "AccessDenied", "no")
