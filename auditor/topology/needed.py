"""The edges of a role -> all that any of them may ask of it, each pair of action and resource once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from auditor.snapshot import Fact, State
from auditor.topology import options
from auditor.topology.arn import parse_arn
from auditor.topology.needs import KEYS, NEEDS, WHEN
from auditor.topology.subject import Part


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
        for action, resource in _wants(parts, batch=batch):
            found.setdefault(resource, set()).add(action)
    return {resource: sorted(actions) for resource, actions in sorted(found.items())}


def _hidden(parts: Mapping[str, Part]) -> Fact | None:
    """The fact without which nobody knows the keys that this edge uses."""
    facts = (parts[name] for name in KEYS if options.kms(parts))
    return next((each for each in facts if isinstance(each, Fact) and each.state is State.UNKNOWN), None)


def _wants(parts: Mapping[str, Part], *, batch: bool) -> Iterator[tuple[str, str]]:
    """(action, resource) of what an edge may ask of its role: the bucket, `bucket/prefix*`, or the key.

    With `batch` what a Batch Replication job asks for too. Of a rule that opts in to KMS also to decrypt with any key
    of the source's Region: objects may be under another than its default.
    """
    if options.kms(parts):
        yield "kms:Decrypt", _any_key(parts["source"])
    for need in NEEDS:
        on_demand = need.when == "on-demand"
        if (on_demand and not batch) or (not on_demand and WHEN[need.when](parts) is False):
            continue
        side, _, objects = need.on.partition("/")
        part = parts[side]
        if side in KEYS:
            keys = part if isinstance(part, list) else [part]
            yield from ((need.action, key["arn"]) for key in keys if isinstance(key, dict))
        elif part is not None:
            arn = str(part["arn"])
            under = options.prefix(parts) if side != "report" else ""
            yield need.action, f"{arn}/{under}*" if objects else arn


def _any_key(bucket: Mapping[str, Part]) -> str:
    """`arn:PARTITION:kms:REGION:*` of the bucket's Region, `arn:PARTITION:kms:*` where that is unread."""
    home, region = parse_arn(str(bucket["arn"])), options.plain(bucket["region"])
    return f"arn:{home.partition if home else 'aws'}:kms:{f'{region}:*' if region else '*'}"
