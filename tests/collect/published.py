"""Metrics as CloudWatch tells of them: a list by page, their values in batches. And readers of both, to their end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TypeAlias

import boto3
from botocore.client import BaseClient
from botocore.stub import Stubber

from auditor.collect.paging import More
from auditor.snapshot import Fact, Json
from tests.collect.canned import Asked, Reply

Reader: TypeAlias = Callable[[BaseClient, Json, Callable[[], datetime]], Fact | More]
NOW = datetime(2026, 11, 21, 12, 34, 56, tzinfo=UTC)
ACTION = "cloudwatch:GetMetricData"
REFUSED = {"list_metrics": "cloudwatch:ListMetrics", "get_metric_data": ACTION}
"""Operation -> the action that is told to be missing."""
MANY = 1200
"""Metrics, of which a page holds 500 and a batch too."""


def publish(name: str, dimensions: Json, values: Iterable[tuple[datetime, float]]) -> None:
    """Values of one metric of S3's, on the emulator."""
    owner = boto3.client("cloudwatch", region_name="us-east-1")
    for at, value in values:
        point = {"MetricName": name, "Dimensions": dimensions, "Value": value, "Timestamp": at}
        owner.put_metric_data(Namespace="AWS/S3", MetricData=[point])


def read(reader: Reader, client: BaseClient) -> Fact:
    """What is read at NOW, from the first page to the last."""
    so_far: Json = None
    while isinstance(found := reader(client, so_far, lambda: NOW), More):
        so_far = json.loads(json.dumps(found.so_far))  # it may go to another process
    return found


def refusal(reader: Reader, client: BaseClient, operation: str, listed: Json) -> Fact:
    """What is read where the operation is refused; before it, one metric is listed."""
    with Stubber(client) as stub:
        if operation == "get_metric_data":
            stub.add_response("list_metrics", {"Metrics": [listed]})
        stub.add_client_error(operation, "AccessDenied", "no right", 403)
        return read(reader, client)


def listing(asked: Asked) -> bool:
    """Whether metrics are to be listed, rather than their values told."""
    return asked.headers["x-amz-target"].endswith("ListMetrics")


def many(metric: Callable[[int], Json], values: Callable[[str], Json]) -> Callable[[Asked], Reply]:
    """An endpoint that lists MANY metrics, each made of its number, and answers each query by its Id."""

    def answer(asked: Asked) -> Reply:
        body = json.loads(asked.body)
        if not listing(asked):
            return told({"MetricDataResults": [values(query["Id"]) for query in body["MetricDataQueries"]]})
        first = int(body.get("NextToken", 0))
        last = min(first + 500, MANY)
        more = {"NextToken": str(last)} if last < MANY else {}
        return told({"Metrics": [metric(number) for number in range(first, last)], **more})

    return answer


def batches(requests: Iterable[Asked]) -> list[int]:
    """How many values were asked for in each request that asked for any."""
    asked = [json.loads(each.body).get("MetricDataQueries") for each in requests]
    return [len(queries) for queries in asked if queries is not None]


def told(value: Json) -> Reply:
    """As CloudWatch's protocol has it."""
    return Reply(200, json.dumps(value).encode(), {"content-type": "application/x-amz-json-1.0"})
