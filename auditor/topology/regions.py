"""A bucket's Region, as an account sees it -> the part of a subject that says what is kept there of replication."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from auditor.snapshot import NOT_COLLECTED, Fact, Json, Resource, Snapshot, State
from auditor.snapshot.catalogue import FACTS, REGION, REPLICATION_METRICS, S3_METRICS, region_arn
from auditor.topology.arn import bucket_name, parse_arn
from auditor.topology.edge import Edge
from auditor.topology.subject import Part
from auditor.topology.trails import of_bucket

_DIMENSIONS = ("SourceBucket", "DestinationBucket", "RuleId")
"""What tells one rule's metrics from another's (S3 User Guide, "Amazon S3 metrics and dimensions")."""
_ONLY_WHEN_TRIED = ("OperationsFailedReplication",)

Measured = tuple[str, ...]
"""The values of those dimensions."""


@dataclass(frozen=True, slots=True)
class _Read:
    """One Region of one account, and what of it belongs to which rule."""

    part: Mapping[str, Part]
    alarms: Mapping[Measured, list[Json]] = field(default_factory=dict)
    queries: tuple[Json, ...] = ()
    """Alarms on what a search or query finds, which may be any rule's."""
    metrics: Mapping[Measured, Mapping[str, float]] = field(default_factory=dict)
    """By name; those of which nothing was published are left out."""
    events: Mapping[str, list[Json]] = field(default_factory=dict)
    """By bucket."""
    counts: Mapping[str, Json] = field(default_factory=dict)
    """By bucket."""


class Regions:
    """The Regions of a snapshot; each is read once, whoever asks for it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._read: dict[str, _Read] = {}
        self._trails: Mapping[str, Json] | None = None

    def of_bucket(self, account: Part, bucket: Mapping[str, Part]) -> Mapping[str, Part]:
        """The Region that `bucket` lies in, as `account` sees it: `arn, name, account` and its facts.

        Events and counts are the bucket's own. Of a trail it says what of the bucket it `records`. Where account or
        Region is not known, or is none because there is no such bucket, the facts are the same.
        """
        found, name = self._find(account, bucket), bucket_name(str(bucket["arn"]))
        trails: Fact = found.part["trails"]
        told = _with(trails, lambda listed: [self._of_trail(each, bucket, trails.source) for each in listed])
        events = _with(found.part["events"], lambda _: found.events.get(name, []))
        counts = _with(found.part["object_counts"], lambda _: [found.counts[name]] if name in found.counts else [])
        return {**found.part, "trails": told, "events": events, "object_counts": counts}

    def of_edge(self, account: Part, bucket: Mapping[str, Part], edge: Edge, rule: Json) -> Mapping[str, Part]:
        """As `of_bucket`, with only what is about the metrics of `rule`; of an alarm also which ones it `watches`."""
        found = self._find(account, bucket)
        key = (bucket_name(edge.source), bucket_name(edge.destination), str(rule.get("ID")))
        part = self.of_bucket(account, bucket)
        alarms = [*found.alarms.get(key, ()), *found.queries]
        return {
            **part,
            "alarms": _with(part["alarms"], lambda _: alarms),
            "replication_metrics": _with(part["replication_metrics"], lambda _: _values(found.metrics.get(key, {}))),
        }

    def _of_trail(self, trail: Json, bucket: Mapping[str, Part], source: str) -> Json:
        """The trail for the bucket; one of another account as that account describes it, if it was scanned.

        An organization's trail records its members by the same selectors (CloudTrail User Guide, "Creating a trail for
        an organization").
        """
        if trail.get("unread"):
            trail = self._described().get(str(trail["TrailARN"]), trail)
        return of_bucket(trail, str(bucket["arn"]), source)

    def _described(self) -> Mapping[str, Json]:
        """Every trail of which an account says what it records, by ARN; gathered once."""
        if self._trails is None:
            facts = (each.facts.get("trails") for each in self._snapshot.resources(REGION, facts=("trails",)))
            listed = (trail for fact in facts if fact for trail in fact.value or ())
            self._trails = {str(trail["TrailARN"]): trail for trail in listed if not trail.get("unread")}
        return self._trails

    def _find(self, account: Part, bucket: Mapping[str, Part]) -> _Read:
        for place in (account, bucket["region"]):
            if isinstance(place, Fact) and place.state is not State.VALUE:
                return _Read(_nowhere(place))
        owner, region = (str(each.value if isinstance(each, Fact) else each) for each in (account, bucket["region"]))
        home = parse_arn(str(bucket["arn"]))
        arn = region_arn(home.partition if home else "aws", owner, region)
        if arn not in self._read:
            self._read[arn] = _read(arn, region, owner, self._snapshot.get(arn))
        return self._read[arn]


def _with(fact: Fact, change: Callable[[Json], Json]) -> Fact:
    """The fact with its value changed, if it has one."""
    return replace(fact, value=change(fact.value)) if fact.state is State.VALUE else fact


def _nowhere(place: Fact) -> dict[str, Part]:
    facts = {name: replace(place, source=action) for name, action in FACTS[REGION].items()}
    return {"arn": place, "name": place, "account": place, **facts}


def _read(arn: str, name: str, account: str, resource: Resource | None) -> _Read:
    held = resource.facts if resource else {}
    facts = {fact: held.get(fact) or Fact.unknown(action, NOT_COLLECTED) for fact, action in FACTS[REGION].items()}
    alarms, queries = defaultdict(list), []
    for alarm in facts["alarms"].value or ():
        watched = _watched(alarm)
        for key, metrics in watched.items():
            alarms[key].append({**alarm, "watches": sorted(metrics)})
        if not watched:
            queries.append({**alarm, "watches": _unevaluated(alarm, facts["alarms"].source)})
    events = defaultdict(list)
    for event in facts["events"].value or ():
        events[str(event.get("bucketName"))].append(event)
    counts = {str(each["BucketName"]): each for each in facts["object_counts"].value or ()}
    part = {"arn": arn, "name": name, "account": account, **facts}
    measured = _measured(facts["replication_metrics"].value or ())
    return _Read(part, alarms, tuple(queries), measured, events, counts)


def _measured(metrics: Iterable[Json]) -> Mapping[Measured, Mapping[str, float]]:
    """What was published, by rule and name."""
    found: dict[Measured, dict[str, float]] = defaultdict(dict)
    for metric in metrics:
        key = _rule_of(metric)
        if key and metric["Value"] is not None:
            found[key][metric["MetricName"]] = metric["Value"]
    return found


def _values(published: Mapping[str, float]) -> dict[str, Part]:
    """Every metric by name. S3 publishes failures only where something was tried, so that none means none failed; it
    publishes the others all the time, so that none means that nobody can tell (S3 User Guide, "Using S3 Replication
    metrics").
    """
    none = Fact.unknown(FACTS[REGION]["replication_metrics"], "NoData", "S3 published nothing in the last 24 hours")
    told = {name: published.get(name, None if name in _ONLY_WHEN_TRIED else none) for name in REPLICATION_METRICS}
    latency = published.get("ReplicationLatency")
    return {**told, "minutes_behind": none if latency is None else latency / 60}


def _watched(alarm: Json) -> Mapping[Measured, set[str]]:
    """The replication metrics that an alarm is on, by rule: its own, or those that its expressions take.

    Under the empty name those that S3 publishes of no rule, because not all three dimensions are given.
    """
    found: dict[Measured, set[str]] = defaultdict(set)
    for metric in _metrics(alarm):
        if metric.get("Namespace") == S3_METRICS and metric.get("MetricName") in REPLICATION_METRICS:
            found[_rule_of(metric)].add(metric["MetricName"])
    return found


def _rule_of(metric: Json) -> Measured:
    given = {each["Name"]: each["Value"] for each in metric.get("Dimensions") or ()}
    return tuple(given[name] for name in _DIMENSIONS) if given.keys() == set(_DIMENSIONS) else ()


def _metrics(alarm: Json) -> Iterator[Json]:
    yield alarm
    for query in alarm.get("Metrics") or ():
        yield (query.get("MetricStat") or {}).get("Metric") or {}


def _unevaluated(alarm: Json, source: str) -> Fact:
    return Fact.unknown(source, "NotEvaluated", f"what the expression of alarm {alarm['AlarmName']} finds is not known")
