"""A bucket, or the two of an edge, in; lines out that say what was declared of each, and what chose it for that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.config import Intent
from auditor.reports.text import printable
from auditor.topology import Part, Subject
from auditor.topology.meant import meant


def sides(edge: Subject, intent: Intent) -> Iterator[str]:
    """The edge's id, and what its source and destination are for."""
    yield printable(edge.id)
    for side in ("source", "destination"):
        yield from _bucket(side, edge.parts[side], intent)


def declared(bucket: Subject, intent: Intent) -> Iterator[str]:
    """What the bucket is for, and which edges lead to and from it."""
    yield from _bucket("bucket", bucket.parts["bucket"], intent)
    for kind, told in (("inbound", "receives replicas"), ("outbound", "is replicated")):
        for edge in bucket.parts[kind]:
            yield printable(f"  {told} by {edge['id']}")


def _bucket(called: str, part: Mapping[str, Part], intent: Intent) -> Iterator[str]:
    yield printable(f"{called} {part['name']}")
    told = list(meant(part, intent)) or ["nothing is declared of it"]
    yield from (printable(f"  {line}") for line in told)
