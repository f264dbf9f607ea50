"""Batch jobs by role and by bucket; what hides them, and what cannot be told of them."""

from __future__ import annotations

import pytest

from auditor.config.intent import Intent
from auditor.rules.regional_shapes import JOB
from auditor.snapshot import Fact, Json, Resource, Snapshot, State
from auditor.snapshot.catalogue import FACTS, REGION, region_arn
from auditor.topology import Part, join
from auditor.topology.jobs import MEMBERS, Jobs
from tests.topology.world import ROLE_ARN, A, B, arn, bucket, replication, rule, world

DENIED = Fact.unknown("s3:ListJobs", "AccessDenied")


def _job(id: str, source: str = "src", **more: Json) -> Json:
    generator = {"S3JobManifestGenerator": {"SourceBucket": arn(source)}}
    made = {"JobId": id, "Status": "Complete", "RoleArn": ROLE_ARN, "Operation": {"S3ReplicateObject": {}}}
    return {**made, "ManifestGenerator": generator, "CreationTime": "2026-11-01T00:00:00+00:00", **more}


def _region(account: str, name: str, jobs: list[Json] | Fact) -> Resource:
    fact = jobs if isinstance(jobs, Fact) else Fact.of(FACTS[REGION]["jobs"], jobs)
    return Resource(region_arn("aws", account, name), REGION, name, account, name, {"jobs": fact})


def _world(*regions: Resource, region: str | None = "us-east-1") -> Snapshot:
    source = bucket("src", A, region, replication=replication(rule("dst")))
    return world(source, bucket("dst", B, "eu-west-1"), *regions)


def _part(snapshot: Snapshot, kind: str, name: str = "batch_jobs", id: str = "") -> Part:
    wanted = (each for each in join(snapshot, Intent()) if each.kind == kind and each.id.startswith(id))
    return next(wanted).parts[name]


def _ids(part: Part) -> list[Part]:
    return [job["JobId"] for job in part.value]


def test_a_bucket_has_the_jobs_whose_manifest_was_made_of_it() -> None:
    jobs = [_job("mine"), _job("other", "elsewhere"), _job("own manifest", ManifestGenerator={})]
    assert _ids(_part(_world(_region(A, "us-east-1", jobs)), "bucket", id="src")) == ["mine"]


@pytest.mark.parametrize("read", [(), (_region(A, "us-east-1", DENIED),), (_region(A, "eu-west-1", []),)])
def test_without_its_region_a_bucket_s_jobs_are_unknown(read: tuple[Resource, ...]) -> None:
    assert _part(_world(*read), "bucket", id="src").state is State.UNKNOWN


def test_a_job_that_was_found_is_known_though_the_bucket_s_region_is_not() -> None:
    snapshot = _world(_region(A, "us-east-1", [_job("mine")]), region=None)
    assert _ids(_part(snapshot, "bucket", id="src")) == ["mine"]


def test_where_the_bucket_s_region_is_unknown_any_may_hide_jobs() -> None:
    regions = (_region(A, "us-east-1", [_job("mine")]), _region(A, "eu-west-1", DENIED))
    assert _ids(_part(_world(*regions, region=None), "bucket", id="src")) == [DENIED, "mine"]


def test_without_a_region_and_a_job_the_region_is_what_hides_them() -> None:
    found = _part(_world(_region(A, "us-east-1", []), region=None), "bucket", id="src")
    assert (found.state, found.source) == (State.UNKNOWN, "s3:GetBucketLocation")


def test_a_role_has_the_jobs_that_name_it_in_every_region_that_was_asked() -> None:
    there = [_job("there"), _job("another role", RoleArn="arn:aws:iam::111111111111:role/x")]
    regions = (_region(A, "us-east-1", []), _region(A, "eu-west-1", there))
    assert _ids(_part(_world(*regions), "role")) == ["there"]


def test_a_region_that_refused_may_hold_a_role_s_jobs() -> None:
    regions = (_region(A, "us-east-1", []), _region(A, "eu-west-1", DENIED))
    assert _part(_world(*regions), "role") == DENIED


def test_a_job_that_was_found_does_not_hide_that_a_region_refused() -> None:
    regions = (_region(A, "us-east-1", [_job("here")]), _region(A, "eu-west-1", DENIED))
    assert _ids(_part(_world(*regions), "role")) == [DENIED, "here"]


def test_before_a_bucket_s_job_of_elsewhere_stands_what_its_own_region_hides() -> None:
    regions = (_region(A, "us-east-1", DENIED), _region(A, "eu-west-1", [_job("there")]))
    first, second = _part(_world(*regions), "bucket", id="src").value
    assert (set(first.values()), second["JobId"]) == ({DENIED}, "there")


def test_an_edge_does_not_take_a_known_job_for_the_last_where_others_are_hidden() -> None:
    known = _job("there", Report={"Enabled": True, "Bucket": arn("dst")})
    snapshot = _world(_region(A, "us-east-1", DENIED), _region(A, "eu-west-1", [known]))
    assert [job["own_role"] for job in _part(snapshot, "replication").value] == [DENIED, True]
    assert _part(snapshot, "replication", "report")["name"] == "dst"


def test_all_that_rules_may_read_of_a_hidden_job_is_unknown() -> None:
    assert set(MEMBERS) == {*JOB, "days"}


def test_an_edge_has_the_jobs_that_replicate_and_where_the_last_one_reports_to() -> None:
    copy = _job("copy", Operation={"S3PutObjectCopy": {}}, CreationTime="2026-11-03T00:00:00+00:00")
    other = _job("other role", RoleArn="arn:aws:iam::111111111111:role/x", Report={"Enabled": False})
    snapshot = _world(
        _region(A, "us-east-1", [copy, _job("mine", Report={"Enabled": True, "Bucket": arn("dst")}), other])
    )
    jobs = {job["JobId"]: job["own_role"] for job in _part(snapshot, "replication").value}
    assert jobs["mine"] is True
    assert (jobs.keys(), jobs["other role"].reason) == ({"mine", "other role"}, "NotCollected")
    assert _part(snapshot, "replication", "report")["name"] == "dst"


def test_jobs_are_as_old_as_they_were_when_the_scan_began() -> None:
    found = Snapshot.of([_region(A, "us-east-1", [_job("a")])])
    (job,) = Jobs(found).of_role(ROLE_ARN).value
    assert job["days"] is None, "this snapshot does not say when it began"


def test_without_any_region_a_role_s_jobs_are_unknown() -> None:
    assert Jobs(world()).of_role(ROLE_ARN).reason == "NotCollected"
