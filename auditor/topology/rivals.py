"""The rules of one source bucket -> which of them stand in another's way, or leave a chain without its last link."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from auditor.snapshot import Json
from auditor.topology.arn import bucket_name
from auditor.topology.edge import Edge
from auditor.topology.subject import Part

_OPTIONS = {
    "DeleteMarkerReplication": ("DeleteMarkerReplication", "Status"),
    "ReplicaModifications": ("SourceSelectionCriteria", "ReplicaModifications", "Status"),
    "SseKmsEncryptedObjects": ("SourceSelectionCriteria", "SseKmsEncryptedObjects", "Status"),
    "EncryptionConfiguration": ("Destination", "EncryptionConfiguration", "ReplicaKmsKeyID"),
    "AccessControlTranslation": ("Destination", "AccessControlTranslation", "Owner"),
    "StorageClass": ("Destination", "StorageClass"),
    "ReplicationTime": ("Destination", "ReplicationTime", "Status"),
}
"""What two rules may ask of the same object's replica, by the element's name; Disabled is the same as not there."""


def overruled_by(rule: Json, siblings: Iterable[Json]) -> list[dict[str, Part]]:
    """`{rule, options}` of each enabled rule that takes objects from `rule`, and which options then differ.

    Of rules for the same destination the higher Priority wins an object that both select (S3 User Guide, "Replication
    configuration file elements"). A disabled rule takes nothing.
    """
    return [
        {"rule": other["key"], "options": [name for name, way in _OPTIONS.items() if _at(rule, way) != _at(other, way)]}
        for other in siblings
        if other.get("Status") == "Enabled"
        and _at(other, ("Destination", "Bucket")) == _at(rule, ("Destination", "Bucket"))
        and (other.get("Priority") or 0) > (rule.get("Priority") or 0)
        and _overlap(rule, other)
    ]


def chains(
    inbound: Iterable[Edge], outbound: Iterable[Edge], leads_to: Callable[[str], set[str]]
) -> Iterator[dict[str, Part]]:
    """`{source, destination}` by name where objects come in from `source` but never get to `destination`.

    Live replication does not replicate replicas (S3 User Guide, "What does Amazon S3 replicate?"). `leads_to` says to
    which buckets a source's enabled rules lead.
    """
    ends = sorted({edge.destination for edge in outbound if edge.status == "Enabled"})
    for source in sorted({edge.source for edge in inbound if edge.status == "Enabled"} if ends else ()):
        direct = leads_to(source)
        for end in ends:
            if end != source and end not in direct:
                yield {"source": bucket_name(source), "destination": bucket_name(end)}


def _overlap(one: Json, other: Json) -> bool:
    """Whether an object can be selected by both: one prefix begins with the other, and no tag needs two values."""
    (prefix, tags), (second, others) = _selected(one), _selected(other)
    return (prefix.startswith(second) or second.startswith(prefix)) and all(
        others.get(key, value) == value for key, value in tags.items()
    )


def _selected(rule: Json) -> tuple[str, dict[str, str]]:
    """Prefix and tags of a rule, in either schema."""
    chosen = rule.get("Filter") or {}
    both = chosen.get("And") or {}
    prefix = rule.get("Prefix") or chosen.get("Prefix") or both.get("Prefix") or ""
    tags = [*([chosen["Tag"]] if chosen.get("Tag") else ()), *(both.get("Tags") or ())]
    return str(prefix), {str(tag.get("Key")): str(tag.get("Value")) for tag in tags}


def _at(rule: Json, way: tuple[str, ...]) -> Json:
    value = rule
    for step in way:
        value = (value or {}).get(step)
    return None if value == "Disabled" else value
