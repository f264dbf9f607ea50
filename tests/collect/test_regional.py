"""Regions: where edges lie and S3 tells of them, each through the accounts concerned, service by service."""

from __future__ import annotations

import pytest

from auditor.collect import regional
from auditor.collect.opening import Opened
from auditor.collect.places import places
from auditor.collect.plan import region_steps
from auditor.collect.work import Work
from auditor.snapshot import Demand, Fact, Resource, Snapshot
from auditor.snapshot.catalogue import ACCOUNT, BUCKET, FACTS, REGION, region_arn
from tests.collect.conftest import A, B, C

ALARMS = Demand(regions=frozenset({"alarms"}))


def _bucket(name: str, account: str | None, region: str | None, *destinations: str) -> Resource:
    rules = [{"Destination": {"Bucket": f"arn:aws:s3:::{to}"}} for to in destinations]
    facts = {"replication": Fact.of("s3:Get", {"Role": "r", "Rules": rules})} if destinations else {}
    return Resource(f"arn:aws:s3:::{name}", BUCKET, name, account, region, facts)


ESTATE = Snapshot.of(
    [
        _bucket("bystander", A, "ap-south-1"),
        _bucket("copy", B, "eu-west-1"),
        _bucket("source", A, "us-east-1", "copy", "stranger", "gone"),
        _bucket("stranger", None, "us-west-2"),
        _bucket("gone", None, None),
    ]
)


def _opened(account: str, *regions: str, closed: bool = False, **enabled: str) -> Opened:
    access = Fact.unknown("sts:AssumeRole", "AccessDenied") if closed else Fact.of("sts:AssumeRole", {})
    told = [{"RegionName": name.replace("_", "-"), "RegionOptStatus": state} for name, state in enabled.items()]
    facts = {"access": access, "regions": Fact.of("account:ListRegions", told)}
    root = Resource(f"arn:aws:iam::{account}:root", ACCOUNT, "", account, None, facts)
    return Opened("aws", root, (), {}, regions)


def _asked(opened: dict[str, Opened], known: Resource | None = None) -> list[tuple[str, str]]:
    steps = region_steps(places(ESTATE, every_region=False), opened, ALARMS, lambda _: known)
    return [(step.account, step.region) for step in steps if isinstance(step, Work)]


def test_the_sources_are_the_catalogue() -> None:
    rows = [source.call for source in regional.SOURCES]
    assert {call.fact: call.action for call in rows} == FACTS[REGION]
    assert len(rows) == len(FACTS[REGION])


@pytest.mark.parametrize("fact", FACTS[REGION])
def test_each_fact_comes_from_one_source(fact: str) -> None:
    assert regional.source_of({fact}).call.fact == fact


def test_edges_lie_where_they_begin_and_end_and_where_s3_tells_of_them() -> None:
    both_ends = {(A, "us-east-1"), (B, "eu-west-1")}
    told_of = {(A, "eu-west-1"), (A, "us-west-2")}
    assert set(places(ESTATE, every_region=False)) == both_ends | told_of


def test_bystanders_lie_somewhere_too() -> None:
    assert (A, "ap-south-1") in places(ESTATE, every_region=True)


def test_only_open_accounts_are_asked() -> None:
    assert {account for account, _ in _asked({A: _opened(A, closed=True), B: _opened(B)})} == {B}


def test_an_account_outside_the_scan_is_not_asked() -> None:
    assert _asked({C: _opened(C)}) == []


def test_regions_that_are_not_scanned_are_not_asked_about() -> None:
    assert _asked({A: _opened(A, "us-east-1")}) == [(A, "us-east-1")]


def test_what_is_there_already_is_not_asked_for_again() -> None:
    have = Resource(region_arn("aws", B, "eu-west-1"), REGION, "", B, None, {"alarms": Fact.of("x", [])})
    assert _asked({B: _opened(B)}, have) == []


ENABLED = {"us_east_1": "ENABLED_BY_DEFAULT", "eu_south_1": "ENABLED", "af_south_1": "DISABLED"}


def test_what_may_be_done_anywhere_is_read_in_every_region_that_is_enabled_and_nothing_else_there() -> None:
    demand = Demand(regions=frozenset({"alarms", "jobs"}), everywhere=frozenset({"jobs"}))
    steps = region_steps([(A, "us-east-1")], {A: _opened(A, **ENABLED)}, demand, lambda _: None)
    asked = [(step.region, *step.wanted) for step in steps if isinstance(step, Work)]
    assert asked == [("eu-south-1", "jobs"), ("us-east-1", "alarms"), ("us-east-1", "jobs")]


@pytest.mark.parametrize("opened", [_opened(A, closed=True, **ENABLED), _opened(A, "us-east-1", **ENABLED)])
def test_an_enabled_region_that_is_not_scanned_is_not_asked_about(opened: Opened) -> None:
    demand = Demand(regions=frozenset({"jobs"}), everywhere=frozenset({"jobs"}))
    steps = region_steps([], {A: opened}, demand, lambda _: None)
    assert {step.region for step in steps if isinstance(step, Work)} <= {"us-east-1"}


def test_a_piece_of_work_is_one_fact() -> None:
    demand = Demand(regions=frozenset(FACTS[REGION]))
    steps = list(region_steps([(A, "us-east-1")], {A: _opened(A)}, demand, lambda _: None))
    assert sorted(str(*step.wanted) for step in steps if isinstance(step, Work)) == sorted(FACTS[REGION])


def test_each_region_of_an_account_has_a_pace_of_its_own() -> None:
    keys = {
        Work(REGION, A, region_arn("aws", A, region), frozenset({"alarms"}), region).key
        for region in ("eu-west-1", "us-east-1")
    }
    assert keys == {(A, "cloudwatch@eu-west-1"), (A, "cloudwatch@us-east-1")}
