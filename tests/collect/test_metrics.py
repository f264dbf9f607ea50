"""Metrics: those of replication rules, as one number for the last day each, however many there are."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from botocore.client import BaseClient

from auditor.collect import metrics
from auditor.snapshot import Fact, Json
from tests.collect.canned import Asked, Canned, Reply
from tests.collect.published import ACTION, NOW, REFUSED, batches, listing, many, publish, read, refusal, told
from tests.collect.test_cloudwatch import DIMENSIONS

Client = Callable[[str], BaseClient]
Serve = Callable[[Callable[[Asked], Reply]], Canned]


def _read(client: BaseClient) -> Fact:
    return read(metrics.read_metrics, client)


def _publish(name: str, *values: tuple[float, float]) -> None:
    """Values by how many hours ago."""
    publish(name, DIMENSIONS, [(NOW - timedelta(hours=hours), value) for hours, value in values])


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


@pytest.mark.parametrize(("operation", "action"), REFUSED.items())
def test_a_refusal_names_the_call_that_was_refused(client: Client, operation: str, action: str) -> None:
    found = refusal(metrics.read_metrics, client("cloudwatch"), operation, _listed(0))
    assert found == Fact.unknown(action, "AccessDenied", "no right")


def _listed(number: int) -> Json:
    dimensions = [*DIMENSIONS[:1], {"Name": "RuleId", "Value": f"{number:04}"}, DIMENSIONS[2]]
    return {"Namespace": "AWS/S3", "MetricName": "ReplicationLatency", "Dimensions": dimensions}


_many = many(_listed, lambda query: {"Id": query, "Values": [1.0], "StatusCode": "Complete"})


def test_many_metrics_are_listed_by_page_and_asked_for_in_batches(serve: Serve, client: Client) -> None:
    endpoint = serve(_many)
    found = _read(client("cloudwatch"))
    assert len({metric["Dimensions"][1]["Value"] for metric in found.value}) == 1200
    assert batches(endpoint.requests) == [500, 500, 200]


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
        if listing(asked):
            return told({"Metrics": [_listed(0)]})
        at = int(body.get("NextToken", 0))
        more = {"NextToken": str(at + 1)} if at + 1 < len(pages) else {}
        return told({"MetricDataResults": pages[at], **more})

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
    serve(lambda _: told({"Metrics": [_listed(0)], "NextToken": "again"}))
    assert _read(client("cloudwatch")) == Fact.unknown(
        "cloudwatch:ListMetrics", "UnexpectedAnswer", "the list goes on with the page that was just given"
    )
