"""What was asked, and what became of it: by account, Region and call, and as one percentage that no fault raises."""

from __future__ import annotations

import pytest

from auditor.snapshot import Fact, Resource, Snapshot
from auditor.snapshot.catalogue import ACCOUNT, BUCKET
from auditor.snapshot.ledger import ledger, outcome_of

A, B = "111111111111", "222222222222"


def _account(account: str, buckets: Fact | None = None) -> Resource:
    listed = buckets or Fact.of("s3:ListAllMyBuckets", [])
    return Resource(f"arn:aws:iam::{account}:root", ACCOUNT, "", account, None, {"buckets": listed})


def _bucket(name: str, region: str | None, **facts: Fact) -> Resource:
    return Resource(f"arn:aws:s3:::{name}", BUCKET, name, A, region, facts)


def _versioning(reason: str = "") -> Fact:
    action = "s3:GetBucketVersioning"
    return Fact.unknown(action, reason) if reason else Fact.of(action, {})


@pytest.mark.parametrize(
    ("fact", "outcome"),
    [
        (Fact.of("a:b", None), "read"),
        (Fact.absent("a:b", "NoSuchBucketPolicy"), "absent"),
        (Fact.unknown("a:b", "AccessDenied"), "denied"),
        (Fact.unknown("a:b", "WrongAccount"), "denied"),
        (Fact.unknown("a:b", "Throttled"), "throttled"),
        (Fact.unknown("a:b", "Timeout"), "timed_out"),
        (Fact.unknown("a:b", "NotSupported"), "unsupported"),
        (Fact.unknown("a:b", "NotCollected"), "not_collected"),
        (Fact.unknown("a:b", "ServerError"), "failed"),
        (Fact.unknown("a:b", "NobodyKnowsThisOne"), "failed"),
    ],
)
def test_each_reason_has_an_outcome(fact: Fact, outcome: str) -> None:
    assert outcome_of(fact.state, fact.reason) == outcome


def test_calls_are_counted_by_account_region_and_action() -> None:
    told = ledger(
        Snapshot.of(
            [
                _account(A),
                _bucket("one", "eu-west-1", versioning=_versioning()),
                _bucket("two", "eu-west-1", versioning=_versioning("AccessDenied")),
                _bucket("three", "us-east-1", versioning=_versioning("Timeout")),
            ]
        )
    )
    calls = [(row["account"], row["region"], row["action"], row["fact"], row["outcomes"]) for row in told["calls"]]
    assert calls == [
        (A, "", "s3:ListAllMyBuckets", "buckets", {"read": 1}),
        (A, "eu-west-1", "s3:GetBucketVersioning", "versioning", {"read": 1, "denied": 1}),
        (A, "us-east-1", "s3:GetBucketVersioning", "versioning", {"timed_out": 1}),
    ]
    assert told["outcomes"] == {"read": 2, "denied": 1, "timed_out": 1}
    assert told["facts"] == {"value": 2, "absent": 0, "unknown": 2}


def test_everything_read_is_a_hundred_percent() -> None:
    assert ledger(Snapshot.of([_account(A), _bucket("one", None, versioning=_versioning())]))["percent"] == 100


def test_nothing_asked_is_nothing_missed() -> None:
    assert ledger(Snapshot.of([]))["percent"] == 100


def test_almost_everything_is_not_a_hundred_percent() -> None:
    many = [
        _bucket(f"b{number}", None, versioning=_versioning("Throttled" * (number == 0))) for number in range(30_000)
    ]
    assert ledger(Snapshot.of([_account(A), *many]))["percent"] == 99.99


def test_a_closed_account_counts_as_a_whole_for_it_hides_its_buckets() -> None:
    closed = _account(B, Fact.unknown("s3:ListAllMyBuckets", "AccessDenied"))
    many = [_bucket(f"b{number}", None, versioning=_versioning()) for number in range(50)]
    told = ledger(Snapshot.of([_account(A), closed, *many]))
    assert (told["opened"], told["percent"]) == (1, 50)


def test_an_account_that_the_scan_never_came_to_counts_too() -> None:
    assert ledger(Snapshot.of([_account(A)], {"accounts": {A: [], B: []}}))["percent"] == 50
