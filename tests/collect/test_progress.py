"""The events of an account and of what is related, in order and with counts."""

from __future__ import annotations

from auditor.collect.judge import Failure
from auditor.collect.progress import Event, Stage, Tally
from auditor.snapshot import Fact, Resource

KNOWN = Resource("arn:aws:s3:::a", "AWS::S3::Bucket", "a", "1" * 12, None, {"versioning": Fact.of("s3:x", {})})
UNKNOWN = Resource("arn:aws:s3:::b", "AWS::S3::Bucket", "b", "1" * 12, None, {"tags": Fact.unknown("s3:y", "Timeout")})


def _told() -> tuple[list[Event], Tally]:
    events: list[Event] = []
    return events, Tally(events.append, "111111111111")


def test_an_account_is_started_counted_and_finished() -> None:
    events, tally = _told()
    tally.started()
    tally.opened(KNOWN, 2, None)
    tally.bucket(KNOWN)
    tally.bucket(UNKNOWN)
    assert [(event.stage, event.done, event.total, event.unknown) for event in events] == [
        (Stage.STARTED, 0, 0, 0),
        (Stage.BUCKETS, 1, 2, 0),
        (Stage.BUCKETS, 2, 2, 1),
        (Stage.FINISHED, 2, 2, 1),
    ]


def test_an_account_without_buckets_is_finished_at_once() -> None:
    events, tally = _told()
    tally.opened(KNOWN, 0, None)
    assert events == [Event(Stage.FINISHED, "111111111111")]


def test_a_closed_account_fails_with_its_reason() -> None:
    events, tally = _told()
    tally.opened(UNKNOWN, 0, Failure("WrongAccount", "another's"))
    assert events == [Event(Stage.FAILED, "111111111111", 0, 0, 1, "WrongAccount", "another's")]


def test_related_resources_are_counted() -> None:
    events, tally = _told()
    tally.total = 3
    tally.related(UNKNOWN)
    assert events == [Event(Stage.RELATED, "111111111111", 1, 3, 1)]
