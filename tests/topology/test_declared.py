"""Which declarations are about a bucket, in three values."""

from __future__ import annotations

import pytest

from auditor.config import AllowedRegions, Purpose, RecoveryPoint
from auditor.snapshot import Fact
from auditor.topology.declared import Traits, allowed_regions, recovery_point

A = "111111111111"
UNREAD = Fact.unknown("s3:GetBucketTagging", "AccessDenied")
NOBODY = Fact.unknown("s3:ListAllMyBuckets", "NotCollected")
NO_TAGS = Fact.absent("s3:GetBucketTagging", "NoSuchTagSet")


def traits(account: object = A, tags: Fact = NO_TAGS, purposes: object = ()) -> Traits:
    return Traits("orders", account, tags, purposes if isinstance(purposes, Fact) else list(purposes))


def regions(*names: str, **chosen: object) -> AllowedRegions:
    return AllowedRegions.model_validate({"regions": names, **chosen})


@pytest.mark.parametrize(
    ("declared", "of", "allowed"),
    [
        ([], traits(), None),
        ([regions("eu-west-1")], traits(), ["eu-west-1"]),
        ([regions("eu-west-1", names=["ord*"])], traits(), ["eu-west-1"]),
        ([regions("eu-west-1", names=["pay*"])], traits(), None),
        ([regions("eu-west-1", accounts=[A])], traits(), ["eu-west-1"]),
        ([regions("eu-west-1", accounts=[A])], traits(NOBODY), NOBODY),
        ([regions("eu-west-1", purposes=["dr"])], traits(purposes=["dr"]), ["eu-west-1"]),
        ([regions("eu-west-1", purposes=["dr"])], traits(purposes=UNREAD), UNREAD),
        ([regions("eu-west-1", tags={"class": "personal*"})], traits(tags=Fact.of("x", {"class": "personal-2"})),
         ["eu-west-1"]),
        ([regions("eu-west-1", tags={"class": "personal"})], traits(tags=UNREAD), UNREAD),
        ([regions("eu-west-1", tags={"class": "personal"}, names=["orders"])], traits(tags=UNREAD), ["eu-west-1"]),
        ([regions("eu-west-1", "us-east-1"), regions("us-east-1", names=["orders"])], traits(), ["us-east-1"]),
        ([regions("eu-west-1"), regions("us-east-1")], traits(), []),
    ],
)  # fmt: skip
def test_allowed_is_what_every_declaration_about_the_bucket_allows(
    declared: list[AllowedRegions], of: Traits, allowed: object
) -> None:
    assert allowed_regions(declared, of) == allowed


def test_the_strictest_recovery_point_counts() -> None:
    points = [RecoveryPoint(minutes=60), RecoveryPoint(minutes=15, purposes=(Purpose.DR,)), RecoveryPoint(minutes=240)]
    assert recovery_point(points, traits(purposes=["dr"])) == 15


def test_a_recovery_point_that_may_be_meant_hides_it() -> None:
    points = [RecoveryPoint(minutes=60), RecoveryPoint(minutes=15, tags={"tier": "gold"})]
    assert recovery_point(points, traits(tags=UNREAD)) == UNREAD
