"""Metrics and inventory configurations come back as they were put, in pages; without the mend moto lists objects."""

from __future__ import annotations

from typing import Any

import pytest
from moto import mock_aws

from auditor.demo.fidelity.configurations import PAGE
from tests.demo.callers import A, s3

INVENTORY = {
    "Id": "all",
    "IsEnabled": True,
    "IncludedObjectVersions": "Current",
    "OptionalFields": ["Size", "ReplicationStatus"],
    "Schedule": {"Frequency": "Weekly"},
    "Destination": {"S3BucketDestination": {"Bucket": "arn:aws:s3:::reports", "Format": "ORC"}},
}


def _bucket(endpoint: str | None, name: str) -> Any:
    client = s3(A, endpoint=endpoint)
    client.create_bucket(Bucket=name)
    return client


def test_a_metrics_configuration_is_kept(endpoint: str | None) -> None:
    client = _bucket(endpoint, "with-metrics")
    put = {"Id": "whole", "Filter": {"And": {"Prefix": "a/", "Tags": [{"Key": "k", "Value": "v"}]}}}
    client.put_bucket_metrics_configuration(Bucket="with-metrics", Id="whole", MetricsConfiguration=put)
    assert client.list_bucket_metrics_configurations(Bucket="with-metrics")["MetricsConfigurationList"] == [put]


def test_an_inventory_configuration_is_kept(endpoint: str | None) -> None:
    client = _bucket(endpoint, "with-inventory")
    client.put_bucket_inventory_configuration(Bucket="with-inventory", Id="all", InventoryConfiguration=INVENTORY)
    listed = client.list_bucket_inventory_configurations(Bucket="with-inventory")
    assert listed["InventoryConfigurationList"] == [INVENTORY]


def test_more_than_a_page_says_where_the_next_begins(emulator: None) -> None:
    client = _bucket(None, "with-many")
    for number in range(PAGE + 1):
        put = {"Id": f"m{number:03}"}
        client.put_bucket_metrics_configuration(Bucket="with-many", Id=put["Id"], MetricsConfiguration=put)
    first = client.list_bucket_metrics_configurations(Bucket="with-many")
    token = first["NextContinuationToken"]
    rest = client.list_bucket_metrics_configurations(Bucket="with-many", ContinuationToken=token)
    found = [each["Id"] for page in (first, rest) for each in page["MetricsConfigurationList"]]
    assert (found, first["IsTruncated"], rest["IsTruncated"]) == (
        [f"m{n:03}" for n in range(PAGE + 1)],
        True,
        False,
    )


@pytest.mark.usefixtures("clean")
def test_moto_alone_answers_with_a_listing_of_objects() -> None:
    """Once this fails the mend can go."""
    seen: list[bytes] = []
    with mock_aws():
        client = _bucket(None, "unmended")
        client.meta.events.register("before-parse.s3", lambda response_dict, **_: seen.append(response_dict["body"]))
        client.list_bucket_metrics_configurations(Bucket="unmended")
    assert b"<ListBucketResult" in seen[0]
