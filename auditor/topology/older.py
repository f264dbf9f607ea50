"""A bucket's events and the days on which it held objects -> whether objects are older than its rules.

CloudTrail knows when a bucket was made and its rules were saved, of the last 90 days. S3 counts the objects of each
bucket once a day, unasked (S3 User Guide, "Amazon S3 metrics and dimensions"), and publishes nothing of a day on which
it was empty (AWS Support, quoted in issue 3798 of cloud-custodian). Delivery is at best effort: that there is no count
says something only where every day since the first has one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from auditor.snapshot import NOT_COLLECTED, Fact, Json, State
from auditor.topology.subject import Part

MARGIN = timedelta(days=2)
"""No page tells at which hour S3 counts, nor when it publishes: a day so far from an event is before it, or after."""


@dataclass(frozen=True, slots=True)
class _Days:
    """Days in a row that are alike."""

    first: date
    last: date
    empty: bool


def older_objects(region: Mapping[str, Part], began: Json) -> Fact:
    """True or false of a bucket, where the facts about it in its Region tell; `began` is when the scan did.

    False: it was empty when its rules were last saved. True: it held objects when it got its first, and ever since.
    """
    events, counts = region["events"], region["object_counts"]
    for fact in (events, counts):
        if fact.state is not State.VALUE:
            return _unread(fact)
    made = _times(events.value, "CreateBucket")[-1:]
    saved = [day for day in _times(events.value, "PutBucketReplication") if day >= max(made, default=day)]
    runs, now = [run for each in counts.value for run in _runs(each["Days"])], _moment(began)
    if not saved:
        return _untold(events, "its rules were saved longer ago than CloudTrail reaches back")
    if now is None or not runs:
        return _untold(counts, "S3 has counted no objects of it lately")
    if _emptied(runs, saved[-1], now):
        return Fact.of(counts.source, False)
    if made and _held(runs, saved[0], now):
        return Fact.of(counts.source, True)
    return _untold(counts, "S3's daily counts do not tell what it held when its first rules were saved")


def _emptied(runs: Sequence[_Days], saved: date, now: date) -> bool:
    """Counted as empty after the rules were saved; or not counted then, and every day from some later one until now."""
    return any(run.empty and run.last >= saved + MARGIN for run in runs) or (
        len(runs) == 1 and not runs[0].empty and runs[0].first > saved + MARGIN and runs[0].last >= now - MARGIN
    )


def _held(runs: Sequence[_Days], saved: date, now: date) -> bool:
    """Objects were counted each day, from before the rules were saved until now."""
    last = runs[-1]
    return not last.empty and last.first <= saved - MARGIN and last.last >= now - MARGIN


def _times(events: Sequence[Json], name: str) -> list[date]:
    moments = (_moment(event["EventTime"]) for event in events if event["EventName"] == name)
    return [moment for moment in moments if moment]


def _runs(days: Sequence[Json]) -> list[_Days]:
    """In order; none if something in their place is no day."""
    try:
        return [
            _Days(date.fromisoformat(each["First"]), date.fromisoformat(each["Last"]), each["Empty"]) for each in days
        ]
    except ValueError:
        return []


def _moment(text: Json) -> date | None:
    """The day in UTC; None for what is no time with its offset."""
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return moment.astimezone(UTC).date() if moment.tzinfo else None


def _unread(fact: Fact) -> Fact:
    if fact.reason == NOT_COLLECTED:
        return Fact.unknown(fact.source, NOT_COLLECTED, "since when it holds objects is read with --changes only")
    return fact


def _untold(fact: Fact, why: str) -> Fact:
    return Fact.unknown(fact.source, "NotTold", why)
