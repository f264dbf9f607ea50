"""What is asked about a Region of an account: each fact with the service that gives it, one piece of work each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from botocore.client import BaseClient

from auditor.collect import analyzer, batch, cloudtrail, cloudwatch, counts, datasync, metrics, recorders
from auditor.collect.paging import More
from auditor.collect.read import Call
from auditor.collect.session import AccountSession
from auditor.snapshot import Fact, Json


@dataclass(frozen=True, slots=True)
class Source:
    """Where one fact comes from."""

    family: str
    """What `limiter.py` calls the calls that it takes: AWS limits them together."""
    service: str
    """The SDK's name of it."""
    call: Call
    """The row of the fact."""
    further: tuple[Call, ...]
    """Other calls that the fact takes."""
    cost: int
    """How many calls one piece of work makes, at most."""
    read: Callable[[AccountSession, str, Json], Fact | More]
    """Account, Region and what was read of a list so far -> the fact, or that the list goes on."""


def _asked(service: str, read: Callable[[BaseClient, Json], Fact | More]) -> Callable[..., Fact | More]:
    """A reader that takes no more than a client in the Region."""
    return lambda session, region, so_far: read(session.client(service, region), so_far)


def _jobs(session: AccountSession, region: str, so_far: Json) -> Fact | More:
    return batch.read_jobs(session.client("s3control", region), session.account, so_far)


SOURCES = (
    Source("cloudwatch", "cloudwatch", cloudwatch.ALARMS, (), 1, _asked("cloudwatch", cloudwatch.read_alarms)),
    Source("metrics", "cloudwatch", metrics.DATA, (metrics.LIST,), 1, _asked("cloudwatch", metrics.read_metrics)),
    Source("metrics", "cloudwatch", counts.DATA, (counts.LIST,), 1, _asked("cloudwatch", counts.read_counts)),
    Source("cloudtrail", "cloudtrail", cloudtrail.TRAILS, (cloudtrail.SELECTORS, cloudtrail.STATUS), 2,
           cloudtrail.read_trails),
    Source("events", "cloudtrail", cloudtrail.EVENTS, (), 1, _asked("cloudtrail", cloudtrail.read_events)),
    Source("config", "config", recorders.RECORDERS, (recorders.STATUS,), 2,
           _asked("config", lambda client, _: recorders.read_recorders(client))),
    Source("batch", "s3control", batch.JOBS, (batch.LIST,), 1, _jobs),
    Source("datasync", "datasync", datasync.TASKS, (datasync.LIST, datasync.LOCATIONS), 1, datasync.read_tasks),
    Source("access-analyzer", "accessanalyzer", analyzer.FINDINGS, (analyzer.LIST,), 1,
           _asked("accessanalyzer", analyzer.read_findings)),
)  # fmt: skip


def source_of(wanted: Iterable[str]) -> Source:
    """Where the one fact that is wanted comes from. Raises StopIteration if nothing gives it."""
    (name,) = wanted
    return next(source for source in SOURCES if source.call.fact == name)
