"""What the demo tells its emulator of the past: the header it goes in, and the events that CloudTrail keeps of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

HISTORY = "x-auditor-demo-history"
"""Header of a request that puts a replication configuration: events that are to have happened to its bucket."""


def told(bucket: str, events: Mapping[str, datetime]) -> str:
    """The header's value."""
    return json.dumps([[name, bucket, moment.timestamp()] for name, moment in events.items()])


def recorded(header: str, account: str) -> list[dict[str, Any]]:
    """The events as LookupEvents gives them, made by the account itself."""
    return [_event(name, bucket, moment, account) for name, bucket, moment in json.loads(header)]


def named(events: Iterable[Mapping[str, Any]], asked: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Those that a LookupEvents request asks for by name, newest first; all, if it names none."""
    names = {each["AttributeValue"] for each in asked.get("LookupAttributes") or ()}
    return sorted(
        (event for event in events if not names or event["EventName"] in names),
        key=lambda event: -event["EventTime"],
    )


def _event(name: str, bucket: str, moment: float, account: str) -> dict[str, Any]:
    who = {"type": "Root", "accountId": account, "arn": f"arn:aws:iam::{account}:root"}
    said = {"eventName": name, "requestParameters": {"bucketName": bucket}, "userIdentity": who}
    return {
        "EventId": f"{name}-{bucket}", "EventName": name, "EventTime": moment, "CloudTrailEvent": json.dumps(said),
    }  # fmt: skip
