"""A snapshot's Regions in, verdicts on who changed a bucket and on whether AWS Config records buckets out.

Only the current snapshot is asked: CloudTrail keeps what happened since the baseline, and Config records now or not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

from auditor.drift.rules import CHANGES, RECORDERS
from auditor.drift.sides import Sides
from auditor.drift.verdict import plain
from auditor.finding import Evidence, Finding, Remediation, RuleInfo, Status
from auditor.snapshot import NOT_COLLECTED, Fact, Json, Resource, Snapshot, State
from auditor.snapshot.catalogue import BUCKET, FACTS, REGION

REACH = timedelta(days=90)
"""How far back CloudTrail's event history goes (CloudTrail User Guide, "Working with CloudTrail event history")."""
_FIS = "fis.amazonaws.com"
"""Fault Injection Service, whose experiments pause replication and resume it (FIS User Guide, "Actions reference")."""
_TOLD = 3


@dataclass(frozen=True, slots=True)
class Regions:
    """The Regions of a snapshot, and since when changes count."""

    approved: Sequence[str]
    """Patterns of the ARNs of those who may change buckets."""
    since: datetime | None
    """When the baseline was begun; None if it does not say."""
    until: datetime | None
    """When the current snapshot was begun."""
    by_account: Mapping[str, Sequence[Resource]] = field(default_factory=dict)

    @classmethod
    def of(cls, baseline: Snapshot, current: Snapshot, approved: Sequence[str]) -> Regions:
        """Those of `current`."""
        found: dict[str, list[Resource]] = defaultdict(list)
        for region in current.resources(REGION):
            found[region.account or ""].append(region)
        return cls(approved, _begun(baseline), _begun(current), found)

    def of_bucket(self, bucket: Resource) -> Resource | None:
        """The Region of a bucket; None if nothing was read of it."""
        of_owner = self.by_account.get(bucket.account or "", ())
        return next((region for region in of_owner if region.name == bucket.region), None)


def judge_changes(sides: Sides, regions: Regions) -> Finding:
    """Whether all who changed the bucket since the baseline are approved, or were an experiment of FIS."""
    if not regions.approved:
        return plain(CHANGES, sides, Status.NOT_APPLICABLE, "No approved actors are declared.")
    region = regions.of_bucket(sides.known)
    if region is None and sides.fact("replication")[1].state is State.ABSENT:
        return plain(CHANGES, sides, Status.NOT_APPLICABLE, "The bucket begins no edge, and its Region was not read.")
    events = region.fact("events") if region else _unread("events")
    if events.state is not State.VALUE:
        said = "Who changed the bucket was not read; collect with --changes."
        return plain(CHANGES, sides, Status.UNKNOWN, said, (_evidence("events", events),))
    return _judge_events(sides, events, regions)


def _judge_events(sides: Sides, events: Fact, regions: Regions) -> Finding:
    if regions.since is None or regions.until is None:
        return plain(CHANGES, sides, Status.UNKNOWN, "A snapshot does not say when it was collected.")
    mine = [event for event in events.value if event.get("bucketName") == sides.known.name]
    counted = [event for event in mine if _time(event) >= regions.since]
    strangers = [event for event in counted if not _known(event, regions.approved)]
    if strangers:
        return _changed(sides, strangers, events.source)
    if regions.until - regions.since > REACH:
        said = "CloudTrail reaches back 90 days, and the baseline is older."
        return plain(CHANGES, sides, Status.UNKNOWN, said)
    changes = "no change" if not counted else f"{len(counted)} by approved actors"
    return plain(CHANGES, sides, Status.PASS, f"Changes since the baseline: {changes}.")


def judge_recorders(sides: Sides, regions: Regions) -> Finding:
    """Whether a recorder that is on records buckets, in each Region of the account that was read."""
    asked = [
        (region, region.fact("recorders"))
        for region in regions.by_account.get(sides.known.account or "", ())
        if "recorders" in region.facts
    ]
    evidence = tuple(_evidence(f"{region.name}: recorders", fact) for region, fact in asked)
    blind = [region.name for region, fact in asked if fact.state is State.VALUE and not any(map(_sees, fact.value))]
    if blind:
        said = f"AWS Config does not record buckets in {', '.join(blind)}."
        return _failed(RECORDERS, sides, said, evidence, _RECORD)
    if not asked:
        return plain(RECORDERS, sides, Status.NOT_APPLICABLE, "What AWS Config records was not asked (--changes).")
    if any(fact.state is State.UNKNOWN for _, fact in asked):
        return plain(RECORDERS, sides, Status.UNKNOWN, "What AWS Config records could not be read.", evidence)
    return plain(RECORDERS, sides, Status.PASS, f"AWS Config records buckets in {len(asked)} Regions.", evidence)


_REVIEW = (
    "Ask who made the change and why (the evidence names the event in CloudTrail); undo it, withdraw the right to "
    "make it, or declare the actor in approved_actors."
)
_RECORD = "Turn on AWS Config's recorder in these Regions, with AWS::S3::Bucket among the types that it records."


def _sees(recorder: Json) -> bool:
    """Config API, "RecordingGroup": all types, all but some, or those that are named."""
    group = recorder["recordingGroup"]
    strategy = (group.get("recordingStrategy") or {}).get("useOnly")
    excluded = (group.get("exclusionByResourceTypes") or {}).get("resourceTypes") or ()
    every = bool(group.get("allSupported")) or strategy == "ALL_SUPPORTED_RESOURCE_TYPES"
    spared = strategy == "EXCLUSION_BY_RESOURCE_TYPES" and BUCKET not in excluded
    return recorder["recording"] and (every or spared or BUCKET in (group.get("resourceTypes") or ()))


def _known(event: Json, approved: Sequence[str]) -> bool:
    who = event["userIdentity"]
    return who.get("invokedBy") == _FIS or any(fnmatchcase(who.get("arn", ""), pattern) for pattern in approved)


def _changed(sides: Sides, events: Sequence[Json], source: str) -> Finding:
    told = [f"{event['EventName']} by {_who(event)}" for event in events[:_TOLD]]
    told += [f"{len(events) - _TOLD} more"] if len(events) > _TOLD else []
    evidence = tuple(Evidence(f"events[{event['EventName']}]", event, source) for event in events)
    return _failed(CHANGES, sides, f"Changed by actors that are not approved: {'; '.join(told)}.", evidence, _REVIEW)


def _who(event: Json) -> str:
    who = event["userIdentity"]
    return str(who.get("arn") or who.get("invokedBy") or who.get("accountId") or "somebody unnamed")


def _failed(rule: RuleInfo, sides: Sides, said: str, evidence: tuple[Evidence, ...], cure: str) -> Finding:
    remedy = Remediation("manual", {"text": cure})
    return Finding(
        rule.id, rule.severity, sides.kind, sides.subject, Status.FAIL, said, sides.accounts, evidence,
        remediation=remedy,
    )  # fmt: skip


def _evidence(expression: str, fact: Fact) -> Evidence:
    return Evidence(expression, fact.value, fact.source, fact.reason if fact.state is State.UNKNOWN else "")


def _unread(name: str) -> Fact:
    return Fact.unknown(FACTS[REGION][name], NOT_COLLECTED)


def _begun(snapshot: Snapshot) -> datetime | None:
    return _moment(snapshot.meta.get("started"))


def _time(event: Json) -> datetime:
    return datetime.fromisoformat(event["EventTime"])


def _moment(text: Json) -> datetime | None:
    """A time with its offset; None for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else None
