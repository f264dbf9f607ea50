"""ListBuckets names Regions and gives every page."""

from __future__ import annotations

from typing import Any

from tests.demo.callers import A, B, assumed, make_role, s3, trust

REGIONS = {"c": "us-east-1", "a": "eu-west-1", "b": "ap-south-1", "d": "us-east-1", "e": "us-east-1"}


def _five(endpoint: str | None, account: str = A, suffix: str = "-listed") -> Any:
    for name, region in REGIONS.items():
        client: Any = s3(account, region, endpoint)
        place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        client.create_bucket(Bucket=name + suffix, **place)
    return s3(account, endpoint=endpoint)


def _names(answer: Any) -> list[str]:
    return [bucket["Name"].partition("-")[0] for bucket in answer["Buckets"]]


def test_every_page_is_given_in_order(endpoint: str | None) -> None:
    client = _five(endpoint, "333333333333", "-paged")
    pages = client.get_paginator("list_buckets").paginate(PaginationConfig={"PageSize": 2})
    assert [_names(page) for page in pages] == [["a", "b"], ["c", "d"], ["e"]]


def test_a_full_last_page_has_no_token(emulator: None) -> None:
    assert "ContinuationToken" not in _five(None).list_buckets(MaxBuckets=5)


def test_regions_are_named_once_there_is_a_parameter(emulator: None) -> None:
    buckets = _five(None).list_buckets(MaxBuckets=100)["Buckets"]
    assert {b["Name"].partition("-")[0]: b["BucketRegion"] for b in buckets} == REGIONS


def test_without_parameters_no_region_is_named(emulator: None) -> None:
    assert not any("BucketRegion" in bucket for bucket in _five(None).list_buckets()["Buckets"])


def test_a_prefix_selects_and_is_repeated(emulator: None) -> None:
    answer = _five(None).list_buckets(Prefix="c-")
    assert (_names(answer), answer["Prefix"]) == (["c"], "c-")


def test_a_region_selects(emulator: None) -> None:
    assert _names(_five(None).list_buckets(BucketRegion="eu-west-1")) == ["a"]


def test_only_the_callers_own_buckets_are_listed(emulator: None) -> None:
    _five(None)
    assert s3(B).list_buckets(MaxBuckets=10)["Buckets"] == []


def test_a_region_that_the_caller_may_not_know_is_left_out(emulator: None) -> None:
    _five(None)
    denial = {"Action": "s3:GetBucketLocation", "Resource": "arn:aws:s3:::a-listed"}
    client = assumed(make_role("reader", None, trust(), denial), "s3", None)
    unnamed = [b["Name"] for b in client.list_buckets(MaxBuckets=10)["Buckets"] if "BucketRegion" not in b]
    assert unnamed == ["a-listed"]
