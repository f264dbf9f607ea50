"""The S3 Batch Operations jobs of a snapshot -> those that name a role, and those that work on a bucket."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from auditor.snapshot import NOT_COLLECTED, Fact, Json, Snapshot, State
from auditor.snapshot.catalogue import FACTS, REGION
from auditor.topology.arn import parse_arn
from auditor.topology.subject import Part

SOURCE = FACTS[REGION]["jobs"]
MEMBERS = (
    "JobId", "Status", "RoleArn", "CreationTime", "TerminationDate", "SuspendedDate", "Operation", "Manifest",
    "ManifestGenerator", "Report", "ProgressSummary", "FailureReasons", "days",
)  # fmt: skip
"""What rules may read of a job."""


class Jobs:
    """Every job of the Regions that were asked, newest first; read once, when somebody asks.

    Before those that are known stands one of which nothing is known, where a Region hides jobs: it may be the newest.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._read: Mapping[str, Mapping[str, Fact]] | None = None
        """Account -> Region -> its jobs."""

    def of_role(self, arn: str) -> Part:
        """The jobs that name the role, in the Regions of its account that were asked; or what hides them."""
        parsed = parse_arn(arn)
        account = parsed.account if parsed else ""
        return self._found(account, lambda job: job.get("RoleArn") == arn, self._hidden(account, None))

    def of_bucket(self, bucket: Mapping[str, Part]) -> Part:
        """The jobs whose manifest S3 made of the bucket, in its account; or what hides those of its Region.

        A manifest of somebody's own may list any bucket's objects, so such a job is nobody's here. Jobs replicate in
        the bucket's own Region only: where that is not known, it is one in which such a job was found.
        """
        account, region = (_plain(bucket[place]) for place in ("account", "region"))
        if not account:
            return bucket["account"] if isinstance(bucket["account"], Fact) else []
        found = self._found(account, lambda job: _source(job) == bucket["arn"], self._hidden(account, region))
        if isinstance(bucket["region"], Fact) and not region and not found.value:
            return bucket["region"]
        return found

    def of_account(self, account: str) -> Iterator[Fact]:
        """The jobs of each Region of the account that was asked, or what hides them."""
        yield from self._regions().get(account, {}).values()

    def _found(self, account: str, wanted: Callable[[Json], bool], hidden: Fact | None) -> Fact:
        jobs = [job for fact in self.of_account(account) for job in fact.value or () if wanted(job)]
        if hidden is not None and not jobs:
            return hidden
        unread = [dict.fromkeys(MEMBERS, hidden)] if hidden is not None else []
        return Fact.of(SOURCE, [*unread, *sorted((self._aged(job) for job in jobs), key=_age)])

    def _hidden(self, account: str, region: str | None) -> Fact | None:
        """The fact that hides jobs of the Region, or of any (None); None if none does."""
        read = self._regions().get(account, {})
        facts = [*read.values()] if region is None else [read[region]] if region in read else []
        if not facts:
            return Fact.unknown(SOURCE, NOT_COLLECTED, f"jobs of account {account} are not read there")
        return next((fact for fact in facts if fact.state is State.UNKNOWN), None)

    def _aged(self, job: Json) -> dict[str, Json]:
        """The job with `days`: since it was made, when the scan began; null if that cannot be told."""
        try:
            began = datetime.fromisoformat(str(self._snapshot.meta.get("started")))
            days = (began - datetime.fromisoformat(job["CreationTime"])).days
        except (KeyError, TypeError, ValueError):
            days = None
        return {**job, "days": days}

    def _regions(self) -> Mapping[str, Mapping[str, Fact]]:
        if self._read is None:
            read: dict[str, dict[str, Fact]] = defaultdict(dict)
            for resource in self._snapshot.resources(REGION):
                read[resource.account or ""][resource.region or resource.name] = resource.facts.get(
                    "jobs"
                ) or Fact.unknown(SOURCE, NOT_COLLECTED)
            self._read = read
        return self._read


def replicating(jobs: Part, role: str) -> Part:
    """Those that replicate, each with `own_role`: true if it works with `role`, else unknown: no other role is read."""
    if not isinstance(jobs, Fact) or jobs.state is not State.VALUE:
        return jobs
    chosen = (job for job in jobs.value if _unread(job) or "S3ReplicateObject" in (job.get("Operation") or {}))
    return Fact.of(SOURCE, [{**job, "own_role": _same(job.get("RoleArn"), role)} for job in chosen])


def report_bucket(jobs: Part) -> str | None:
    """The ARN of the bucket that the newest of the known jobs reports to; None if it makes no report."""
    listed = [job for job in (jobs.value if isinstance(jobs, Fact) else None) or () if not _unread(job)]
    report = (listed[0].get("Report") or {}) if listed else {}
    return report.get("Bucket") if report.get("Enabled") else None


def _unread(job: Json) -> bool:
    """Whether it stands for those that a Region hides."""
    return isinstance(job["JobId"], Fact)


def _same(named: Part, role: str) -> Part:
    if isinstance(named, Fact):
        return named
    return (
        True if named == role else Fact.unknown("iam:GetRole", NOT_COLLECTED, f"{named}, the job's role, is not read")
    )


def _source(job: Json) -> str | None:
    generator = (job.get("ManifestGenerator") or {}).get("S3JobManifestGenerator") or {}
    return generator.get("SourceBucket")


def _age(job: Json) -> tuple[bool, int, str]:
    return job["days"] is None, job["days"] or 0, str(job["JobId"])


def _plain(place: Part) -> str | None:
    if isinstance(place, Fact):
        return str(place.value) if place.state is State.VALUE else None
    return str(place) if place else None
