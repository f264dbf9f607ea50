"""The edges of a role -> all that any of them may ask of it, each pair of action and resource once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from auditor.snapshot import Fact, State
from auditor.topology import options
from auditor.topology.requests import wants
from auditor.topology.subject import Part

_KEYS = ("source_keys", "replica_key", "destination_key")


def needed(edges: Iterable[Mapping[str, Part]], *, batch: bool = False) -> Part:
    """`{resource: [actions]}` by bucket ARN, `bucket/prefix*` and key ARN; the fact that hides a key, if one does.

    With `batch` what Batch Replication jobs of the edges ask for too. What only an unread fact may call for is among
    it: nobody can say that it is not needed. Of the edges, which come one by one, only what is distinct is kept.
    """
    found: dict[str, set[str]] = {}
    for parts in edges:
        hiding = _hidden(parts)
        if hiding is not None:
            return hiding
        for action, resource in wants(parts, batch=batch):
            found.setdefault(resource, set()).add(action)
    return {resource: sorted(actions) for resource, actions in sorted(found.items())}


def _hidden(parts: Mapping[str, Part]) -> Fact | None:
    """The fact without which nobody knows the keys that this edge uses."""
    facts = (parts[name] for name in _KEYS if options.kms(parts))
    return next((each for each in facts if isinstance(each, Fact) and each.state is State.UNKNOWN), None)
