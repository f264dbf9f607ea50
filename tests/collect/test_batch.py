"""S3 Batch Operations jobs: every page of the list, every job, one call at a time."""

from __future__ import annotations

from collections.abc import Callable

import boto3
import pytest
from botocore.client import BaseClient

from auditor.collect import batch
from auditor.collect.paging import More
from auditor.snapshot import Fact, State
from tests.collect.canned import Asked, Canned, Reply, error, xml

Serve = Callable[[Callable[[Asked], Reply]], Canned]
Client = Callable[[str], BaseClient]
ID = "111111111111"
FIRST, SECOND = "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"


def _list(*ids: str, more: str = "") -> Reply:
    rows = "".join(f"<member><JobId>{id}</JobId></member>" for id in ids)
    return Reply(
        200, xml("ListJobsResult", f"<Jobs>{rows}</Jobs>" + (f"<NextToken>{more}</NextToken>" if more else ""))
    )


def _job(id: str, made: str) -> Reply:
    operation = "<Operation><S3ReplicateObject/></Operation><Priority>7</Priority>"
    inner = f"<JobId>{id}</JobId><Status>Complete</Status><CreationTime>{made}</CreationTime>{operation}"
    return Reply(200, xml("DescribeJobResult", f"<Job>{inner}</Job>"))


def _read(client: Client) -> tuple[Fact, int]:
    """The fact, and how many calls it took."""
    made, so_far = client("s3control"), None
    for calls in range(1, 20):
        found = batch.read_jobs(made, ID, so_far)
        if not isinstance(found, More):
            return found, calls
        so_far = found.so_far
    raise AssertionError("the list never ends")


def _two(asked: Asked) -> Reply:
    if asked.path.endswith("/jobs"):
        return _list(SECOND) if "nextToken" in asked.query else _list(FIRST, more="t")
    return _job(FIRST, "2026-11-01T00:00:00Z") if asked.path.endswith(FIRST) else _job(SECOND, "2026-11-02T00:00:00Z")


def test_each_job_of_each_page_is_described_and_the_newest_comes_first(serve: Serve, client: Client) -> None:
    endpoint = serve(_two)
    fact, calls = _read(client)
    assert (fact.source, [job["JobId"] for job in fact.value]) == ("s3:DescribeJob", [SECOND, FIRST])
    assert fact.value[0] == {
        "JobId": SECOND,
        "Status": "Complete",
        "Operation": {"S3ReplicateObject": {}},
        "CreationTime": "2026-11-02T00:00:00+00:00",
    }
    assert (calls, len(endpoint.requests)) == (4, 4)


def test_a_region_without_jobs_has_an_empty_list(serve: Serve, client: Client) -> None:
    serve(lambda _: _list())
    assert _read(client) == (Fact.of("s3:DescribeJob", []), 1)


@pytest.mark.parametrize(
    ("refused", "action"), [("/v20180820/jobs", "s3:ListJobs"), (f"/v20180820/jobs/{FIRST}", "s3:DescribeJob")]
)
def test_the_call_that_was_refused_is_named(serve: Serve, client: Client, refused: str, action: str) -> None:
    serve(lambda asked: error("AccessDenied", 403) if asked.path == refused else _two(asked))
    fact, _ = _read(client)
    assert (fact.state, fact.source, fact.reason) == (State.UNKNOWN, action, "AccessDenied")


def test_a_job_that_ended_its_days_meanwhile_is_left_out(serve: Serve, client: Client) -> None:
    serve(lambda asked: error("NoSuchJob", 404) if asked.path.endswith(FIRST) else _two(asked))
    assert [job["JobId"] for job in _read(client)[0].value] == [SECOND]


def test_a_listing_of_something_else_is_no_list_of_jobs(serve: Serve, client: Client) -> None:
    serve(lambda _: Reply(200, xml("ListBucketResult")))
    assert _read(client)[0].reason == "UnexpectedAnswer"


def test_a_list_that_goes_in_a_circle_ends(serve: Serve, client: Client) -> None:
    serve(lambda _: _list(more="again"))
    assert _read(client)[0].reason == "UnexpectedAnswer"


def test_on_the_emulator(emulator: None, client: Client) -> None:
    owner = boto3.client("s3control", "us-east-1")
    account = boto3.client("sts", "us-east-1").get_caller_identity()["Account"]
    role, report = f"arn:aws:iam::{account}:role/batch", {"Bucket": "arn:aws:s3:::reports", "Enabled": True}
    generator = {"S3JobManifestGenerator": {"SourceBucket": "arn:aws:s3:::b", "EnableManifestOutput": False}}
    asked = {"AccountId": account, "Operation": {"S3ReplicateObject": {}}, "Priority": 1, "RoleArn": role}
    owner.create_job(**asked, Report=report, ManifestGenerator=generator, ConfirmationRequired=False)
    owner.create_job(**asked, Report={"Enabled": False}, ManifestGenerator=generator, ConfirmationRequired=True)
    made, so_far = client("s3control"), None
    while isinstance(found := batch.read_jobs(made, account, so_far), More):
        so_far = found.so_far
    jobs = {job["Status"]: job for job in found.value}
    assert set(jobs) == {"Complete", "Suspended"}
    assert jobs["Complete"]["ManifestGenerator"] == generator
    assert (jobs["Complete"]["Report"], jobs["Complete"]["RoleArn"]) == (report, role)
