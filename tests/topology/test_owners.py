"""The accounts that own the two ends of an edge, as far as they are known."""

from __future__ import annotations

from auditor.config.intent import Intent
from auditor.snapshot import Fact, Resource, Snapshot, State
from auditor.snapshot.catalogue import ACCOUNT, FACTS
from auditor.topology import Subject, join
from tests.topology.world import A, B, bucket, replication, rule, world

REGIONS = Fact.of(FACTS[ACCOUNT]["regions"], [{"RegionName": "eu-west-1", "RegionOptStatus": "ENABLED"}])


def _edge(snapshot: Snapshot) -> Subject:
    return next(subject for subject in join(snapshot, Intent()) if subject.kind == "replication")


def _source(**destination: str) -> Resource:
    return bucket("src", A, replication=replication(rule("dst", Destination=destination)))


def test_each_end_s_owner_is_the_account_as_it_was_read() -> None:
    root = f"arn:aws:iam::{B}:root"
    read = Resource(root, ACCOUNT, "backup", B, None, {"regions": REGIONS})
    snapshot = Snapshot.of([_source(), bucket("dst", B), read])
    owner = _edge(snapshot).parts["destination_owner"]
    assert (owner["account"], owner["name"], owner["regions"]) == (B, "backup", REGIONS)


def test_an_owner_that_only_the_rule_names_is_not_read() -> None:
    owner = _edge(world(_source(Account="999999999999"))).parts["destination_owner"]
    assert (owner["account"], owner["regions"].reason) == ("999999999999", "NotCollected")


def test_where_the_owner_is_not_known_nothing_of_it_is() -> None:
    owner = _edge(world(_source())).parts["destination_owner"]
    assert {owner[name].state for name in ("account", "regions", "public_access_block")} == {State.UNKNOWN}


def test_a_bucket_that_is_not_there_has_no_owner() -> None:
    gone = bucket("dst", None, existence=Fact.absent("s3:ListBucket", "404"))
    assert _edge(world(_source(), gone)).parts["destination_owner"]["regions"].state is State.ABSENT
