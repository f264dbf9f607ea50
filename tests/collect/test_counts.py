"""Since when buckets hold objects: one list for a Region, and its values in batches."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from botocore.client import BaseClient

from auditor.collect import counts
from auditor.snapshot import Fact, Json
from tests.collect.canned import Asked, Canned, Reply
from tests.collect.published import ACTION, REFUSED, batches, listing, many, publish, read, refusal, told

Client = Callable[[str], BaseClient]
Serve = Callable[[Callable[[Asked], Reply]], Canned]
MIDNIGHT = datetime(2026, 11, 21, tzinfo=UTC)


def _read(client: BaseClient) -> Fact:
    return read(counts.read_counts, client)


def _dimensions(bucket: str) -> Json:
    return [{"Name": "BucketName", "Value": bucket}, {"Name": "StorageType", "Value": "AllStorageTypes"}]


def _listed(bucket: str) -> Json:
    return {"Namespace": "AWS/S3", "MetricName": "NumberOfObjects", "Dimensions": _dimensions(bucket)}


def _publish(bucket: str, *values: tuple[int, float]) -> None:
    """Values by how many days ago."""
    days = [(MIDNIGHT - timedelta(days=ago), value) for ago, value in values]
    publish("NumberOfObjects", _dimensions(bucket), days)


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


@pytest.mark.parametrize(("operation", "action"), REFUSED.items())
def test_a_refusal_names_the_call_that_was_refused(client: Client, operation: str, action: str) -> None:
    found = refusal(counts.read_counts, client("cloudwatch"), operation, _listed("b"))
    assert found == Fact.unknown(action, "AccessDenied", "no right")


YESTERDAY = (MIDNIGHT - timedelta(days=1)).timestamp()
_many = many(
    lambda number: _listed(f"b{number:04}"), lambda query: {"Id": query, "Timestamps": [YESTERDAY], "Values": [1.0]}
)


def test_many_buckets_are_listed_by_page_and_asked_for_in_batches(serve: Serve, client: Client) -> None:
    endpoint = serve(_many)
    found = _read(client("cloudwatch"))
    assert [each["BucketName"] for each in found.value] == [f"b{number:04}" for number in range(1200)]
    assert batches(endpoint.requests) == [500, 500, 200]


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
    serve(lambda asked: _many(asked) if listing(asked) else told({"MetricDataResults": [result]}))
    assert _read(client("cloudwatch")).reason == "UnexpectedAnswer"
