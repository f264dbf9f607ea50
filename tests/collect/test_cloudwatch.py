"""Alarms: those on replication metrics and no others, without what varies, a page at a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import boto3
from botocore.client import BaseClient
from botocore.stub import Stubber

from auditor.collect import cloudwatch
from auditor.collect.paging import More
from auditor.snapshot import Fact, Json
from tests.collect.canned import Asked, Canned, Reply

Client = Callable[[str], BaseClient]
Serve = Callable[[Callable[[Asked], Reply]], Canned]
JSON = {"content-type": "application/x-amz-json-1.0"}
ACTION = "cloudwatch:DescribeAlarms"
DIMENSIONS = [
    {"Name": "DestinationBucket", "Value": "copy"},
    {"Name": "RuleId", "Value": "all"},
    {"Name": "SourceBucket", "Value": "source"},
]
LATENCY = {"Namespace": "AWS/S3", "MetricName": "ReplicationLatency", "Dimensions": DIMENSIONS}
RINGS = {"EvaluationPeriods": 1, "Threshold": 900.0, "ComparisonOperator": "GreaterThanThreshold"}


def _metric(id: str, **metric: Any) -> Json:
    return {"Id": id, "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Maximum"}, "ReturnData": False}


def _expression(text: str) -> Json:
    return {"Id": "e", "Expression": text, "ReturnData": True}


def _read(client: BaseClient) -> Fact:
    found = cloudwatch.read_alarms(client, None)
    assert isinstance(found, Fact)
    return found


def test_an_alarm_on_a_replication_metric_is_kept_without_its_state(emulator: None, client: Client) -> None:
    owner = boto3.client("cloudwatch", region_name="us-east-1")
    owner.put_metric_alarm(
        AlarmName="late", Statistic="Maximum", Period=60, TreatMissingData="ignore", **LATENCY, **RINGS
    )
    owner.put_metric_alarm(
        AlarmName="cpu", Namespace="AWS/EC2", MetricName="CPUUtilization", Statistic="Sum", Period=60, **RINGS
    )
    (alarm,) = _read(client("cloudwatch")).value
    assert alarm == {
        "AlarmName": "late", "Statistic": "Maximum", "Period": 60, "TreatMissingData": "ignore",
        "ActionsEnabled": True, **LATENCY, **RINGS,
    }  # fmt: skip


def test_alarms_on_expressions_are_found_by_the_metrics_they_take_or_may_find(emulator: None, client: Client) -> None:
    owner = boto3.client("cloudwatch", region_name="us-east-1")
    math = [_metric("m", **LATENCY), _expression("m / 60")]
    search = [_expression('SELECT SUM(OperationsFailedReplication) FROM SCHEMA("AWS/S3", SourceBucket)')]
    other = [_metric("m", Namespace="AWS/SQS", MetricName="NumberOfMessagesSent"), _expression("m / 60")]
    for name, metrics in (("math", math), ("search", search), ("other", other)):
        owner.put_metric_alarm(AlarmName=name, Metrics=metrics, **RINGS)
    assert [alarm["AlarmName"] for alarm in _read(client("cloudwatch")).value] == ["math", "search"]


def test_a_region_without_alarms_has_none(emulator: None, client: Client) -> None:
    assert _read(client("cloudwatch")) == Fact.of(ACTION, [])


def test_a_refusal_is_unknown(client: Client) -> None:
    made = client("cloudwatch")
    with Stubber(made) as stub:
        stub.add_client_error("describe_alarms", "AccessDenied", "no right", 403)
        assert _read(made) == Fact.unknown(ACTION, "AccessDenied", "no right")


def _pages(asked: Asked) -> Reply:
    """Two pages; the second is told from the first by the token in the request."""
    second = b"further" in asked.body
    alarm = {"AlarmName": "a" if second else "b", "Namespace": "AWS/S3", "MetricName": "ReplicationLatency"}
    more = {} if second else {"NextToken": "further"}
    return Reply(200, json.dumps({"MetricAlarms": [alarm], **more}).encode(), JSON)


def test_a_list_is_read_a_page_at_a_time_and_ordered_at_the_end(serve: Serve, client: Client) -> None:
    endpoint = serve(_pages)
    made = client("cloudwatch")
    first = cloudwatch.read_alarms(made, None)
    assert isinstance(first, More)
    assert len(endpoint.requests) == 1
    found = cloudwatch.read_alarms(made, first.so_far)
    assert isinstance(found, Fact)
    assert [alarm["AlarmName"] for alarm in found.value] == ["a", "b"]


def test_a_list_that_goes_in_a_circle_ends(serve: Serve, client: Client) -> None:
    serve(lambda _: Reply(200, json.dumps({"MetricAlarms": [], "NextToken": "again"}).encode(), JSON))
    made = client("cloudwatch")
    first = cloudwatch.read_alarms(made, None)
    assert isinstance(first, More)
    found = cloudwatch.read_alarms(made, first.so_far)
    assert isinstance(found, Fact)
    assert found.reason == "UnexpectedAnswer"


def test_a_page_that_fails_can_be_asked_for_again(serve: Serve, client: Client) -> None:
    serve(lambda asked: Reply(503) if b"further" in asked.body else _pages(asked))
    made = client("cloudwatch")
    first = cloudwatch.read_alarms(made, None)
    assert isinstance(first, More)
    failed = cloudwatch.read_alarms(made, first.so_far)
    assert isinstance(failed, Fact)
    assert failed.reason == "ServerError"
