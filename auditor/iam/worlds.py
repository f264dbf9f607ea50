"""A question with unknowns in; what each possible world answers out, and which unknowns the answer hangs on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeAlias

from auditor.iam.axes import axes
from auditor.iam.combine import Question
from auditor.iam.effect import Effect, effect_of
from auditor.iam.judge import plan_for, possible
from auditor.iam.request import Policies, Request
from auditor.iam.world import Axis, World

MAX_WORLDS = 4096
"""Worlds tried for one request; unknowns beyond that stay unknown in each of them, which is sound, not exact."""
MAX_WAYS = 32
"""Ways told; more than that nobody reads."""

Choice: TypeAlias = tuple[int, ...]
"""The number of a variant on each axis."""


@dataclass(frozen=True, slots=True)
class Way:
    """How the things a decision depends on may turn out, and what follows."""

    given: tuple[tuple[str, str], ...]
    """(name, how it turns out), in the order of `depends_on`."""
    effect: Effect


@dataclass(frozen=True, slots=True)
class Exploration:
    """What is left of the unknowns once every world was tried."""

    outcomes: frozenset[Effect]
    depends_on: tuple[str, ...]
    """The axes that can change the effect; where AWS's pages leave a statement open, that statement."""
    ways: tuple[Way, ...]
    exact: bool


NOWHERE = Exploration(frozenset(), (), (), exact=True)
"""Of a decision that needed none."""


def explore(request: Request, policies: Policies, asked: Question) -> Exploration:
    """The answers of all possible worlds; `exact` if every unknown that matters was given each of its values."""
    tried, left = _affordable(*axes(request, policies, asked))
    known = World(asked.context, policies, asked.plan.who, request.resource_account, asked.plan.unsettled)
    answers: dict[Choice, frozenset[Effect]] = {}
    doubts: dict[str, None] = {}
    reshaped = any(axis.reshapes for axis in tried)
    plan = asked.plan if reshaped else asked.plan.narrowed(asked.resource, asked.context)
    for choice, world in _worlds(known, tried):
        if reshaped:
            plan = plan_for(world.who, asked.action, world.unsettled, world.policies)
        there = replace(asked, plan=plan, context=world.context, grants=world.policies.grants)
        answers[choice] = possible(there, world.owner)
        if len(answers[choice]) > 1 and not left:
            doubts |= dict.fromkeys(_doubts(there))
    return _told(tried, left, list(doubts), answers)


def _doubts(there: Question) -> Iterator[str]:
    """The statements that stay undecided though nothing is unknown: AWS's pages do not say what they do."""
    for entry in there.plan.entries():
        applies = entry.statement.applies(there.resource, there.context)
        if applies is None or (applies and not entry.certain):
            yield f"what AWS makes of {entry.document.name}, statement {entry.statement.index}"
    if there.grant() and there.plan.boundary is not None:
        yield "whether a boundary caps a grant"


def _worlds(world: World, remaining: list[Axis], choice: Choice = ()) -> Iterator[tuple[Choice, World]]:
    """Every combination of variants, applied; documents are replaced in the outermost turns, so plans are shared."""
    if not remaining:
        yield choice, world
        return
    for number, variant in enumerate(remaining[0].variants):
        yield from _worlds(variant.apply(world), remaining[1:], (*choice, number))


def _told(
    tried: list[Axis], left: list[str], doubts: list[str], answers: Mapping[Choice, frozenset[Effect]]
) -> Exploration:
    found: frozenset[Effect] = frozenset().union(*answers.values())
    if len(found) == 1:
        return Exploration(found, (), (), exact=True)
    deciding = [number for number in range(len(tried)) if _matters(number, answers)]
    undecided = any(len(answer) > 1 for answer in answers.values())
    names = (*(tried[number].name for number in deciding), *((left or doubts) if undecided else ()))
    ways = tuple(_ways(tried, deciding, answers)) if deciding else ()
    return Exploration(found, names, ways, exact=not (undecided and left))


def _affordable(found: list[Axis], left: list[str]) -> tuple[list[Axis], list[str]]:
    """The axes that fit into `MAX_WORLDS`, the shortest first; and the names of those that must stay unknown."""
    tried: list[Axis] = []
    worlds = 1
    for axis in sorted(found, key=lambda axis: len(axis.variants)):
        if worlds * len(axis.variants) > MAX_WORLDS:
            left.append(axis.name)
            continue
        worlds *= len(axis.variants)
        tried.append(axis)
    return sorted(tried, key=lambda axis: (not axis.reshapes, axis.name)), sorted(left)


def _matters(number: int, answers: Mapping[Choice, frozenset[Effect]]) -> bool:
    """Whether two worlds that differ on this axis alone give different answers."""
    seen: dict[Choice, frozenset[Effect]] = {}
    return any(
        seen.setdefault((*choice[:number], *choice[number + 1 :]), answer) != answer
        for choice, answer in answers.items()
    )


def _ways(tried: list[Axis], deciding: list[int], answers: Mapping[Choice, frozenset[Effect]]) -> Iterator[Way]:
    """The answers by the axes that matter; on the others any choice gives the same."""
    ways = {tuple(choice[number] for number in deciding): answer for choice, answer in answers.items()}
    for choice, answer in islice(sorted(ways.items()), MAX_WAYS):
        axes_ = (tried[number] for number in deciding)
        given = tuple((axis.name, axis.variants[variant].label) for axis, variant in zip(axes_, choice, strict=True))
        yield Way(given, effect_of(answer))
