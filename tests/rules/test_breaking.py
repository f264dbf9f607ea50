"""A healthy edge of each kind raises no alarm; with one thing broken, exactly the rules about that thing change.

What counts then, and how often, is told too: once, unless `several.py` says why not; all else follows from that.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from auditor.finding import Assessment, Status
from auditor.snapshot import Fact, Json
from tests.rules.breaks import ANY, Break, Case, changed
from tests.rules.broken_above import ABOVE
from tests.rules.broken_buckets import BUCKETS
from tests.rules.broken_keys import KEYS
from tests.rules.broken_policies import POLICIES
from tests.rules.broken_regions import REGIONS
from tests.rules.broken_roles import ROLES
from tests.rules.broken_rules import RULES
from tests.rules.several import COUNTED
from tests.rules.ways import admitting, boundary, denied, granted, put, rule, without
from tests.rules.worlds import DESTINATION, KINDS, PACKS, SOURCE, WRITE, World, judged

CASES = (*ABOVE, *RULES, *BUCKETS, *KEYS, *POLICIES, *ROLES, *REGIONS)
NOT_READ = {"existing-objects-replicated", "replication-outages-backfilled"}
"""Rules that need what is in no world here: the objects themselves, and history."""


@cache
def healthy(kind: str) -> Assessment:
    return judged(KINDS[kind]())


@pytest.mark.parametrize("kind", KINDS)
def test_a_healthy_edge_raises_no_alarm(kind: str) -> None:
    found = healthy(kind).findings
    assert {each.rule for each in found if each.status is Status.FAIL} == set()
    assert {each.rule for each in found if each.status is Status.UNKNOWN} == NOT_READ


def _broken() -> Iterator[object]:
    for case in CASES:
        for kind in case.kinds:
            yield pytest.param(kind, case, id=f"{kind}: {case.what}")


@pytest.mark.parametrize(("kind", "case"), [*_broken()])
def test_what_is_broken_is_all_that_changes_and_counts_once(kind: str, case: Case) -> None:
    world = KINDS[kind]()
    case.broken(world)
    broken = judged(world)
    found = changed(healthy(kind), broken)
    unlisted = {change: rules for change, rules in found.items() if case.changes.get(change) != ANY}
    listed = {change: set(rules.split()) for change, rules in case.changes.items() if rules != ANY}
    assert unlisted == listed
    counting = {each.fingerprint for each in broken.failing()}
    assert len(counting) == COUNTED.get((kind, case.what), any("> FAIL" in change for change in listed))
    assert {each.cause for each in broken.findings.listed("consequence")} <= counting


TWO: dict[str, tuple[Break, Break, set[str]]] = {
    "a boundary, and no right to read": (
        boundary("s3:None"),
        without("s3:GetObjectVersionForReplication", f"{SOURCE}/*"),
        {"guardrails-permit-replication", "role-may-read-source"},
    ),
    "a boundary, and no right to write": (
        boundary("s3:None"),
        without("s3:ReplicateObject", f"{DESTINATION}/*"),
        {"guardrails-permit-replication", "role-may-replicate-to-destination"},
    ),
    "a Deny, and nothing that allows": (
        put(DESTINATION, policy=None),
        admitting(DESTINATION, denied("s3:*", f"{DESTINATION}/*")),
        {"denies-spare-replication", "destination-policy-admits-role"},
    ),
    "a wildcard, and a right to write to the source": (
        granted("s3:Get*", f"{SOURCE}/*"),
        granted("s3:PutObject", f"{SOURCE}/*"),
        {"role-no-action-wildcards", "role-cannot-change-source"},
    ),
}


@pytest.mark.parametrize(("one", "other", "counting"), TWO.values(), ids=TWO)
def test_of_two_things_broken_neither_hides_the_other(one: Break, other: Break, counting: set[str]) -> None:
    world = KINDS["cross-account"]()
    one(world)
    other(world)
    assert {each.rule for each in judged(world).failing()} == counting


def test_what_counts_more_than_once_is_broken_here() -> None:
    assert COUNTED.keys() <= {(kind, case.what) for case in CASES for kind in case.kinds}
    assert min(COUNTED.values()) > 1


def test_no_break_of_a_kind_is_told_twice() -> None:
    told = [(case.what, kind) for case in CASES for kind in case.kinds]
    assert [each for each in told if told.count(each) > 1] == []


NEVER = {"role-trust-conditions-reviewed"}
"""A rule that never fails."""


def test_every_shipped_rule_is_broken_by_something() -> None:
    shipped = {each.info.id for pack in PACKS for each in pack.rules}
    failing = {
        id for case in CASES for change, ids in case.changes.items() if "> " in change for id in _failing(change, ids)
    }
    assert shipped - failing == NEVER


def _failing(change: str, ids: str) -> set[str]:
    return set(ids.split()) if "FAIL" in change.partition(" > ")[2] else set()


@pytest.mark.parametrize("stated", [True, False], ids=["account stated", "no account stated"])
def test_a_bucket_that_is_gone_is_one_failure_and_nothing_unknown(stated: bool) -> None:
    world = KINDS["kms"]()
    missing = "arn:aws:s3:::gone"
    world.facts[missing] = {"existence": None}
    rule(Destination={"Bucket": missing, **({} if stated else {"Account": None})})(world)
    without(WRITE, f"{DESTINATION}/*")(world)
    granted(["s3:ReplicateObject", "s3:ReplicateTags"], f"{missing}/*")(world)
    world.facts.pop("arn:aws:s3:::destination")
    world.purposes = {"source": "dr", "gone": "backup"}
    found = [each for each in judged(world).findings if each.cause is None]
    assert {each.rule for each in found if each.status is Status.FAIL} == {"destination-bucket-exists"}
    assert {each.rule for each in found if each.status is Status.UNKNOWN} == NOT_READ


def _unread() -> Iterator[object]:
    for kind, make in KINDS.items():
        for arn, held in make().facts.items():
            yield from (pytest.param(kind, arn, name, id=f"{kind}: {name} of {arn}") for name in held)


@pytest.mark.parametrize(("kind", "arn", "name"), [*_unread()])
def test_what_is_not_read_never_fails(kind: str, arn: str, name: str) -> None:
    world: World = KINDS[kind]()
    unread: Json = Fact.unknown("any", "AccessDenied")
    world.facts[arn][name] = unread
    assert not [each.rule for each in judged(world).findings if each.status is Status.FAIL]
