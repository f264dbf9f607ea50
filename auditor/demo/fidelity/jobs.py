"""S3 Batch Operations jobs: kept as they are created, listed a page at a time, described.

A job that waits for confirmation is Suspended, any other is Complete at once and did nothing (S3 Control API,
"CreateJob", "ListJobs", "DescribeJob").
"""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from moto.s3control.models import s3control_backends

from auditor.demo.fidelity.wire import Answer, Asked

XML = "application/xml"
_KEPT = "_kept_jobs"
"""Attribute of moto's backend: Region -> the jobs' elements by id."""
_OWN = ("ClientRequestToken", "Tags")
"""What a request has and a job has not."""
_MADE = "2026-11-20T12:00:00Z"

Jobs = dict[str, list[ElementTree.Element]]


def create(asked: Asked) -> Answer:
    """CreateJob."""
    jobs = _jobs(asked)
    given = [each for each in ElementTree.fromstring(asked.body) if _name(each) not in _OWN]  # noqa: S314  our own SDK's
    waits = any(_name(each) == "ConfirmationRequired" and each.text == "true" for each in given)
    id = str(uuid5(NAMESPACE_URL, f"{asked.account}/{asked.region}/{len(jobs)}"))
    done = "".join(
        f"<{name}>0</{name}>" for name in ("TotalNumberOfTasks", "NumberOfTasksSucceeded", "NumberOfTasksFailed")
    )
    made = ElementTree.fromstring(  # noqa: S314
        f"<Job><JobId>{id}</JobId><Status>{'Suspended' if waits else 'Complete'}</Status>"
        f"<CreationTime>{_MADE}</CreationTime><ProgressSummary>{done}</ProgressSummary></Job>"
    )
    jobs[id] = [*made, *given]
    return 200, XML, f"<CreateJobResult><JobId>{id}</JobId></CreateJobResult>"


def describe(asked: Asked) -> Answer:
    """DescribeJob."""
    job = _jobs(asked).get(asked.path.rpartition("/")[2])
    if job is None:
        return 404, XML, "<ErrorResponse><Error><Code>NoSuchJob</Code><Message>None</Message></Error></ErrorResponse>"
    return 200, XML, f"<DescribeJobResult><Job>{''.join(map(_written, job))}</Job></DescribeJobResult>"


def listed(asked: Asked) -> Answer:
    """ListJobs: newest first, as many as are asked for."""
    jobs = [*reversed(_jobs(asked).items())]
    first, most = int(asked.query.get("nextToken", ["0"])[0]), int(asked.query.get("maxResults", ["1000"])[0])
    rows = "".join(f"<member><JobId>{id}</JobId></member>" for id, _ in jobs[first : first + most])
    more = f"<NextToken>{first + most}</NextToken>" if len(jobs) > first + most else ""
    return 200, XML, f"<ListJobsResult><Jobs>{rows}</Jobs>{more}</ListJobsResult>"


def _jobs(asked: Asked) -> Jobs:
    held: dict[str, Jobs] = vars(s3control_backends[asked.account]["aws"]).setdefault(_KEPT, {})
    return held.setdefault(asked.region, {})


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _written(element: ElementTree.Element) -> str:
    """Without the namespace, which the SDK's parser does not ask for."""
    for each in element.iter():
        each.tag = _name(each)
    return ElementTree.tostring(element, encoding="unicode")
