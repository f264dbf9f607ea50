"""Policies -> what they grant a principal, one by one: an action entry on a resource entry of an Allow statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from auditor.iam import Kind, Policies, Policy, Principal, Request, parse
from auditor.iam.principal import Naming, caller, naming
from auditor.iam.write import write
from auditor.snapshot import Json

WILD = ("*", "?")


@dataclass(frozen=True, slots=True)
class Grant:
    """One action on one resource, as one statement allows it."""

    document: str
    statement: int
    sid: str
    action: str
    """As written, wildcards and all; `all but ...` for NotAction."""
    resource: str
    """As written; `this key` for the `*` of a key policy."""
    serves: tuple[str, ...] = ()
    """Actions of the edges' requests that hang on it; empty if it is needless."""

    @property
    def wide(self) -> bool:
        """Whether it is needed, but for less than it says."""
        named = self.action.lower() in {served.lower() for served in self.serves}
        return bool(self.serves) and not (named and not any(mark in self.resource.partition("/")[0] for mark in WILD))


@dataclass(frozen=True, slots=True)
class Unit:
    """A grant with the document, of this one statement, that makes it."""

    grant: Grant
    policy: Policy
    layer: str
    """`identity`, or the name of the resource policy it stands in."""


def units(asked: Iterable[tuple[Request, Policies]]) -> Iterator[Unit]:
    """Every grant to the caller in the policies at hand, each policy once."""
    seen: set[int] = set()
    for request, policies in asked:
        layers = [("identity", document) for document in policies.identity]
        for layer, document in (*layers, (layer_of(policies), policies.resource)):
            if isinstance(document, Policy) and id(document) not in seen:
                seen.add(id(document))
                yield from _granted(document, layer, request.principal)


def _granted(policy: Policy, layer: str, principal: str) -> Iterator[Unit]:
    head = {"Version": policy.version} if policy.version else {}
    for statement, content in zip(policy.statements, write(policy)["Statement"], strict=True):
        if statement.effect != "Allow" or not _names(policy, statement.principals, principal):
            continue
        for action, resource, narrowed in _pairs(content):
            alone = parse({**head, "Statement": [narrowed]}, policy.kind, policy.name)
            named = "this key" if policy.kind is Kind.KEY and resource == "*" else resource
            yield Unit(Grant(policy.name, statement.index, statement.sid, action, named), alone, layer)


def _pairs(content: Json) -> Iterator[tuple[str, str, Json]]:
    """(action, resource, statement) for each pair; a Not-element stays whole."""
    actions = _entries(content, "Action")
    for action, act in actions:
        for resource, on in _entries(content, "Resource"):
            bare = {name: value for name, value in content.items() if name not in _SPLIT}
            yield action, resource, {**bare, **act, **on}


_SPLIT = ("Action", "NotAction", "Resource", "NotResource")


def _entries(content: Json, element: str) -> list[tuple[str, Json]]:
    if element not in content:
        excluded = _listed(content[f"Not{element}"])
        return [(f"all but {', '.join(excluded)}", {f"Not{element}": excluded})]
    return [(entry, {element: entry}) for entry in _listed(content[element])]


def _listed(value: Json) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _names(policy: Policy, principals: tuple[Principal, ...], principal: str) -> bool:
    """An identity policy speaks of its role; a resource policy of whom it names."""
    return policy.kind is Kind.IDENTITY or naming(principals, caller(principal)) is not Naming.NOT


def layer_of(policies: Policies) -> str:
    """What the layer of the resource policy is called: that policy's name."""
    return policies.resource.name if policies.resource is not None else ""
