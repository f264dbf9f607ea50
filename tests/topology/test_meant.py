"""What is declared of a bucket is told with what chose it; opposites and what is not known are told too."""

from __future__ import annotations

from auditor.config import AllowedRegions, Intent, MustReplicate, Purpose, PurposeRule, RecoveryPoint
from auditor.snapshot import Fact, Resource
from auditor.snapshot.catalogue import BUCKET
from auditor.topology.meant import meant
from auditor.topology.parts import bucket_part

A = "111111111111"
UNREAD = Fact.unknown("s3:GetBucketTagging", "AccessDenied")


def told(intent: Intent, tags: Fact | None = None) -> list[str]:
    facts = {"tags": tags or Fact.of("s3:GetBucketTagging", {"use": "dr-1"})}
    bucket = Resource("arn:aws:s3:::orders", BUCKET, "orders", A, "eu-west-1", facts)
    return list(meant(bucket_part(bucket, intent), intent))


def purpose(of: Purpose, *names: str, **tags: str) -> PurposeRule:
    return PurposeRule(purpose=of, names=names, tags=tags)


def test_nothing_declared_is_nothing_told() -> None:
    assert told(Intent()) == []


def test_a_purpose_is_told_once_with_all_that_chose_it() -> None:
    rules = (purpose(Purpose.DR, "ord*"), purpose(Purpose.LOG, "*-logs"), purpose(Purpose.DR, "ord*", use="dr*"))
    assert told(Intent(purposes=rules)) == ["purpose dr: its name fits ord*, its tag use=dr-1 fits dr*"]


def test_a_duty_is_told_with_what_it_rests_on() -> None:
    assert told(Intent(must_replicate=(MustReplicate(accounts=(A,)),))) == [f"must replicate: it is of account {A}"]


def test_regions_and_the_recovery_point_are_told() -> None:
    regions = AllowedRegions(regions=("eu-west-1", "eu-central-1"))
    assert told(Intent(allowed_regions=(regions,), recovery_points=(RecoveryPoint(minutes=15),))) == [
        "replicas may lie in eu-central-1, eu-west-1",
        "of its newest data 15 minutes may be lost",
    ]


def test_logs_come_first() -> None:
    intent = Intent(must_replicate=(MustReplicate(accounts=(A,)),), purposes=(purpose(Purpose.LOG, "orders"),))
    assert told(intent)[-1] == "log comes first: it is not asked to replicate"


def test_opposites_are_told_even_where_tags_are_unread() -> None:
    rules = (purpose(Purpose.MIRROR, "ord*"), purpose(Purpose.BACKUP, "*ers"), purpose(Purpose.LOG, use="log"))
    assert told(Intent(purposes=rules), UNREAD)[2:] == [
        "backup comes before mirror: deletes are not to follow",
        "UNKNOWN: purposes: AccessDenied (s3:GetBucketTagging)",
    ]
