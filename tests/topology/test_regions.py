"""Regions of an edge: what is kept there of its metrics, and unknown where the Region itself is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from auditor.config.intent import Intent
from auditor.snapshot import NOT_COLLECTED, Fact, Json, Resource, State
from auditor.snapshot.catalogue import BUCKET, FACTS, REGION, region_arn
from auditor.topology import Part, Subject, join
from tests.topology.world import A, B, arn, bucket, replication, rule, world

DIMENSIONS = [
    {"Name": "DestinationBucket", "Value": "dst"},
    {"Name": "RuleId", "Value": "r"},
    {"Name": "SourceBucket", "Value": "src"},
]
FAILED = {"Namespace": "AWS/S3", "MetricName": "OperationsFailedReplication", "Dimensions": DIMENSIONS}
LATENCY = {**FAILED, "MetricName": "ReplicationLatency"}


def _region(account: str, name: str, alarms: Json | Fact) -> Resource:
    fact = alarms if isinstance(alarms, Fact) else Fact.of(FACTS[REGION]["alarms"], alarms)
    return Resource(region_arn("aws", account, name), REGION, name, account, name, {"alarms": fact})


def _edge(*regions: Resource, destination: Resource | None = None) -> Subject:
    source = bucket("src", A, replication=replication(rule("dst")))
    copy = destination or bucket("dst", B, "eu-west-1")
    subjects = join(world(source, copy, *regions), Intent())
    return next(subject for subject in subjects if subject.kind == "replication")


def _alarms(part: Mapping[str, Part]) -> dict[str, Any]:
    assert part["alarms"].state is State.VALUE
    return {alarm["AlarmName"]: alarm["watches"] for alarm in part["alarms"].value}


def test_each_end_and_the_place_of_the_metrics_are_seen_by_their_account() -> None:
    parts = _edge().parts
    seen = {name: parts[name]["arn"] for name in ("source_region", "destination_region", "metrics_region")}
    assert seen == {
        "source_region": region_arn("aws", A, "us-east-1"),
        "destination_region": region_arn("aws", B, "eu-west-1"),
        "metrics_region": region_arn("aws", A, "eu-west-1"),
    }


def test_an_edge_has_the_alarms_on_its_own_metrics() -> None:
    other = {**FAILED, "Dimensions": [*DIMENSIONS[:2], {"Name": "SourceBucket", "Value": "other"}]}
    some = {**FAILED, "Dimensions": DIMENSIONS[:2]}
    alarms = [{"AlarmName": name, **metric} for name, metric in (("mine", FAILED), ("other", other), ("some", some))]
    parts = _edge(_region(A, "us-east-1", alarms)).parts
    assert _alarms(parts["source_region"]) == {"mine": ["OperationsFailedReplication"]}


def test_an_alarm_on_an_expression_watches_what_it_takes() -> None:
    metrics = [{"Id": str(number), "MetricStat": {"Metric": each}} for number, each in enumerate((FAILED, LATENCY))]
    parts = _edge(_region(A, "eu-west-1", [{"AlarmName": "math", "Metrics": metrics}])).parts
    assert _alarms(parts["metrics_region"]) == {"math": ["OperationsFailedReplication", "ReplicationLatency"]}


def test_what_an_alarm_on_a_query_watches_is_unknown() -> None:
    alarm = {"AlarmName": "query", "Metrics": [{"Expression": 'SELECT MAX(ReplicationLatency) FROM "AWS/S3"'}]}
    watches = _alarms(_edge(_region(A, "us-east-1", [alarm])).parts["source_region"])["query"]
    assert (watches.state, watches.reason) == (State.UNKNOWN, "NotEvaluated")


def test_a_region_that_nobody_read_is_not_collected() -> None:
    alarms = _edge().parts["destination_region"]["alarms"]
    assert (alarms.state, alarms.reason) == (State.UNKNOWN, NOT_COLLECTED)


def test_alarms_that_could_not_be_read_keep_their_reason() -> None:
    denied = Fact.unknown("cloudwatch:DescribeAlarms", "AccessDenied")
    assert _edge(_region(A, "us-east-1", denied)).parts["source_region"]["alarms"] == denied


def test_where_the_region_is_unknown_so_is_what_is_in_it() -> None:
    denied = Fact.unknown("s3:GetBucketLocation", "AccessDenied")
    alarms = _edge(destination=bucket("dst", B, None, location=denied)).parts["metrics_region"]["alarms"]
    assert (alarms.state, alarms.reason, alarms.source) == (State.UNKNOWN, "AccessDenied", FACTS[REGION]["alarms"])


def test_a_destination_that_does_not_exist_lies_nowhere() -> None:
    gone = Resource(arn("dst"), BUCKET, "dst", None, None, {"existence": Fact.absent("s3:ListBucket", "404")})
    assert _edge(destination=gone).parts["metrics_region"]["alarms"].state is State.ABSENT


def _measured(*metrics: Json) -> Mapping[str, Part]:
    fact = Fact.of(FACTS[REGION]["replication_metrics"], list(metrics))
    region = Resource(region_arn("aws", A, "eu-west-1"), REGION, "", A, "eu-west-1", {"replication_metrics": fact})
    values: Mapping[str, Part] = _edge(region).parts["metrics_region"]["replication_metrics"].value
    return values


def test_an_edge_has_its_own_metrics_by_name() -> None:
    other = {**LATENCY, "Dimensions": [*DIMENSIONS[:2], {"Name": "SourceBucket", "Value": "other"}], "Value": 9}
    assert _measured({**LATENCY, "Value": 12}, other)["ReplicationLatency"] == 12


def test_no_failure_published_is_none_failed() -> None:
    assert _measured()["OperationsFailedReplication"] is None


@pytest.mark.parametrize("published", [[], [{**LATENCY, "Value": None}]])
def test_no_latency_published_is_unknown(published: list[Json]) -> None:
    latency = _measured(*published)["ReplicationLatency"]
    assert (latency.state, latency.reason) == (State.UNKNOWN, "NoData")


def test_a_bucket_has_all_that_its_region_holds() -> None:
    alarms = [{"AlarmName": "any", **FAILED}]
    snapshot = world(bucket("plain", A), _region(A, "us-east-1", alarms))
    (subject,) = (each for each in join(snapshot, Intent()) if each.kind == "bucket")
    assert subject.parts["region"]["alarms"].value == alarms


TRAIL = f"arn:aws:cloudtrail:us-east-1:{B}:trail/of-all"


def _trails(account: str, name: str, *trails: Json) -> Resource:
    fact = Fact.of(FACTS[REGION]["trails"], list(trails))
    return Resource(region_arn("aws", account, name), REGION, name, account, name, {"trails": fact})


def _recorded(*regions: Resource) -> Any:
    (trail,) = _edge(*regions).parts["source_region"]["trails"].value
    return trail["records"]


def test_a_trail_of_the_organization_is_described_by_its_owner_wherever_that_was_read() -> None:
    member = _trails(A, "us-east-1", {"TrailARN": TRAIL, "unread": "TrailNotFoundException"})
    selectors = [{"ReadWriteType": "All", "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]}]
    owner = {"TrailARN": TRAIL, "IsLogging": True, "EventSelectors": selectors}
    assert _recorded(member).reason == "TrailNotFoundException"
    assert _recorded(member, _trails(B, "eu-west-1", owner)) == ["read", "write"]
    assert _recorded(member, _trails(B, "eu-west-1", {**owner, "IsLogging": False})) == []
    assert _recorded(member, _trails(B, "eu-west-1", {**owner, "TrailARN": f"{TRAIL}-2"})).reason
