"""What CloudTrail records in one Region of an account, and who changed replication there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from botocore.client import BaseClient

from auditor.collect.judge import CallFailed, Failure, UnexpectedAnswer, attempt
from auditor.collect.paging import More
from auditor.collect.read import Call, answer, ask, need, next_token, plain, settle, step
from auditor.snapshot import Fact, Json

if TYPE_CHECKING:
    from auditor.collect.session import AccountSession

TRAILS = Call("trails", "describe_trails", "cloudtrail:DescribeTrails", select="trailList")
SELECTORS = Call("trails", "get_event_selectors", "cloudtrail:GetEventSelectors",
                 keep=("EventSelectors", "AdvancedEventSelectors"))  # fmt: skip
STATUS = Call("trails", "get_trail_status", "cloudtrail:GetTrailStatus", keep=("IsLogging",), needs=("IsLogging",))
EVENTS = Call("events", "lookup_events", "cloudtrail:LookupEvents", select="Events")
FACTS = (TRAILS, EVENTS)
CALLS = (*FACTS, SELECTORS, STATUS)

_PAGE = 50
"""The most events that one answer can hold."""
_OTHERS = ("TrailNotFoundException", "CloudTrailARNInvalidException")
"""What CloudTrail says of a trail that belongs to another account."""
_KEPT = ("Name", "TrailARN", "HomeRegion", "IsMultiRegionTrail", "IsOrganizationTrail")

CHANGES = (
    "CreateBucket", "DeleteBucket", "DeleteBucketPolicy", "DeleteBucketReplication", "PutBucketEncryption",
    "PutBucketLifecycle", "PutBucketPolicy", "PutBucketReplication", "PutBucketVersioning",
)  # fmt: skip
"""Events that change what replication of a bucket rests on, as CloudTrail spells them (S3 User Guide, "Amazon S3
CloudTrail events")."""
DAYS = 90
"""How far back LookupEvents reaches (CloudTrail User Guide, "Working with CloudTrail event history")."""


def read_trails(session: AccountSession, region: str, so_far: Json) -> Fact | More:
    """The trails that record what happens in a Region: what each records, and whether it is on; a trail at a time.

    Several Regions share a trail: it is asked about once, where it is at home. Of an organization's trail a member
    may learn no more than that there is one; such a trail has `unread`, AWS's code.
    """
    found = attempt(lambda: _trail(session, so_far) if so_far else _trails(session.client("cloudtrail", region)))
    if isinstance(found, Failure):
        return settle(TRAILS, found)
    return More(found) if found["left"] else Fact.of(TRAILS.action, found["read"])


def _trails(client: BaseClient) -> Json:
    listed = answer(client, TRAILS, {})
    kept = [{member: trail[member] for member in _KEPT if member in trail} for trail in listed]
    return {"left": sorted(kept, key=lambda trail: str(need(trail, "TrailARN"))), "read": []}


def _trail(session: AccountSession, so_far: Json) -> Json:
    trail, *left = so_far["left"]
    arn = trail["TrailARN"]
    said = session.documents.get(arn, lambda: _recording(session, arn, str(trail.get("HomeRegion") or "")))
    return {"left": left, "read": [*so_far["read"], {**trail, **said}]}


def _recording(session: AccountSession, arn: str, home: str) -> Json:
    client = session.client("cloudtrail", home)
    said = attempt(
        lambda: {
            **step(SELECTORS, lambda: answer(client, SELECTORS, {"TrailName": arn})),
            **step(STATUS, lambda: answer(client, STATUS, {"Name": arn})),
        }
    )
    if not isinstance(said, Failure):
        return said
    if session.account not in arn.split(":") and (said.code in _OTHERS or said.reason == "AccessDenied"):
        return {"unread": said.code}
    raise CallFailed(said)


def read_events(client: BaseClient, so_far: Json, clock: Callable[[], datetime] | None = None) -> Fact | More:
    """Who changed buckets of a Region in the last 90 days, by time; one kind of event, one page at a time.

    Attempts that AWS refused changed nothing and are left out.
    """
    state = so_far or {"since": _since((clock or _now)()), "left": list(CHANGES), "token": "", "read": []}
    found = attempt(lambda: _looked_up(client, state))
    if isinstance(found, Failure):
        return settle(EVENTS, found)
    return More(found) if found["left"] else Fact.of(EVENTS.action, sorted(found["read"], key=_order))


def _now() -> datetime:
    return datetime.now(UTC)


def _since(now: datetime) -> str:
    return (now - timedelta(days=DAYS)).isoformat()


def _looked_up(client: BaseClient, state: Json) -> Json:
    name, *left = state["left"]
    further = {"NextToken": state["token"]} if state["token"] else {}
    wanted = [{"AttributeKey": "EventName", "AttributeValue": name}]
    since = datetime.fromisoformat(state["since"])
    page = ask(client, EVENTS.operation, LookupAttributes=wanted, StartTime=since, MaxResults=_PAGE, **further)
    read = [*state["read"], *_changes(need(page, EVENTS.select))]
    token = next_token(page, state["token"])
    return {**state, "left": [name, *left] if token else left, "token": token, "read": read}


def _changes(events: Json) -> Iterator[Json]:
    for event in events:
        said = _record(event)
        if not said.get("errorCode"):
            yield plain({
                "EventId": need(event, "EventId"),
                "EventName": need(event, "EventName"),
                "EventTime": need(event, "EventTime"),
                "bucketName": (said.get("requestParameters") or {}).get("bucketName"),
                "userIdentity": _identity(said.get("userIdentity") or {}),
            })  # fmt: skip


def _record(event: Json) -> Json:
    """The event itself, which LookupEvents gives as text."""
    said = json.loads(need(event, "CloudTrailEvent"))
    if not isinstance(said, dict):
        raise UnexpectedAnswer("the event is not a JSON object")
    return said


def _identity(given: Json) -> Json:
    """Who it was, without keys and sessions: of an assumed role the role."""
    issuer = ((given.get("sessionContext") or {}).get("sessionIssuer") or {}).get("arn")
    arn = issuer or given.get("arn")
    kept = {name: given[name] for name in ("type", "accountId", "invokedBy") if given.get(name)}
    return {**kept, **({"arn": arn} if arn else {})}


def _order(event: Json) -> tuple[str, str]:
    return event["EventTime"], event["EventId"]
