"""A bucket's Region, as an account sees it -> the part of a subject that says what is kept there of replication."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from auditor.snapshot import NOT_COLLECTED, Fact, Json, Resource, Snapshot, State
from auditor.snapshot.catalogue import FACTS, REGION, REPLICATION_METRICS, S3_METRICS, region_arn
from auditor.topology.arn import bucket_name, parse_arn
from auditor.topology.edge import Edge
from auditor.topology.subject import Part

_DIMENSIONS = ("SourceBucket", "DestinationBucket", "RuleId")
"""What tells one rule's metrics from another's (S3 User Guide, "Amazon S3 metrics and dimensions")."""

Measured = tuple[str, ...]
"""The values of those dimensions."""


@dataclass(frozen=True, slots=True)
class _Read:
    """One Region of one account, and what of it belongs to which rule."""

    part: Mapping[str, Part]
    alarms: Mapping[Measured, list[Json]] = field(default_factory=dict)
    queries: tuple[Json, ...] = ()
    """Alarms on what a search or query finds, which may be any rule's."""


class Regions:
    """The Regions of a snapshot; each is read once, whoever asks for it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._read: dict[str, _Read] = {}

    def of(self, account: Part, bucket: Mapping[str, Part]) -> Mapping[str, Part]:
        """The Region that `bucket` lies in, as `account` sees it: `arn, name, account` and its facts.

        Where account or Region is not known, or is none because there is no such bucket, its facts are the same.
        """
        return self._find(account, bucket).part

    def of_edge(self, account: Part, bucket: Mapping[str, Part], edge: Edge) -> Mapping[str, Part]:
        """As `of`, with only what is about the metrics of `edge`; of an alarm also which metrics it `watches`."""
        found = self._find(account, bucket)
        alarms = found.part["alarms"]
        if alarms.state is not State.VALUE:
            return found.part
        key = (bucket_name(edge.source), bucket_name(edge.destination), edge.key)
        return {**found.part, "alarms": replace(alarms, value=[*found.alarms.get(key, ()), *found.queries])}

    def _find(self, account: Part, bucket: Mapping[str, Part]) -> _Read:
        for place in (account, bucket["region"]):
            if isinstance(place, Fact) and place.state is not State.VALUE:
                return _Read(_nowhere(place))
        owner, region = (
            str(place.value if isinstance(place, Fact) else place) for place in (account, bucket["region"])
        )
        home = parse_arn(str(bucket["arn"]))
        arn = region_arn(home.partition if home else "aws", owner, region)
        if arn not in self._read:
            self._read[arn] = _read(arn, region, owner, self._snapshot.get(arn))
        return self._read[arn]


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
    return _Read({"arn": arn, "name": name, "account": account, **facts}, alarms, tuple(queries))


def _watched(alarm: Json) -> Mapping[Measured, set[str]]:
    """The replication metrics that an alarm is on, by rule: its own, or those that its expressions take."""
    found: dict[Measured, set[str]] = defaultdict(set)
    for metric in _metrics(alarm):
        if metric.get("Namespace") == S3_METRICS and metric.get("MetricName") in REPLICATION_METRICS:
            given = {each["Name"]: each["Value"] for each in metric.get("Dimensions") or ()}
            if given.keys() == set(_DIMENSIONS):
                found[tuple(given[name] for name in _DIMENSIONS)].add(metric["MetricName"])
            else:
                found[()].add(metric["MetricName"])  # a metric that S3 does not publish, so of no rule
    return found


def _metrics(alarm: Json) -> Iterator[Json]:
    yield alarm
    for query in alarm.get("Metrics") or ():
        yield (query.get("MetricStat") or {}).get("Metric") or {}


def _unevaluated(alarm: Json, source: str) -> Fact:
    return Fact.unknown(source, "NotEvaluated", f"what the expression of alarm {alarm['AlarmName']} finds is not known")
