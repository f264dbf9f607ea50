"""Metrics: those of replication rules, as one number for the last day each, however many there are."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from botocore.client import BaseClient
from botocore.stub import Stubber

from auditor.collect import metrics
from auditor.collect.paging import More
from auditor.snapshot import Fact, Json
from tests.collect.canned import Asked, Canned, Reply
from tests.collect.test_cloudwatch import DIMENSIONS, JSON

Client = Callable[[str], BaseClient]
Serve = Callable[[Callable[[Asked], Reply]], Canned]
NOW = datetime(2026, 11, 21, 12, 34, 56, tzinfo=UTC)
ACTION = "cloudwatch:GetMetricData"


def _read(client: BaseClient) -> Fact:
    so_far: Json = None
    while isinstance(found := metrics.read_metrics(client, so_far, lambda: NOW), More):
        so_far = json.loads(json.dumps(found.so_far))  # it may go to another process
    return found


def _publish(name: str, *values: tuple[float, float]) -> None:
    """Values by how many hours ago."""
    owner = boto3.client("cloudwatch", region_name="us-east-1")
    for hours, value in values:
        at = NOW - timedelta(hours=hours)
        point = {"MetricName": name, "Dimensions": DIMENSIONS, "Value": value, "Timestamp": at}
        owner.put_metric_data(Namespace="AWS/S3", MetricData=[point])


def _told(fact: Fact) -> dict[str, float | None]:
    return {metric["MetricName"]: metric["Value"] for metric in fact.value}


def test_failures_are_added_up_and_of_the_rest_the_highest_counts(emulator: None, client: Client) -> None:
    _publish("OperationsFailedReplication", (2, 1), (5, 2))
    _publish("ReplicationLatency", (2, 30), (5, 70))
    assert _told(_read(client("cloudwatch"))) == {"OperationsFailedReplication": 3.0, "ReplicationLatency": 70.0}


def test_what_was_published_before_the_last_day_is_none(emulator: None, client: Client) -> None:
    _publish("ReplicationLatency", (30, 70))
    assert _told(_read(client("cloudwatch"))) == {"ReplicationLatency": None}


def test_other_metrics_of_s3_are_not_asked_for(emulator: None, client: Client) -> None:
    _publish("BucketSizeBytes", (2, 1))
    assert _read(client("cloudwatch")) == Fact.of(ACTION, [])


@pytest.mark.parametrize("operation", ["list_metrics", "get_metric_data"])
def test_a_refusal_names_the_call_that_was_refused(client: Client, operation: str) -> None:
    made = client("cloudwatch")
    with Stubber(made) as stub:
        if operation == "get_metric_data":
            listed = {"Namespace": "AWS/S3", "MetricName": "ReplicationLatency", "Dimensions": DIMENSIONS}
            stub.add_response("list_metrics", {"Metrics": [listed]})
        stub.add_client_error(operation, "AccessDenied", "no right", 403)
        found = _read(made)
    refused = {"list_metrics": "cloudwatch:ListMetrics", "get_metric_data": ACTION}
    assert found == Fact.unknown(refused[operation], "AccessDenied", "no right")


def _many(asked: Asked) -> Reply:
    """1,200 rules, 500 on a page; each query answered with its position."""
    body = json.loads(asked.body)
    if asked.headers["x-amz-target"].endswith("ListMetrics"):
        first = int(body.get("NextToken", 0))
        last = min(first + 500, 1200)
        rows = [_listed(number) for number in range(first, last)]
        return _json({"Metrics": rows, **({"NextToken": str(last)} if last < 1200 else {})})
    results = [{"Id": query["Id"], "Values": [1.0], "StatusCode": "Complete"} for query in body["MetricDataQueries"]]
    return _json({"MetricDataResults": results})


def _listed(number: int) -> Json:
    dimensions = [*DIMENSIONS[:1], {"Name": "RuleId", "Value": f"{number:04}"}, DIMENSIONS[2]]
    return {"Namespace": "AWS/S3", "MetricName": "ReplicationLatency", "Dimensions": dimensions}


def _json(value: Json) -> Reply:
    return Reply(200, json.dumps(value).encode(), JSON)


def test_many_metrics_are_listed_by_page_and_asked_for_in_batches(serve: Serve, client: Client) -> None:
    endpoint = serve(_many)
    found = _read(client("cloudwatch"))
    assert len({metric["Dimensions"][1]["Value"] for metric in found.value}) == 1200
    asked = [json.loads(each.body).get("MetricDataQueries") for each in endpoint.requests]
    assert [len(queries) for queries in asked if queries is not None] == [500, 500, 200]


def test_the_last_24_whole_hours_are_asked_for(serve: Serve, client: Client) -> None:
    endpoint = serve(_many)
    _read(client("cloudwatch"))
    body = json.loads(endpoint.requests[-1].body)
    begin = datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp()
    assert (body["StartTime"], body["EndTime"]) == (begin, begin + 24 * 3600)


def _answered(serve: Serve, *pages: list[Json]) -> None:
    """One metric, whose results come in these pages."""

    def answer(asked: Asked) -> Reply:
        body = json.loads(asked.body)
        if asked.headers["x-amz-target"].endswith("ListMetrics"):
            return _json({"Metrics": [_listed(0)]})
        at = int(body.get("NextToken", 0))
        more = {"NextToken": str(at + 1)} if at + 1 < len(pages) else {}
        return _json({"MetricDataResults": pages[at], **more})

    serve(answer)


def _result(status: str, *values: float) -> Json:
    return {"Id": "m0", "Values": values, "StatusCode": status}


def test_values_on_several_pages_are_taken_together(serve: Serve, client: Client) -> None:
    _answered(serve, [_result("PartialData", 1.0)], [_result("Complete", 5.0)])
    assert _told(_read(client("cloudwatch"))) == {"ReplicationLatency": 5.0}


@pytest.mark.parametrize(
    "results",
    [[_result("InternalError")], [_result("PartialData", 1.0)], []],
    ids=["an error", "a part that nothing follows", "no result"],
)
def test_a_metric_that_is_not_told_to_the_end_makes_the_fact_unknown(
    serve: Serve, client: Client, results: list[Json]
) -> None:
    _answered(serve, results)
    assert _read(client("cloudwatch")).reason == "UnexpectedAnswer"


def test_a_list_that_goes_in_a_circle_ends(serve: Serve, client: Client) -> None:
    serve(lambda _: _json({"Metrics": [_listed(0)], "NextToken": "again"}))
    assert _read(client("cloudwatch")) == Fact.unknown(
        "cloudwatch:ListMetrics", "UnexpectedAnswer", "the list goes on with the page that was just given"
    )
