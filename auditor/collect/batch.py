"""The S3 Batch Operations jobs of one Region: listed, then described, one call at a time.

S3 keeps a job for 90 days after it ends. A list names neither role nor bucket, so each job is described (S3 Control
API, "ListJobs", "DescribeJob"). No page tells how often that may be asked: the account's pace holds between calls.
"""

from __future__ import annotations

from botocore.client import BaseClient

from auditor.collect.judge import Failure, attempt
from auditor.collect.paging import More
from auditor.collect.read import Call, answer, ask, need, next_token, plain, settle, step
from auditor.snapshot import Fact, Json

_PAGE = 1000
"""The most jobs that one answer can hold."""
_KEPT = ("JobId", "Status", "Operation", "RoleArn", "Manifest", "ManifestGenerator", "Report", "ProgressSummary",
         "CreationTime", "TerminationDate", "SuspendedDate", "FailureReasons")  # fmt: skip
_GONE = ("NoSuchJob", "NotFoundException", "NoSuchJobException")
"""The job's 90 days ended since it was listed."""

LIST = Call("jobs", "list_jobs", "s3:ListJobs", always=(("MaxResults", _PAGE),), root=("ListJobsResult",))
JOBS = Call("jobs", "describe_job", "s3:DescribeJob", select="Job", keep=_KEPT,
            needs=("JobId", "Status"), absent=_GONE, root=("DescribeJobResult",))  # fmt: skip
FACTS = (JOBS,)
CALLS = (LIST, JOBS)


def read_jobs(client: BaseClient, account: str, so_far: Json) -> Fact | More:
    """One call of the many: the next page of the list while there is one, then the next job. Newest jobs first."""
    token, left, jobs = so_far or ("", None, [])
    if left is None or token:
        found = attempt(lambda: step(LIST, lambda: _page(client, account, token)))
        if isinstance(found, Failure):
            return settle(JOBS, found)
        ids, token = found
        return _on(token, [*(left or ()), *ids], jobs)
    job = attempt(lambda: answer(client, JOBS, {"AccountId": account, "JobId": left[0]}))
    if isinstance(job, Failure) and job.code not in JOBS.absent:
        return settle(JOBS, job)
    return _on("", left[1:], jobs if isinstance(job, Failure) else [*jobs, job])


def _page(client: BaseClient, account: str, token: str) -> tuple[list[str], str]:
    given = {"NextToken": token} if token else {}
    said = ask(client, LIST.operation, AccountId=account, **dict(LIST.always), **given)
    return [plain(need(job, "JobId")) for job in said.get("Jobs") or ()], next_token(said, token)


def _on(token: str, left: list[str], jobs: list[Json]) -> Fact | More:
    if token or left:
        return More((token, left, jobs))
    newest = sorted(jobs, key=lambda job: (str(job.get("CreationTime")), job["JobId"]), reverse=True)
    return Fact.of(JOBS.action, newest)
