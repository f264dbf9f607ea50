"""An edge -> what Access Analyzer finds of access to its two buckets from outside of their account or organization."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.snapshot import NOT_COLLECTED, Fact, State
from auditor.topology.subject import Subject


@dataclass(frozen=True, slots=True)
class Found:
    """One finding on a bucket, or, without an analyzer, that the findings on it could not be read."""

    bucket: str
    """ARN."""
    analyzer: str
    """ARN; "" if nothing could be read."""
    zone: str
    """Whom the analyzer trusts: `account` or `organization`."""
    id: str
    failed: str
    """Why the bucket could not be analysed, or the findings not read; "" if they say that there is such access."""
    source: str
    """IAM action."""


def found_outside(edge: Subject) -> Iterator[Found]:
    """The findings on source and destination; nothing of what was not collected, or of Regions without an analyzer."""
    for end in ("source", "destination"):
        bucket, fact = str(edge.parts[end]["arn"]), edge.parts[f"{end}_region"]["external_access"]
        if fact.state is State.VALUE:
            yield from _on(bucket, fact)
        elif fact.state is State.UNKNOWN and fact.reason != NOT_COLLECTED:
            yield Found(bucket, "", "", "", fact.reason, fact.source)


def _on(bucket: str, fact: Fact) -> Iterator[Found]:
    for analyzer in fact.value:
        for finding in analyzer["findings"]:
            if finding.get("resource") == bucket:
                why = finding.get("error", "")
                yield Found(bucket, analyzer["arn"], analyzer["type"].lower(), finding["id"], why, fact.source)
