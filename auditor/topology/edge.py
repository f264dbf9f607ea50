"""One replication rule of one source bucket -> what the whole join must know of it: an Edge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.snapshot import Json, Resource, State
from auditor.topology.arn import bucket_name, subject_id
from auditor.topology.subject import Part


@dataclass(frozen=True, slots=True)
class Edge:
    """A rule by reference: enough to find its edge again and to list it under buckets, roles and keys."""

    key: str
    """The rule's ID, or `#n` by position where it has none."""
    index: int
    source: str
    """Bucket ARN, as `destination`."""
    source_account: str | None
    destination: str
    claimed_account: str | None
    """`Destination.Account` as the rule says it."""
    role: str
    status: str

    @property
    def id(self) -> str:
        """`source/rule/destination`; bucket names hold no slash, so it is unambiguous."""
        return f"{subject_id(self.source)}/{self.key}/{bucket_name(self.destination)}"

    def summary(self, destination_account: Part) -> dict[str, Part]:
        """How the edge is listed under a bucket, role or key; an owner nobody knows is an unknown fact."""
        return {
            "id": self.id,
            "source": bucket_name(self.source),
            "source_account": self.source_account,
            "rule": self.key,
            "status": self.status,
            "role": self.role,
            "destination": bucket_name(self.destination),
            "destination_account": destination_account,
        }


def edges_of(bucket: Resource) -> Iterator[Edge]:
    """The edges that leave `bucket`, in the order of its rules; none if its configuration is absent or unread."""
    replication = bucket.fact("replication")
    if replication.state is not State.VALUE:
        return
    rules = replication.value.get("Rules") or []
    for index, key in enumerate(rule_keys(rules)):
        destination = rules[index].get("Destination") or {}
        yield Edge(
            key=key,
            index=index,
            source=bucket.arn,
            source_account=bucket.account,
            destination=str(destination.get("Bucket", "")),
            claimed_account=destination.get("Account"),
            role=str(replication.value.get("Role", "")),
            status=str(rules[index].get("Status", "")),
        )


def rule_keys(rules: list[Json]) -> list[str]:
    """A name for each rule: its ID; `#n` (from 1) without one; `ID#n` where S3's promise of unique IDs is broken."""
    ids = [rule.get("ID") or "" for rule in rules]
    times = Counter(ids)
    return [id if id and times[id] == 1 else f"{id}#{position}" for position, id in enumerate(ids, start=1)]


def rule_part(rule: Json, key: str) -> dict[str, Part]:
    """AWS's rule as it was answered, with our `key` and `schema`: V2 has a Filter, V1 has none.

    S3 User Guide, "Replication configuration file elements", backward compatibility.
    """
    return {**rule, "key": key, "schema": "V2" if "Filter" in rule else "V1"}
