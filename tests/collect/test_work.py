"""What is certain is kept; what may be gone the next time is asked for again, and no more often than agreed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.collect.opening import Opened
from auditor.collect.paging import More
from auditor.collect.work import Work, answered, refused, settled
from auditor.snapshot import Fact, Resource
from auditor.snapshot.catalogue import ACCOUNT, BUCKET, REGION
from tests.collect.conftest import A

WORK = Work(BUCKET, A, "b", frozenset({"versioning", "policy", "tags"}))


def _bucket(**reasons: str) -> Resource:
    facts = {
        name: Fact.unknown("s3:Get", reason) if reason else Fact.of("s3:Get", {}) for name, reason in reasons.items()
    }
    return Resource("arn:aws:s3:::b", BUCKET, "b", A, "eu-west-1", facts)


@pytest.mark.parametrize(
    ("reason", "tries"),
    [("Throttled", 2), ("Timeout", 2), ("ServerError", 2), ("ConnectionFailed", 2), ("Postponed", 1)],
)
def test_what_may_pass_is_asked_for_again(reason: str, tries: int) -> None:
    kept, again = settled(WORK, _bucket(versioning="", policy=reason), 3)
    assert isinstance(kept, Resource)
    assert set(kept.facts) == {"versioning"}
    assert again is not None
    assert (again.wanted, again.tries, again.region) == ({"policy"}, tries, "eu-west-1")


@pytest.mark.parametrize("reason", ["AccessDenied", "NotSupported", "UnexpectedAnswer", "InvalidRequest"])
def test_what_will_not_pass_is_kept_as_it_is(reason: str) -> None:
    found = _bucket(versioning="", policy=reason)
    assert settled(WORK, found, 3) == (found, None)


def test_after_the_last_try_a_fact_is_unknown() -> None:
    found = _bucket(policy="Timeout")
    assert settled(Work(BUCKET, A, "b", frozenset({"policy"}), tries=3), found, 3) == (found, None)


@pytest.mark.parametrize(
    ("reasons", "tries"),
    [
        (("Throttled",) * 20, 12),
        (("ServerError",) * 20, 6),
        (("ConnectionFailed",) * 20, 6),
        (("Timeout",) * 20, 3),
        (("Throttled", "Throttled", "Throttled", "Throttled", "Timeout", "Throttled", "Throttled"), 7),
    ],
)
def test_what_does_not_pass_is_tried_less_often_than_what_is_throttled(reasons: tuple[str, ...], tries: int) -> None:
    left: Work | None = Work(BUCKET, A, "b", frozenset({"policy"}))
    made = 0
    for reason in reasons:
        if left is not None:
            made += 1
            _, left = settled(left, _bucket(policy=reason), 100)
    assert made == tries


def test_a_further_page_has_all_its_tries() -> None:
    work = Work(BUCKET, A, "b", frozenset({"policy"}), tries=5, spent=55)
    _, further = settled(work, More(("token", [])), 12)
    assert further is not None
    assert (further.tries, further.spent) == (0, 0)


def test_what_was_put_off_has_its_own_tries() -> None:
    work = Work(BUCKET, A, "b", frozenset({"policy", "tags"}), tries=3)
    kept, again = settled(work, _bucket(policy="Throttled", tags="Postponed"), 3)
    assert isinstance(kept, Resource)
    assert kept.facts["policy"].reason == "Throttled"
    assert again is not None
    assert (again.wanted, again.tries) == ({"tags"}, 1)


def test_what_is_throttled_for_the_first_time_is_not_given_up_because_others_were_before_it() -> None:
    work = Work(BUCKET, A, "b", frozenset({"policy", "tags"}), tries=3)
    kept, again = settled(work, _bucket(policy="", tags="Throttled"), 3)
    assert isinstance(kept, Resource)
    assert set(kept.facts) == {"policy"}
    assert again is not None
    assert (again.wanted, again.tries) == ({"tags"}, 2)


def test_what_was_known_before_is_no_progress() -> None:
    work = Work(BUCKET, A, "b", frozenset({"tags"}), tries=3)
    found = _bucket(location="", tags="Throttled")
    assert settled(work, found, 3) == (found, None)


def test_an_account_is_opened_again_as_a_whole() -> None:
    resource = Resource(
        f"arn:aws:iam::{A}:root", ACCOUNT, "", A, None, {"buckets": Fact.unknown("s3:List", "Throttled")}
    )
    work = Work(ACCOUNT, A, "", frozenset({"public_access_block"}))
    _, again = settled(work, Opened("aws", resource, (), {}), 3)
    assert again is not None
    assert (again.wanted, again.tries) == (work.wanted, 2)


def test_refusals_and_answers_are_counted_for_the_limiter() -> None:
    found = _bucket(versioning="", policy="AccessDenied", tags="Throttled", logging="Postponed")
    assert (answered(WORK, found), refused(found)) == (2, 1)


def test_a_location_that_the_list_gave_is_no_call() -> None:
    found, known = _bucket(location="", policy=""), replace(WORK, region="eu-west-1")
    assert (answered(WORK, found), answered(known, found)) == (2, 1)


def test_each_try_waits_longer_than_the_one_before_up_to_a_bound() -> None:
    waits = [Work(BUCKET, A, "b", frozenset(), tries=tries).patience for tries in range(1, 12)]
    assert waits == sorted(waits)
    assert waits[-1] == 5.0


def test_what_opens_an_account_is_not_held_up_by_the_limits_of_its_buckets() -> None:
    keys = {Work(type, A, "", frozenset()).key for type in (ACCOUNT, BUCKET)}
    assert len(keys) == 2


def test_a_list_goes_on_with_what_has_been_read_and_fresh_patience() -> None:
    work = Work(REGION, A, "r", frozenset({"alarms"}), "eu-west-1", tries=3, spent=40)
    kept, again = settled(work, More(("token", [])), 5)
    assert kept is None
    assert again is not None
    assert (again.so_far, again.tries, again.spent, again.patience) == (("token", []), 0, 0, 0.0)


def test_a_page_that_was_refused_is_asked_for_again_where_the_list_ended() -> None:
    work = Work(REGION, A, "r", frozenset({"alarms"}), "eu-west-1", tries=0, so_far=("token", []))
    facts = {"alarms": Fact.unknown("cloudwatch:DescribeAlarms", "Throttled")}
    kept, again = settled(work, Resource("r", REGION, "eu-west-1", A, "eu-west-1", facts), 5)
    assert isinstance(kept, Resource)
    assert not kept.facts
    assert again is not None
    assert (again.so_far, again.wanted) == (("token", []), {"alarms"})


def test_an_account_of_which_one_fact_is_always_throttled_is_given_up_in_the_end() -> None:
    facts = {"regions": Fact.of("account:ListRegions", []), "public_access_block": Fact.unknown("s3:Get", "Throttled")}
    resource = Resource(f"arn:aws:iam::{A}:root", ACCOUNT, "", A, None, facts)
    left: Work | None = Work(ACCOUNT, A, "", frozenset(facts))
    tries = 0
    while left is not None and tries < 100:
        tries += 1
        _, left = settled(left, Opened("aws", resource, (), {}), 12)
    assert tries == 12
