"""Who changed a bucket since the baseline, and whether AWS Config keeps its history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from auditor.drift import compare
from auditor.drift.regional import Regions, judge_changes
from auditor.drift.sides import side_by_side
from auditor.finding import Finding, Status
from auditor.snapshot import Fact, Json, Resource
from auditor.snapshot.catalogue import REGION, region_arn
from tests.drift.estate import BUCKET_ARN, LOGS_ARN, SOURCE, changed, estate, fact

DEPLOY, STRANGER = (f"arn:aws:iam::{SOURCE}:role/{name}" for name in ("deploy-prod", "intern"))
APPROVED = (f"arn:aws:iam::{SOURCE}:role/deploy-*",)
SINCE, UNTIL = "2026-11-01T00:00:00+00:00", "2026-11-21T00:00:00+00:00"
DENIED = Fact.unknown("cloudtrail:LookupEvents", "AccessDenied")


def _region(**facts: Any) -> Resource:
    held = {name: fact(REGION, name, value) for name, value in facts.items()}
    return Resource(region_arn("aws", SOURCE, "eu-west-1"), REGION, "eu-west-1", SOURCE, "eu-west-1", held)


def _event(actor: str, at: str = "2026-11-10T00:00:00+00:00", bucket: str = "orders", **who: str) -> Json:
    return {
        "EventId": "e", "EventName": "PutBucketReplication", "EventTime": at, "bucketName": bucket,
        "userIdentity": {"type": "AssumedRole", "arn": actor, **who},
    }  # fmt: skip


def _judged(
    *resources: Resource,
    bucket: str = BUCKET_ARN,
    approved: tuple[str, ...] = APPROVED,
    since: str = SINCE,
    until: str = UNTIL,
) -> Finding:
    """The finding about the changes of a bucket."""
    now = estate(*resources)
    by_account = Regions.of(estate(), now, approved).by_account
    moments = [datetime.fromisoformat(text) if text else None for text in (since, until)]
    regions = Regions(approved, *moments, by_account)
    sides = next(each for each in side_by_side(estate(), now) if each.known.arn == bucket)
    return judge_changes(sides, regions)


def test_a_change_by_an_approved_actor_passes() -> None:
    assert _judged(_region(events=[_event(DEPLOY)])).status is Status.PASS


def test_a_change_by_anybody_else_fails_and_names_them() -> None:
    finding = _judged(_region(events=[_event(DEPLOY), _event(STRANGER)]))
    assert finding.status is Status.FAIL
    assert f"PutBucketReplication by {STRANGER}" in finding.message
    assert [each.value["userIdentity"]["arn"] for each in finding.evidence] == [STRANGER]


@pytest.mark.parametrize(
    "event",
    [
        _event(STRANGER, at="2026-10-31T23:59:59+00:00"),
        _event(STRANGER, bucket="logs"),
        _event(STRANGER, invokedBy="fis.amazonaws.com"),
    ],
    ids=["before the baseline", "of another bucket", "of an experiment"],
)
def test_what_does_not_count_passes(event: Json) -> None:
    assert _judged(_region(events=[event])).status is Status.PASS


def test_an_actor_without_a_name_is_not_approved() -> None:
    event = {**_event(""), "userIdentity": {"type": "AWSService", "invokedBy": "config.amazonaws.com"}}
    finding = _judged(_region(events=[event]))
    assert (finding.status, "config.amazonaws.com" in finding.message) == (Status.FAIL, True)


@pytest.mark.parametrize("region", [_region(events=DENIED), _region(alarms=[])], ids=["denied", "not asked for"])
def test_what_was_not_read_is_unknown(region: Resource) -> None:
    assert _judged(region).status is Status.UNKNOWN


def test_a_region_that_was_not_read_leaves_a_replicating_bucket_unknown_and_no_other() -> None:
    assert _judged().status is Status.UNKNOWN
    assert _judged(bucket=LOGS_ARN).status is Status.NOT_APPLICABLE


def test_a_baseline_older_than_the_history_never_passes() -> None:
    old = "2026-08-01T00:00:00+00:00"
    assert _judged(_region(events=[_event(DEPLOY)]), since=old).status is Status.UNKNOWN
    assert _judged(_region(events=[_event(STRANGER)]), since=old).status is Status.FAIL


def test_a_baseline_of_unknown_age_tells_nothing() -> None:
    assert _judged(_region(events=[_event(STRANGER)]), since="").status is Status.UNKNOWN


def test_without_approved_actors_nobody_is_judged() -> None:
    assert _judged(_region(events=[_event(STRANGER)]), approved=()).status is Status.NOT_APPLICABLE


def _recorder(**group: Any) -> Json:
    return {"name": "default", "recording": True, "recordingGroup": group}


def _excluding(*types: str) -> Json:
    chosen = {"recordingStrategy": {"useOnly": "EXCLUSION_BY_RESOURCE_TYPES"}}
    return _recorder(allSupported=False, exclusionByResourceTypes={"resourceTypes": list(types)}, **chosen)


def _recorded(recorders: Any) -> Finding:
    now = estate(_region(recorders=recorders))
    found = [each for each in compare(estate(), now).findings if each.rule == "config-recorder-sees-buckets"]
    return next(each for each in found if each.subject == SOURCE)


@pytest.mark.parametrize(
    ("recorders", "status"),
    [
        ([_recorder(allSupported=True)], Status.PASS),
        ([_recorder(allSupported=False, resourceTypes=["AWS::S3::Bucket"])], Status.PASS),
        ([_excluding("AWS::IAM::Role")], Status.PASS),
        ([_recorder(recordingStrategy={"useOnly": "ALL_SUPPORTED_RESOURCE_TYPES"})], Status.PASS),
        ([], Status.FAIL),
        ([{**_recorder(allSupported=True), "recording": False}], Status.FAIL),
        ([_recorder(allSupported=False, resourceTypes=["AWS::IAM::Role"])], Status.FAIL),
        ([_excluding("AWS::S3::Bucket")], Status.FAIL),
        (Fact.unknown("config:DescribeConfigurationRecorders", "AccessDenied"), Status.UNKNOWN),
    ],
)
def test_a_recorder_that_is_on_and_includes_buckets(recorders: Any, status: Status) -> None:
    assert _recorded(recorders).status is status


def test_the_regions_without_one_are_named() -> None:
    assert "eu-west-1" in _recorded([]).message


def test_an_account_whose_recorders_nobody_asked_for_is_not_judged() -> None:
    now = estate(_region(alarms=[]), changed(BUCKET_ARN))
    findings = [each for each in compare(estate(), now).findings if each.rule == "config-recorder-sees-buckets"]
    assert {each.status for each in findings} == {Status.NOT_APPLICABLE}
