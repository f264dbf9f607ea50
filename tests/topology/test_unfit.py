"""What was declared and is about no bucket is told; what may be about one is not."""

from __future__ import annotations

import pytest

from auditor.config import AllowedRegions, Intent, MustReplicate, Purpose, PurposeRule, RecoveryPoint
from auditor.snapshot import Fact, Resource, Snapshot
from auditor.snapshot.catalogue import BUCKET
from auditor.topology.unfit import unfit

A = "111111111111"
READ = Fact.of("s3:GetBucketTagging", {"use": "dr-1"})
UNREAD = Fact.unknown("s3:GetBucketTagging", "AccessDenied")


def orders(tags: Fact = READ, **scope: list[str]) -> Snapshot:
    return Snapshot.of([Resource("arn:aws:s3:::orders", BUCKET, "orders", A, "eu-west-1", {"tags": tags})], scope)


@pytest.mark.parametrize(
    "rule",
    [
        MustReplicate(names=("ord*", "typo*")),
        MustReplicate(names=("typo*",), accounts=(A,)),
        MustReplicate(names=("typo*",), tags={"use": "dr*"}),
    ],
)
def test_one_match_is_enough(rule: MustReplicate) -> None:
    assert unfit(orders(), Intent(must_replicate=(rule,))) == ()


def test_what_fits_nothing_is_told_by_its_place() -> None:
    fits, typo = PurposeRule(purpose=Purpose.LOG, names=("ord*",)), PurposeRule(purpose=Purpose.DR, names=("Ord*",))
    intent = Intent(
        purposes=(fits, typo),
        must_replicate=(MustReplicate(accounts=("222222222222",)),),
        allowed_regions=(AllowedRegions(regions=("eu-west-1",), tags={"use": "log*"}),),
    )
    assert unfit(orders(), intent) == ("purposes[1]", "must_replicate[0]", "allowed_regions[0]")


def test_unread_tags_may_fit() -> None:
    assert unfit(orders(UNREAD), Intent(must_replicate=(MustReplicate(tags={"tier": "gold"}),))) == ()
    assert unfit(orders(UNREAD), Intent(must_replicate=(MustReplicate(names=("typo",)),))) == ("must_replicate[0]",)


def test_what_is_said_of_all_buckets_or_of_a_purpose_is_not_asked() -> None:
    points = (RecoveryPoint(minutes=15), RecoveryPoint(minutes=5, purposes=(Purpose.LOG,)))
    assert unfit(orders(), Intent(recovery_points=points)) == ()


def test_of_a_part_of_the_buckets_nothing_is_told() -> None:
    assert unfit(orders(buckets=["orders"]), Intent(must_replicate=(MustReplicate(names=("pay*",)),))) == ()
