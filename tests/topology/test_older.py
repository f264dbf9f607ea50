"""Whether objects are older than a bucket's rules, as its events and S3's daily counts tell."""

from __future__ import annotations

import pytest

from auditor.config.intent import Intent
from auditor.snapshot import NOT_COLLECTED, Fact, Json, Resource, State
from auditor.snapshot.catalogue import FACTS, REGION, region_arn
from auditor.topology import join
from auditor.topology.older import older_objects
from tests.topology.world import A, bucket, replication, rule, world

BEGAN = "2026-11-21T10:00:00+00:00"
SAVED, MADE = "PutBucketReplication", "CreateBucket"


def event(name: str, day: str, of: str = "src") -> Json:
    made = {"EventId": f"{name}-{day}", "userIdentity": {}}
    return {"EventName": name, "EventTime": f"2026-{day}T12:00:00+00:00", "bucketName": of, **made}


def days(*runs: tuple[str, str], empty: bool = False) -> list[Json]:
    return [{"First": f"2026-{first}", "Last": f"2026-{last}", "Empty": empty} for first, last in runs]


def counted(*runs: tuple[str, str], empty: bool = False, of: str = "src") -> list[Json]:
    return [{"BucketName": of, "Days": days(*runs, empty=empty)}]


def told(events: Json | Fact, counts: Json | Fact, began: Json = BEGAN) -> Fact:
    given = {"events": events, "object_counts": counts}
    facts = {
        name: fact if isinstance(fact, Fact) else Fact.of(FACTS[REGION][name], fact) for name, fact in given.items()
    }
    return older_objects(facts, began)


BORN = [event(MADE, "10-01"), event(SAVED, "11-01")]
SINCE = ("10-10", "11-20")


def test_a_bucket_that_held_objects_when_it_got_its_first_rules_has_older_ones() -> None:
    assert told(BORN, counted(SINCE)).value is True


def test_a_bucket_that_was_first_counted_days_after_its_rules_were_saved_has_none() -> None:
    assert told(BORN, counted(("11-04", "11-20"))).value is False
    assert told(BORN[1:], counted(("11-04", "11-20"))).value is False


def test_a_bucket_that_was_counted_as_empty_since_has_none() -> None:
    empty = days(("11-03", "11-05"), empty=True)
    counts = [{"BucketName": "src", "Days": [*days(("10-10", "11-02")), *empty, *days(("11-06", "11-20"))]}]
    assert told(BORN, counts).value is False


@pytest.mark.parametrize(
    ("events", "counts"),
    [
        ([], counted(SINCE)),
        ([event(MADE, "10-01")], counted(SINCE)),
        (BORN, []),
        (BORN[1:], counted(SINCE)),
        ([event(SAVED, "09-30"), event(MADE, "10-01")], counted(SINCE)),
        (BORN, counted(("10-31", "11-20"))),
        (BORN, counted(("11-03", "11-20"))),
        (BORN, counted(("10-10", "11-10"), ("11-12", "11-20"))),
        (BORN, counted(("11-04", "11-10"), ("11-12", "11-20"))),
        (BORN, counted(("10-10", "11-15"))),
        (BORN, counted(("11-04", "11-15"))),
        (BORN, counted(("yore", "11-20"))),
        ([*BORN, event(SAVED, "11-12")], counted(("11-04", "11-20"))),
    ],
    ids=[
        "no event", "not saved lately", "never counted", "may have had rules before", "rules of a bucket of that name",
        "a day before", "two days after", "a gap in what was held", "a gap after", "no longer counted",
        "no longer counted since", "no day", "saved again when it held some",
    ],
)  # fmt: skip
def test_what_neither_tells_is_unknown(events: Json, counts: Json) -> None:
    fact = told(events, counts)
    assert (fact.state, fact.reason) == (State.UNKNOWN, "NotTold")


def test_what_was_not_asked_for_says_how_to_ask() -> None:
    fact = told(Fact.unknown("cloudtrail:LookupEvents", NOT_COLLECTED), [])
    assert (fact.source, fact.reason) == ("cloudtrail:LookupEvents", NOT_COLLECTED)
    assert "--changes" in fact.detail


def test_a_refusal_is_passed_on() -> None:
    refused = Fact.unknown("cloudwatch:ListMetrics", "AccessDenied", "no")
    assert told(BORN, refused) is refused


def test_without_the_time_of_the_scan_nothing_is_told() -> None:
    assert told(BORN, counted(SINCE), "yesterday").state is State.UNKNOWN


def test_a_bucket_has_what_is_about_itself() -> None:
    events = [*BORN, event("DeleteBucket", "11-02", "other")]
    facts = {
        "events": Fact.of("cloudtrail:LookupEvents", events),
        "object_counts": Fact.of("cloudwatch:GetMetricData", [*counted(SINCE), *counted(SINCE, of="other")]),
    }
    place = Resource(region_arn("aws", A, "us-east-1"), REGION, "us-east-1", A, "us-east-1", facts)
    subjects = join(world(bucket("src", A, replication=replication(rule("dst"))), place), Intent(), ("bucket",))
    region = next(subjects).parts["region"]
    assert region["events"].value == BORN
    assert region["object_counts"].value == counted(SINCE)
