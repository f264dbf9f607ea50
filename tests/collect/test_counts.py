"""Since when buckets hold objects: one list for a Region, and its values in batches."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from botocore.client import BaseClient
from botocore.stub import Stubber

from auditor.collect import counts
from auditor.collect.paging import More
from auditor.snapshot import Fact, Json
from tests.collect.canned import Asked, Canned, Reply
from tests.collect.test_cloudwatch import JSON

Client = Callable[[str], BaseClient]
Serve = Callable[[Callable[[Asked], Reply]], Canned]
NOW = datetime(2026, 11, 21, 12, 34, 56, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 21, tzinfo=UTC)
ACTION = "cloudwatch:GetMetricData"


def _read(client: BaseClient) -> Fact:
    so_far: Json = None
    while isinstance(found := counts.read_counts(client, so_far, lambda: NOW), More):
        so_far = json.loads(json.dumps(found.so_far))  # it may go to another process
    return found


def _dimensions(bucket: str) -> Json:
    return [{"Name": "BucketName", "Value": bucket}, {"Name": "StorageType", "Value": "AllStorageTypes"}]


def _publish(bucket: str, *values: tuple[int, float]) -> None:
    """Values by how many days ago."""
    owner = boto3.client("cloudwatch", region_name="us-east-1")
    for ago, value in values:
        at = MIDNIGHT - timedelta(days=ago)
        point = {"MetricName": "NumberOfObjects", "Dimensions": _dimensions(bucket), "Value": value, "Timestamp": at}
        owner.put_metric_data(Namespace="AWS/S3", MetricData=[point])


def test_days_in_a_row_that_are_alike_are_one_entry(emulator: None, client: Client) -> None:
    _publish("b", (9, 5), (8, 7), (5, 1), (4, 0), (3, 0), (2, 3), (1, 4))
    assert _read(client("cloudwatch")).value == [{
        "BucketName": "b",
        "Days": [
            {"First": "2026-11-12", "Last": "2026-11-13", "Empty": False},
            {"First": "2026-11-16", "Last": "2026-11-16", "Empty": False},
            {"First": "2026-11-17", "Last": "2026-11-18", "Empty": True},
            {"First": "2026-11-19", "Last": "2026-11-20", "Empty": False},
        ],
    }]  # fmt: skip


def test_a_bucket_without_a_value_is_left_out(emulator: None, client: Client) -> None:
    _publish("old", (98, 5))
    _publish("today", (0, 5))
    assert _read(client("cloudwatch")) == Fact.of(ACTION, [])


@pytest.mark.parametrize("operation", ["list_metrics", "get_metric_data"])
def test_a_refusal_names_the_call_that_was_refused(client: Client, operation: str) -> None:
    made = client("cloudwatch")
    with Stubber(made) as stub:
        if operation == "get_metric_data":
            listed = {"Namespace": "AWS/S3", "MetricName": "NumberOfObjects", "Dimensions": _dimensions("b")}
            stub.add_response("list_metrics", {"Metrics": [listed]})
        stub.add_client_error(operation, "AccessDenied", "no right", 403)
        found = _read(made)
    refused = {"list_metrics": "cloudwatch:ListMetrics", "get_metric_data": ACTION}
    assert found == Fact.unknown(refused[operation], "AccessDenied", "no right")


def _many(asked: Asked) -> Reply:
    """1,200 buckets, 500 on a page; each query answered with a day."""
    body = json.loads(asked.body)
    if asked.headers["x-amz-target"].endswith("ListMetrics"):
        first = int(body.get("NextToken", 0))
        last = min(first + 500, 1200)
        rows = [{"MetricName": "NumberOfObjects", "Dimensions": _dimensions(f"b{n:04}")} for n in range(first, last)]
        return _json({"Metrics": rows, **({"NextToken": str(last)} if last < 1200 else {})})
    day = (MIDNIGHT - timedelta(days=1)).timestamp()
    results = [{"Id": query["Id"], "Timestamps": [day], "Values": [1.0]} for query in body["MetricDataQueries"]]
    return _json({"MetricDataResults": results})


def _json(value: Json) -> Reply:
    return Reply(200, json.dumps(value).encode(), JSON)


def test_many_buckets_are_listed_by_page_and_asked_for_in_batches(serve: Serve, client: Client) -> None:
    endpoint = serve(_many)
    found = _read(client("cloudwatch"))
    assert [each["BucketName"] for each in found.value] == [f"b{number:04}" for number in range(1200)]
    asked = [json.loads(each.body).get("MetricDataQueries") for each in endpoint.requests]
    assert [len(queries) for queries in asked if queries is not None] == [500, 500, 200]


def test_the_97_days_before_today_are_asked_for(serve: Serve, client: Client) -> None:
    endpoint = serve(_many)
    _read(client("cloudwatch"))
    body = json.loads(endpoint.requests[-1].body)
    assert (body["StartTime"], body["EndTime"]) == (
        (MIDNIGHT - timedelta(days=97)).timestamp(),
        MIDNIGHT.timestamp(),
    )


@pytest.mark.parametrize(
    "result",
    [{"Id": "m0", "Values": [], "StatusCode": "InternalError"}, {"Id": "m0", "Values": [1.0], "Timestamps": []}],
    ids=["an error of CloudWatch's", "a value without its day"],
)
def test_an_answer_that_says_nothing_makes_the_fact_unknown(serve: Serve, client: Client, result: Json) -> None:
    said = _json({"MetricDataResults": [result]})
    serve(lambda asked: _many(asked) if asked.headers["x-amz-target"].endswith("ListMetrics") else said)
    assert _read(client("cloudwatch")).reason == "UnexpectedAnswer"
