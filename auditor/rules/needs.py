"""Packs -> the facts that their rules read: resource type and name, as the catalogue has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from auditor.rules.kinds import Shape
from auditor.rules.names import check
from auditor.rules.rule import Pack
from auditor.rules.vocabulary import ACCOUNT, ASKED, BUCKET, KEY, PARTS, REGION, ROLE
from auditor.rules.written import Node
from auditor.snapshot import catalogue

Need: TypeAlias = tuple[str, str]
"""Resource type and fact, as `snapshot/catalogue.py` names them."""

_EDGES = frozenset({(catalogue.BUCKET, "replication")})
"""What shows where the edges are: of every rule but those about accounts."""
_KEYS = frozenset({(catalogue.BUCKET, "encryption"), (catalogue.KEY, "key"), (catalogue.ALIAS, "target")})
"""What shows which key is meant: a bucket's default, an alias."""
_DERIVED: Mapping[Need, frozenset[Need]] = {
    (catalogue.BUCKET, "purposes"): frozenset({(catalogue.BUCKET, "tags")}),
    (catalogue.BUCKET, "must_replicate"): frozenset({(catalogue.BUCKET, "tags")}),
    (catalogue.BUCKET, "allowed_regions"): frozenset({(catalogue.BUCKET, "tags")}),
    (catalogue.BUCKET, "recovery_point"): frozenset({(catalogue.BUCKET, "tags")}),
    (catalogue.BUCKET, "region"): frozenset({(catalogue.BUCKET, "existence")}),
}
"""Members of parts that are no facts, and the facts they are told from."""

_PLACE = frozenset({(catalogue.BUCKET, "existence")})
"""What shows in which Region a destination lies that no scanned account lists."""
_OF_ROLE = ("role", "inline_policies", "attached_policies", "boundary")
_ABOVE = frozenset((catalogue.ACCOUNT, name) for name in ("organization", "organization_path", "scps", "rcps"))
"""What the organization takes away, and what policies may ask of it."""
_IDENTITY = _ABOVE | frozenset({
    *((catalogue.ROLE, name) for name in _OF_ROLE), (catalogue.BUCKET, "policy"), (catalogue.BUCKET, "encryption"),
})  # fmt: skip
_ON_KEYS = _IDENTITY | _KEYS | {(catalogue.KEY, name) for name in ("policy", "grants", "aliases")}
_TRUST = _ABOVE | frozenset({(catalogue.ROLE, "role"), (catalogue.ROLE, "trust")})
_DECIDED: Mapping[str, frozenset[Need]] = {
    "assume-role": _TRUST,
    "batch-assume-role": _TRUST,
    "read-object-lock": _IDENTITY | {(catalogue.BUCKET, "object_lock")},
    "override-owner": _IDENTITY | {(catalogue.BUCKET, "ownership")},
    "decrypt-source": _ON_KEYS,
    "encrypt-replica": _ON_KEYS,
    "generate-replica-key": _ON_KEYS,
    "decrypt-replica": _ON_KEYS,
    "batch-encrypt": _ON_KEYS,
}
"""Purpose of S3's requests -> what decides them (`topology/requests.py`); those not named: `_IDENTITY`."""

_JOBS = frozenset({(catalogue.REGION, "jobs")}) | _PLACE
_ASKING = _EDGES | _KEYS | {(catalogue.BUCKET, "object_lock"), (catalogue.BUCKET, "ownership")}
_CHANNELS = frozenset({
    (catalogue.REGION, "jobs"), (catalogue.REGION, "datasync_tasks"), (catalogue.ACCOUNT, "buckets"),
    (catalogue.ACCOUNT, "regions"),
})  # fmt: skip
_ANNOUNCED = frozenset({(catalogue.BUCKET, "notification")}) | {
    (type, name) for type in (catalogue.TOPIC, catalogue.QUEUE, catalogue.FUNCTION) for name in catalogue.FACTS[type]
}
_TOLD: Mapping[str, frozenset[Need]] = {
    "batch_jobs": _JOBS, "needed": _ASKING, "needed_by_batch": _ASKING, "side_channels": _CHANNELS,
    "announcements": _ANNOUNCED,
    "sources": _EDGES | {(catalogue.BUCKET, "policy")},
}  # fmt: skip
"""Parts that are no resource, and the facts they are told from."""
_WHOLE = frozenset({"keys", "values", "to_string", "to_array", "merge", "map", "sort_by", "max_by", "min_by"})
"""Functions that look into every member of a part they are given."""


def needs(packs: Iterable[Pack]) -> frozenset[Need]:
    """Every fact that a verdict, severity, cause, message or remedy of the packs' rules may read."""
    found: set[Need] = set()
    for rule in (rule for pack in packs for rule in pack.rules):
        kind = rule.info.subject
        found |= _EDGES if kind != "account" else frozenset()
        parts = {kind: _watched(PARTS[kind], found.update)}
        for expression in rule.expressions():
            check(expression.tree, kind, parts)
            for node in _nodes(expression.tree):
                found |= _asked(node) | _whole(node, PARTS[kind])
    return frozenset(found)


class _Watched(dict[str, Shape]):
    """A part that tells which facts are named in it."""

    def __init__(self, members: Mapping[str, Shape], type: str, tell: Callable[[Iterable[Need]], None]) -> None:
        super().__init__(members)
        self._type, self._tell = type, tell

    def __getitem__(self, name: str) -> Shape:
        self._tell(_behind(self._type, name))
        return super().__getitem__(name)


def _behind(type: str, member: str) -> frozenset[Need]:
    """The facts behind a member of a part."""
    named = frozenset({(type, member)} if member in catalogue.FACTS[type] else ())
    found = {catalogue.KEY: _KEYS, catalogue.REGION: _PLACE}.get(type, frozenset())
    return named | _DERIVED.get((type, member), frozenset()) | found


_TYPES: Sequence[tuple[Mapping[str, Shape], str]] = (
    (ACCOUNT, catalogue.ACCOUNT),
    (BUCKET, catalogue.BUCKET),
    (ROLE, catalogue.ROLE),
    (KEY, catalogue.KEY),
    (REGION, catalogue.REGION),
)


def type_of(part: Shape) -> str | None:
    """The resource type that a part is of; None for parts that are no resource."""
    return next((type for members, type in _TYPES if part is members), None)


def _watched(parts: Mapping[str, Shape], tell: Callable[[Iterable[Need]], None]) -> Mapping[str, Shape]:
    def one(part: Shape) -> Shape:
        if isinstance(part, list):
            return [one(each) for each in part]
        type = type_of(part)
        return _Watched(part, type, tell) if type and isinstance(part, Mapping) else part

    return {name: one(part) for name, part in parts.items()}


def _nodes(tree: Node) -> Iterator[Node]:
    yield tree
    for child in tree["children"]:
        if isinstance(child, Mapping):  # a slice's are numbers
            yield from _nodes(child)


def _asked(node: Node) -> frozenset[Need]:
    """What decides the requests that `may()` and its like are asked about."""
    if node["type"] != "function_expression" or node["value"] not in ASKED:
        return frozenset()
    return _DECIDED.get(node["children"][0]["value"], _IDENTITY)


def _whole(node: Node, parts: Mapping[str, Shape]) -> frozenset[Need]:
    """All facts of a part that is looked into as a whole, or of which it matters whether there is one."""
    if node["type"] == "field" and _key(parts.get(node["value"])):
        return _KEYS
    if node["type"] == "field" and node["value"] in _TOLD.keys() & parts.keys():
        return _TOLD[node["value"]]
    looks = node["type"] == "value_projection" or (node["type"] == "function_expression" and node["value"] in _WHOLE)
    named = (parts.get(child["value"]) for child in node["children"] if looks and child["type"] == "field")
    return frozenset((type, name) for part in named if (type := type_of(part)) for name in catalogue.FACTS[type])


def _key(part: Shape) -> bool:
    return type_of(part[0] if isinstance(part, list) else part) == catalogue.KEY
