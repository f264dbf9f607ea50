"""Trails with what they record, others' as far as they may be read; changes with who made them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import boto3
import pytest
from botocore.client import BaseClient

from auditor.collect import cloudtrail
from auditor.collect.paging import More
from auditor.collect.session import AccountSession
from auditor.snapshot import Fact, Json
from tests.collect import world
from tests.collect.canned import Asked, Canned, Reply
from tests.collect.conftest import A, B

Client = Callable[[str], BaseClient]
Serve = Callable[[Callable[[Asked], Reply]], Canned]
NOW = datetime(2026, 11, 21, tzinfo=UTC)
HEAD = {"content-type": "application/x-amz-json-1.1"}
OWN, OTHER = (f"arn:aws:cloudtrail:eu-west-1:{account}:trail/all" for account in (A, B))
RECORDS = {"EventSelectors": [{"ReadWriteType": "All", "DataResources": []}]}


def _json(value: Json, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode(), HEAD)


def _trails(session: AccountSession, region: str = "us-east-1") -> Fact:
    so_far: Json = None
    while isinstance(found := cloudtrail.read_trails(session, region, so_far), More):
        so_far = json.loads(json.dumps(found.so_far))
    return found


def _operation(asked: Asked) -> str:
    return asked.headers["x-amz-target"].rpartition(".")[2]


def _cloudtrail(arn: str, refused: str = "", code: str = "AccessDeniedException") -> Callable[[Asked], Reply]:
    """One trail at home in eu-west-1, of which one call is refused."""

    def answer(asked: Asked) -> Reply:
        if _operation(asked) == refused:
            return _json({"__type": code, "message": "no"}, 400)
        return _json(
            {
                "DescribeTrails": {"trailList": [{"Name": "all", "TrailARN": arn, "HomeRegion": "eu-west-1"}]},
                "GetEventSelectors": {"TrailARN": arn, **RECORDS},
                "GetTrailStatus": {"IsLogging": True, "LatestDeliveryError": "varies"},
            }[_operation(asked)]
        )

    return answer


def test_a_trail_with_what_it_records_and_whether_it_is_on(serve: Serve, session: AccountSession) -> None:
    serve(_cloudtrail(OWN))
    kept = {"Name": "all", "TrailARN": OWN, "HomeRegion": "eu-west-1", "IsLogging": True, **RECORDS}
    assert _trails(session) == Fact.of("cloudtrail:DescribeTrails", [kept])


def test_a_trail_of_the_emulator(emulator: None, session: AccountSession) -> None:
    world.bucket("123456789012", "logs")
    owner = boto3.client("cloudtrail", region_name="us-east-1")
    arn = owner.create_trail(Name="all", S3BucketName="logs", IsMultiRegionTrail=True)["TrailARN"]
    (trail,) = _trails(session, "eu-west-1").value
    assert (trail["TrailARN"], trail["IsLogging"], trail["IsMultiRegionTrail"]) == (arn, False, True)


def test_a_trail_that_several_regions_share_is_asked_about_once_and_at_home(
    serve: Serve, session: AccountSession
) -> None:
    endpoint = serve(_cloudtrail(OWN))
    assert _trails(session, "us-east-1") == _trails(session, "us-west-2")
    asked = [_operation(each) for each in endpoint.requests]
    assert sorted(asked) == ["DescribeTrails", "DescribeTrails", "GetEventSelectors", "GetTrailStatus"]
    home = next(each for each in endpoint.requests if _operation(each) == "GetTrailStatus")
    assert "/eu-west-1/cloudtrail/" in home.headers["authorization"]


def test_no_trail_is_an_empty_list(serve: Serve, session: AccountSession) -> None:
    serve(lambda _: _json({"trailList": []}))
    assert _trails(session) == Fact.of("cloudtrail:DescribeTrails", [])


@pytest.mark.parametrize("refused", ["DescribeTrails", "GetEventSelectors", "GetTrailStatus"])
def test_a_refusal_about_the_account_s_own_trail_is_unknown(
    serve: Serve, session: AccountSession, refused: str
) -> None:
    serve(_cloudtrail(OWN, refused))
    assert _trails(session) == Fact.unknown(f"cloudtrail:{refused}", "AccessDenied", "no")


@pytest.mark.parametrize("code", ["TrailNotFoundException", "CloudTrailARNInvalidException", "AccessDeniedException"])
def test_what_the_organization_s_trail_records_only_its_owner_may_say(
    serve: Serve, session: AccountSession, code: str
) -> None:
    serve(_cloudtrail(OTHER, "GetEventSelectors", code))
    (trail,) = _trails(session).value
    assert trail == {"Name": "all", "TrailARN": OTHER, "HomeRegion": "eu-west-1", "unread": code}


def test_a_throttled_call_about_another_s_trail_is_no_answer(serve: Serve, session: AccountSession) -> None:
    serve(_cloudtrail(OTHER, "GetEventSelectors", "ThrottlingException"))
    assert _trails(session).reason == "Throttled"


def _event(number: int, name: str = "PutBucketPolicy", **record: Json) -> Json:
    said = {
        "userIdentity": {
            "type": "AssumedRole", "arn": f"arn:aws:sts::{A}:assumed-role/admin/me", "accessKeyId": "ASIAKEY",
            "sessionContext": {"sessionIssuer": {"arn": f"arn:aws:iam::{A}:role/admin"}},
        },
        "requestParameters": {"bucketName": "source"},
        **record,
    }  # fmt: skip
    at = NOW.timestamp() - 60 * number
    return {"EventId": f"e{number}", "EventName": name, "EventTime": at, "CloudTrailEvent": json.dumps(said)}


def _events(client: BaseClient) -> tuple[Fact, int]:
    so_far: Json = None
    pieces = 1
    while isinstance(found := cloudtrail.read_events(client, so_far, lambda: NOW), More):
        so_far, pieces = json.loads(json.dumps(found.so_far)), pieces + 1
    return found, pieces


def _history(*events: Json) -> Callable[[Asked], Reply]:
    """Events by name, one on a page."""

    def answer(asked: Asked) -> Reply:
        body = json.loads(asked.body)
        mine = [event for event in events if event["EventName"] == body["LookupAttributes"][0]["AttributeValue"]]
        at = int(body.get("NextToken", 0))
        more = {"NextToken": str(at + 1)} if at + 1 < len(mine) else {}
        return _json({"Events": mine[at : at + 1], **more})

    return answer


def test_a_history_that_goes_in_a_circle_ends(serve: Serve, client: Client) -> None:
    serve(lambda _: _json({"Events": [], "NextToken": "again"}))
    assert _events(client("cloudtrail"))[0].reason == "UnexpectedAnswer"


def test_who_changed_a_bucket_without_keys_and_sessions(serve: Serve, client: Client) -> None:
    serve(_history(_event(1)))
    (event,) = _events(client("cloudtrail"))[0].value
    assert event["userIdentity"] == {"type": "AssumedRole", "arn": f"arn:aws:iam::{A}:role/admin"}
    assert (event["EventName"], event["bucketName"]) == ("PutBucketPolicy", "source")


def test_changes_are_told_by_time_from_all_pages_one_call_at_a_time(serve: Serve, client: Client) -> None:
    endpoint = serve(_history(_event(1), _event(3), _event(2, "DeleteBucket")))
    found, pieces = _events(client("cloudtrail"))
    assert [event["EventId"] for event in found.value] == ["e3", "e2", "e1"]
    assert pieces == len(endpoint.requests) == len(cloudtrail.CHANGES) + 1


def test_an_attempt_that_was_refused_changed_nothing(serve: Serve, client: Client) -> None:
    serve(_history(_event(1, errorCode="AccessDenied")))
    assert _events(client("cloudtrail"))[0] == Fact.of("cloudtrail:LookupEvents", [])


def test_a_refusal_is_unknown(serve: Serve, client: Client) -> None:
    serve(lambda _: _json({"__type": "AccessDeniedException", "message": "no"}, 400))
    assert _events(client("cloudtrail"))[0] == Fact.unknown("cloudtrail:LookupEvents", "AccessDenied", "no")


def test_an_event_that_is_no_json_makes_the_fact_unknown(serve: Serve, client: Client) -> None:
    serve(_history({**_event(1), "CloudTrailEvent": "[]"}))
    assert _events(client("cloudtrail"))[0].reason == "UnexpectedAnswer"
