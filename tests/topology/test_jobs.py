"""Batch jobs by role and by bucket; what hides them, and what cannot be told of them."""

from __future__ import annotations

import pytest

from auditor.config.intent import Intent
from auditor.snapshot import Fact, Json, Resource, Snapshot, State
from auditor.snapshot.catalogue import FACTS, REGION, region_arn
from auditor.topology import Part, join
from auditor.topology.jobs import Jobs
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


def _ids(part: Part) -> list[str]:
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


def test_a_role_has_the_jobs_that_name_it_in_every_region_that_was_asked() -> None:
    there = [_job("there"), _job("another role", RoleArn="arn:aws:iam::111111111111:role/x")]
    regions = (_region(A, "us-east-1", []), _region(A, "eu-west-1", there))
    assert _ids(_part(_world(*regions), "role")) == ["there"]


def test_a_region_that_refused_may_hold_a_role_s_jobs() -> None:
    regions = (_region(A, "us-east-1", []), _region(A, "eu-west-1", DENIED))
    assert _part(_world(*regions), "role") == DENIED


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
