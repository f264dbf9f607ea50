"""The edges of one role -> what its policies and those of its buckets and keys grant it without need.

A grant is one action entry on one resource entry of one Allow statement. It is needless if all requests of all the
edges are decided as before when it is taken away: found by deciding them anew, not by comparing texts. A request that
is refused as it is counts by what each side says of it, so that one side's lack makes the other's grants not needless.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from auditor.evaluate.documents import Documents
from auditor.evaluate.granted import WILD, Grant, Unit, layer_of, units
from auditor.evaluate.probes import asked_about
from auditor.iam import Decision, Effect, Policies, Policy, Request, decide
from auditor.snapshot import Json
from auditor.topology import Subject

_Asked: TypeAlias = tuple[Request, Policies]
_Verdict: TypeAlias = tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class _World:
    """The requests, and their policies without any grant."""

    asked: tuple[_Asked, ...]
    bare: Mapping[int, Policies]
    """By the `id` of the policies they were made from."""

    def verdicts(self, kept: Sequence[Unit]) -> tuple[_Verdict, ...]:
        """How the requests are decided when only `kept` is granted."""
        granted = {id(policies): _with(policies, self.bare[id(policies)], kept) for _, policies in self.asked}
        return tuple(_verdict(decide(request, granted[id(policies)])) for request, policies in self.asked)


def grants(edges: Sequence[Subject]) -> tuple[Grant, ...]:
    """Grants to the role of `edges` (all of them) that are needless, or wider than their need; broad ones first.

    Empty where a document that bears on them is unread or malformed: what it grants cannot be told.
    """
    asked = _requests(edges)
    if any(_open(policies) for _, policies in asked):
        return ()
    world = _World(asked, {id(policies): _without_grants(policies) for _, policies in asked})
    kept, needless = _reduced(world, sorted(units(asked), key=lambda unit: -_breadth(unit.grant)))
    served = [_served(unit, world, kept) for unit in kept]
    told = (grant for grant in needless if not _other_half(grant, served))
    return (*told, *(grant for grant in served if grant.wide))


def _open(policies: Policies) -> bool:
    """Whether something of them is not known."""
    unread = any(not isinstance(document, Policy) for document in policies.documents())
    return unread or any(not grant.certain for grant in policies.grants)


def _requests(edges: Sequence[Subject]) -> tuple[_Asked, ...]:
    documents = Documents()
    return tuple(
        documents.asked(request, edge.parts)
        for edge in edges
        for request in asked_about(edge, documents)
        if request.needed is not False and request.purpose != "assume-role"
    )


def _reduced(world: _World, granted: Sequence[Unit]) -> tuple[list[Unit], list[Grant]]:
    """Units of which none can be spared, and the grants of those that could, one after the other."""
    kept, needless = list(granted), []
    before = world.verdicts(kept)
    for unit in granted:
        rest = [other for other in kept if other is not unit]
        if world.verdicts(rest) == before:
            kept = rest
            needless.append(unit.grant)
    return kept, needless


def _other_half(grant: Grant, needed: Iterable[Grant]) -> bool:
    """A statement that names a bucket and its objects together: an action on the one means nothing on the other."""
    place = (grant.document, grant.statement, grant.action, grant.resource.partition("/")[0])
    return any(place == (one.document, one.statement, one.action, one.resource.partition("/")[0]) for one in needed)


def _without_grants(policies: Policies) -> Policies:
    """The policies with the Deny statements, and what was not read, alone."""
    identity = tuple(_denials(document) for document in policies.identity)
    resource = _denials(policies.resource) if policies.resource is not None else None
    return replace(policies, identity=identity, resource=resource)


def _denials(document: Json) -> Json:
    if not isinstance(document, Policy):
        return document
    return replace(document, statements=tuple(one for one in document.statements if one.effect == "Deny"))


def _verdict(decision: Decision) -> _Verdict:
    if decision.effect is Effect.ALLOW:
        return (Effect.ALLOW,)
    return (decision.effect, decision.layers["identity"], decision.layers["resource"])


def _with(policies: Policies, bare: Policies, kept: Sequence[Unit]) -> Policies:
    identity = (*bare.identity, *(unit.policy for unit in kept if unit.layer == "identity"))
    own = [unit.policy.statements for unit in kept if unit.layer == layer_of(policies)]
    resource = bare.resource
    if isinstance(resource, Policy):
        resource = replace(resource, statements=(*resource.statements, *(one for part in own for one in part)))
    return replace(bare, identity=identity, resource=resource)


def _served(unit: Unit, world: _World, kept: Sequence[Unit]) -> Grant:
    """The grant with the actions that would be decided otherwise without it."""
    before, after = world.verdicts(kept), world.verdicts([other for other in kept if other is not unit])
    changed = (request.action for (request, _), was, now in zip(world.asked, before, after, strict=True) if was != now)
    return replace(unit.grant, serves=tuple(dict.fromkeys(changed)))


def _breadth(grant: Grant) -> int:
    """How much to try to take away first: wildcards in the action, in the bucket's name, anywhere."""
    wild = [sum(text.count(mark) for mark in WILD) for text in (grant.action, grant.resource.partition("/")[0])]
    return 100 * wild[0] + 10 * wild[1] + ("all but" in grant.action + grant.resource) * 1000
