"""The Regions of a world in which every edge is watched and well, and every request on an object recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from auditor.snapshot import Fact, Json
from auditor.snapshot.catalogue import in_use, region_arn

Place = tuple[str | None, str | None]
Regions = dict[str, dict[str, Json]]
"""Facts by ARN."""

FAILED, LATENCY = "OperationsFailedReplication", "ReplicationLatency"
TRAIL: Json = {
    "TrailARN": "arn:aws:cloudtrail:us-east-1:111111111111:trail/all",
    "IsLogging": True,
    "EventSelectors": [
        {"ReadWriteType": "All", "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]}
    ],
}


def watched(facts: Mapping[str, Mapping[str, Json]], places: Mapping[str, Place]) -> Regions:
    """Failures watched in each source's Region, latency in the destination's as the source's account sees it.

    Each Region that an account has enabled was asked about; in the others nothing goes on.
    """
    regions: Regions = {}
    for arn, held in facts.items():
        for each in in_use(held.get("regions") or ()) if not isinstance(held.get("regions"), Fact) else ():
            _at(regions, arn.split(":")[4], each)
    for arn, (account, region) in places.items():
        _at(regions, account, region)
        replication = facts[arn].get("replication") if arn in facts else None
        for rule in replication["Rules"] if isinstance(replication, dict) else ():
            destination = rule["Destination"]["Bucket"]
            where = places.get(destination, (None, None))[1]
            watch = _dimensions(arn, rule["ID"], destination)
            for place, metric, value in ((region, FAILED, None), (where, LATENCY, 12.0)):
                held = _at(regions, account, place)
                held["alarms"].append(alarm(metric, watch))
                held["replication_metrics"].append({**measured(metric, watch), "Value": value})
    return regions


def alarm(metric: str, watch: Json, missing: str = "ignore") -> Json:
    """An alarm on one metric of one rule."""
    return {"AlarmName": metric, **measured(metric, watch), "TreatMissingData": missing}


def measured(metric: str, watch: Json) -> Json:
    """A metric of one rule."""
    return {"Namespace": "AWS/S3", "MetricName": metric, "Dimensions": watch}


def each(change: Callable[[dict[str, Json]], object], *, region: str = "") -> Callable[[Regions], object]:
    """`change`, done to the facts of every Region, or of those of this name."""
    return lambda regions: [change(held) for arn, held in regions.items() if region in arn]


def _dimensions(source: str, rule: str, destination: str) -> Json:
    given = {"DestinationBucket": destination, "RuleId": rule, "SourceBucket": source}
    return [{"Name": name, "Value": value.rpartition(":")[2]} for name, value in given.items()]


def _at(regions: Regions, account: str | None, region: str | None) -> dict[str, Json]:
    """The facts of a Region; of one that nobody knows they are kept nowhere."""
    nothing: dict[str, Json] = {"alarms": [], "replication_metrics": [], "trails": [TRAIL], "jobs": []}
    nothing["datasync_tasks"] = []
    return regions.setdefault(region_arn("aws", account, region), nothing) if account and region else nothing
