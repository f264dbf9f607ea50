"""The edges of one role -> what its policies and those of its buckets and keys grant it without need.

A grant is one action entry on one resource entry of one Allow statement. It is needless if all requests of all the
edges are decided as before when it is taken away: found by deciding them anew, not by comparing texts. A request that
is refused as it is counts by what each side says of it, so that one side's lack makes the other's grants not needless.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from auditor.evaluate.documents import Documents
from auditor.evaluate.probes import asked_about
from auditor.iam import Decision, Effect, Kind, Policies, Policy, Principal, Request, decide, parse
from auditor.iam.principal import Naming, caller, naming
from auditor.iam.write import write
from auditor.snapshot import Json
from auditor.topology import Subject

_WILD = ("*", "?")


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
        return bool(self.serves) and not (named and not any(mark in self.resource.partition("/")[0] for mark in _WILD))


@dataclass(frozen=True, slots=True)
class _Unit:
    """A grant with the document, of this one statement, that makes it."""

    grant: Grant
    policy: Policy
    layer: str
    """`identity`, or the name of the resource policy it stands in."""


_Asked: TypeAlias = tuple[Request, Policies]
_Verdict: TypeAlias = tuple[Effect, ...]


def grants(edges: Sequence[Subject]) -> tuple[Grant, ...]:
    """Grants to the role of `edges` (all of them) that are needless, or wider than their need; broad ones first.

    Empty where a document that bears on them is unread or malformed: what it grants cannot be told.
    """
    documents = Documents()
    asked = [
        documents.asked(request, edge.parts)
        for edge in edges
        for request in asked_about(edge, documents)
        if request.needed is not False and request.purpose != "assume-role"
    ]
    if any(not isinstance(document, Policy) for _, policies in asked for document in policies.documents()):
        return ()
    units = sorted(_units(asked), key=lambda unit: -_breadth(unit.grant))
    fixed = {id(policies): _without_grants(policies) for _, policies in asked}
    kept = list(units)
    before = _verdicts(asked, fixed, kept)
    needless = []
    for unit in units:
        rest = [other for other in kept if other is not unit]
        if _verdicts(asked, fixed, rest) == before:
            kept = rest
            needless.append(unit.grant)
    served = [_served(unit, asked, fixed, kept, before) for unit in kept]
    told = (grant for grant in needless if not _other_half(grant, served))
    return (*told, *(grant for grant in served if grant.wide))


def _other_half(grant: Grant, needed: Iterable[Grant]) -> bool:
    """A statement that names a bucket and its objects together: an action on the one means nothing on the other."""
    place = (grant.document, grant.statement, grant.action, grant.resource.partition("/")[0])
    return any(place == (one.document, one.statement, one.action, one.resource.partition("/")[0]) for one in needed)


def _units(asked: Iterable[_Asked]) -> Iterator[_Unit]:
    """Every grant to the caller in the policies at hand, each policy once."""
    seen: set[int] = set()
    for request, policies in asked:
        layers = [("identity", document) for document in policies.identity]
        for layer, document in (*layers, (_layer(policies), policies.resource)):
            if isinstance(document, Policy) and id(document) not in seen:
                seen.add(id(document))
                yield from _granted(document, layer, request.principal)


def _granted(policy: Policy, layer: str, principal: str) -> Iterator[_Unit]:
    head = {"Version": policy.version} if policy.version else {}
    for statement, content in zip(policy.statements, write(policy)["Statement"], strict=True):
        if statement.effect != "Allow" or not _names(policy, statement.principals, principal):
            continue
        for action, resource, narrowed in _pairs(content):
            alone = parse({**head, "Statement": [narrowed]}, policy.kind, policy.name)
            named = "this key" if policy.kind is Kind.KEY and resource == "*" else resource
            yield _Unit(Grant(policy.name, statement.index, statement.sid, action, named), alone, layer)


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


def _without_grants(policies: Policies) -> Policies:
    """The policies with the Deny statements, and what was not read, alone."""
    identity = tuple(_denials(document) for document in policies.identity)
    resource = _denials(policies.resource) if policies.resource is not None else None
    return replace(policies, identity=identity, resource=resource)


def _denials(document: Json) -> Json:
    if not isinstance(document, Policy):
        return document
    return replace(document, statements=tuple(one for one in document.statements if one.effect == "Deny"))


def _verdicts(asked: Sequence[_Asked], fixed: dict[int, Policies], kept: Sequence[_Unit]) -> tuple[_Verdict, ...]:
    """How the requests are decided when only `kept` is granted."""
    worlds = {id(policies): _with(policies, fixed[id(policies)], kept) for _, policies in asked}
    return tuple(_verdict(decide(request, worlds[id(policies)])) for request, policies in asked)


def _verdict(decision: Decision) -> _Verdict:
    if decision.effect is Effect.ALLOW:
        return (Effect.ALLOW,)
    return (decision.effect, decision.layers["identity"], decision.layers["resource"])


def _with(policies: Policies, bare: Policies, kept: Sequence[_Unit]) -> Policies:
    identity = (*bare.identity, *(unit.policy for unit in kept if unit.layer == "identity"))
    own = [unit.policy.statements for unit in kept if unit.layer == _layer(policies)]
    resource = bare.resource
    if isinstance(resource, Policy):
        resource = replace(resource, statements=(*resource.statements, *(one for part in own for one in part)))
    return replace(bare, identity=identity, resource=resource)


def _served(
    unit: _Unit,
    asked: Sequence[_Asked],
    fixed: dict[int, Policies],
    kept: Sequence[_Unit],
    before: tuple[_Verdict, ...],
) -> Grant:
    """The grant with the actions that would be decided otherwise without it."""
    after = _verdicts(asked, fixed, [other for other in kept if other is not unit])
    changed = (request.action for (request, _), was, now in zip(asked, before, after, strict=True) if was != now)
    return replace(unit.grant, serves=tuple(dict.fromkeys(changed)))


def _layer(policies: Policies) -> str:
    return policies.resource.name if policies.resource is not None else ""


def _breadth(grant: Grant) -> int:
    """How much to try to take away first: wildcards in the action, in the bucket's name, anywhere."""
    wild = [sum(text.count(mark) for mark in _WILD) for text in (grant.action, grant.resource.partition("/")[0])]
    return 100 * wild[0] + 10 * wild[1] + ("all but" in grant.action + grant.resource) * 1000
