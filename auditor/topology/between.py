"""An edge and the buckets at its ends -> what lies between: the rule beside its rivals, the keys, the jobs."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.snapshot import Fact, Json
from auditor.snapshot.catalogue import BUCKET, FACTS
from auditor.topology.edge import Edge, rule_keys, rule_part
from auditor.topology.jobs import Jobs, replicating, report_bucket
from auditor.topology.keys import default_key, replica_key
from auditor.topology.rivals import overruled_by
from auditor.topology.shelf import Shelf
from auditor.topology.subject import Part

Bucket = Mapping[str, Part]
"""A bucket's part."""


def rules(edge: Edge, source: Bucket) -> Mapping[str, Part]:
    """`rule`, and of the other rules of its source the `siblings` and those that it is `overruled_by`."""
    read: list[Json] = source["replication"].value["Rules"]
    named = [rule_part(each, key) for each, key in zip(read, rule_keys(read), strict=True)]
    siblings = [each for index, each in enumerate(named) if index != edge.index]
    return {
        "rule": _configured(named[edge.index]),
        "siblings": _configured(siblings),
        "overruled_by": _configured(overruled_by(read[edge.index], siblings)),
    }


def keys(edge: Edge, rule: Json, source: Bucket, destination: Bucket, shelf: Shelf) -> Mapping[str, Part]:
    """`source_keys` (a list, or the fact that hides which they are), `replica_key` and `destination_key`."""
    default = default_key(source, shelf)
    return {
        "source_keys": default if isinstance(default, Fact) else [default] if default else [],
        "replica_key": replica_key(rule, edge.role, destination, shelf),
        "destination_key": default_key(destination, shelf),
    }


def named(keys: Mapping[str, Part]) -> list[Mapping[str, Part]]:
    """Those of the keys that are known."""
    listed = keys["source_keys"] if isinstance(keys["source_keys"], list) else []
    return [each for each in (*listed, keys["replica_key"], keys["destination_key"]) if isinstance(each, Mapping)]


def related(keys: Mapping[str, Part]) -> frozenset[str]:
    """The ARNs of the keys that the edge itself needs."""
    return frozenset(str(key["arn"]) for key in named({**keys, "destination_key": None}))


def jobs(edge: Edge, source: Bucket, read: Jobs, shelf: Shelf) -> Mapping[str, Part]:
    """`batch_jobs` that replicate the source's objects, and the bucket to which the last one makes its `report`."""
    found = replicating(read.of_bucket(source), edge.role)
    report = report_bucket(found)
    return {"batch_jobs": found, "report": shelf.bucket(report, None) if report else None}


def _configured(part: Part) -> Fact:
    """What the replication configuration says, or what follows from it."""
    return Fact.of(FACTS[BUCKET]["replication"], part)
