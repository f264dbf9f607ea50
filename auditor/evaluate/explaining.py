"""An edge and assumptions -> every request it makes, with its decision: what `auditor explain` shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from auditor.evaluate.documents import Documents
from auditor.evaluate.reading import reason
from auditor.iam import Decision, Effect, decide
from auditor.snapshot import Fact, State
from auditor.topology import ReplicationRequest, Subject, requests

_KEYS = ("source_keys", "replica_key", "destination_key")


@dataclass(frozen=True, slots=True)
class Explained:
    """One request of an edge."""

    request: ReplicationRequest
    decision: Decision
    assumed: Mapping[str, str | None]
    """What this decision rests on beside the facts: key -> value, None for absent; empty if it needs none."""


def explained(edge: Subject, assume: Mapping[str, str | None]) -> Iterator[Explained]:
    """The requests that `edge` makes or may make, in S3's order; unknown context keys in `assume` take its values."""
    documents = Documents()
    for request in requests(edge):
        if request.needed is not False:
            yield _explained(request, edge, documents, assume)


def hidden(edge: Subject) -> Iterator[tuple[str, str]]:
    """(part, reason) of the keys that could not be read, whose requests are therefore not among those explained."""
    for part in _KEYS:
        value = edge.parts[part]
        if isinstance(value, Fact) and value.state is State.UNKNOWN:
            yield part, reason(value)


def _explained(
    request: ReplicationRequest, edge: Subject, documents: Documents, assume: Mapping[str, str | None]
) -> Explained:
    asked, policies = documents.asked(request, edge.parts)
    decision = decide(asked, policies)
    hanging = {key.lower(): key for key in decision.depends_on}
    used = {hanging[key.lower()]: value for key, value in assume.items() if key.lower() in hanging}
    if decision.effect is not Effect.UNKNOWN or not used:
        return Explained(request, decision, {})
    values = {key: value for key, value in used.items() if value is not None}
    certain = replace(asked, context={**asked.context, **values}, unknown=asked.unknown.difference(used))
    return Explained(request, decide(certain, policies), used)
