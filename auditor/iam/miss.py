"""A request that nothing allowed in; the statement that came nearest out, with the element it failed by.

Texts are one plain line each: they go into findings and into `auditor explain`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.iam.because import Matched, condition_text, listed
from auditor.iam.combine import Question
from auditor.iam.conditions import Condition
from auditor.iam.document import plain
from auditor.iam.effect import Effect
from auditor.iam.policy import Document, Policy, Statement
from auditor.iam.principal import naming
from auditor.iam.request import Policies
from auditor.iam.variables import Unknown, fold
from auditor.iam.worlds import Way

if TYPE_CHECKING:
    from auditor.iam.decide import Decision

MAX_FAULTS = 2
"""A statement that fails by more elements is about something else."""

CONDITION, RESOURCE, PRINCIPAL, ACTION = 1, 2, 2, 3
"""How far each element that fails takes a statement away: what was meant is told best by what it is about."""


def nearest_miss(asked: Question, policies: Policies, layer: str, action: str) -> str:
    """The Allow of the blocking layer that comes nearest, and the elements it fails by; empty if none comes near.

    `action` is the request's, as it was written.
    """
    found = [
        (sum(weight for weight, _ in faults), _told(document, statement, [text for _, text in faults]))
        for document in _documents(policies, layer)
        for statement in (document.statements if isinstance(document, Policy) else ())
        if statement.effect == "Allow" and 0 < len(faults := list(_faults(statement, asked, action))) <= MAX_FAULTS
    ]
    return min(found, key=lambda one: one[0])[1] if found else ""


def _told(document: Document, statement: Statement, faults: list[str]) -> str:
    sid = f" ({plain(statement.sid)})" if statement.sid else ""
    return f"{plain(document.name)}, statement {statement.index}{sid}, would allow it, but {', and '.join(faults)}"


def _documents(policies: Policies, layer: str) -> tuple[Document, ...]:
    if layer == "identity":
        return policies.identity
    if layer == "scp":
        return tuple(document for level in policies.scps for document in level)
    alone = policies.boundary if layer == "boundary" else policies.resource
    return () if alone is None else (alone,)


def _faults(statement: Statement, asked: Question, action: str) -> Iterator[tuple[int, str]]:
    """The elements that do not fit the request, with their weights; of another service, more than count."""
    who = asked.plan.who
    if statement.covers(asked.action) is False:
        yield ACTION, f"{_element('Action', statement.actions, statement.not_actions)} does not cover {plain(action)}"
        if not any(_service(pattern) in ("*", _service(asked.action)) for pattern in statement.actions):
            yield from [(ACTION, "")] * MAX_FAULTS
    if statement.principals and not naming(statement.principals, who):
        names = listed(entry.value for entry in statement.principals)
        yield PRINCIPAL, f"its Principal {names} is not {plain(who.arn)}"
    if statement.where is not None and not statement.where(asked.resource, asked.context):
        element = _element("Resource", statement.resources, statement.not_resources)
        yield RESOURCE, f"{element} does not cover {plain(asked.resource)}"
    for condition in statement.conditions:
        if condition.holds(asked.context) is not True:
            yield CONDITION, f"{condition_text(condition)} does not hold: {_given(condition, asked)}"


def _service(action: str) -> str:
    return fold(action.partition(":")[0])


def _element(name: str, given: tuple[str, ...], inverse: tuple[str, ...]) -> str:
    return f"its {name} {listed(given)}" if given else f"its Not{name} {listed(inverse)}"


def _given(condition: Condition, asked: Question) -> str:
    """What the request has for the condition's key."""
    value = asked.context.get(condition.folded)
    if value is None:
        return "the request has no such key"
    if isinstance(value, Unknown):
        return "its value is not known"
    return f"the request has {listed((value,) if isinstance(value, str) else value, ' and ')}"


def explanation(decision: Decision) -> str:
    """The decision in one plain line: what was asked, the verdict, and why."""
    request = decision.request
    asked = f"{plain(request.action)} on {plain(request.resource)} by {plain(request.principal)}"
    return f"{asked}: {_VERDICTS[decision.effect]}{_why(decision)}"


_VERDICTS = {
    Effect.ALLOW: "allowed",
    Effect.EXPLICIT_DENY: "explicitly denied",
    Effect.IMPLICIT_DENY: "not allowed",
    Effect.UNKNOWN: "unknown",
    Effect.INVALID: "undetermined",
}


def _why(decision: Decision) -> str:
    because = "; ".join(_cited(one) for one in decision.because[:MAX_CITED])
    if decision.effect is Effect.UNKNOWN:
        ways = "; ".join(_way(way) for way in decision.ways[:MAX_WAYS])
        return f", it depends on {listed(decision.depends_on)}{f' ({ways})' if ways else ''}"
    if decision.effect is Effect.INVALID:
        return f", because AWS does not store {because}"
    if decision.effect is not Effect.IMPLICIT_DENY:
        return f" by {because}" if because else ""
    nearest = decision.nearest_miss
    return f", {_blocked(decision)}{f'; nearest: {nearest}' if nearest else ''}"


MAX_CITED, MAX_WAYS = 3, 6
"""Statements and ways that a line of explanation holds; the decision itself has them all."""


def _cited(one: Matched) -> str:
    place = "" if one.index is None else f", statement {one.index}"
    sid = f" ({plain(one.sid)})" if one.sid else ""
    return f"{plain(one.document)}{place}{sid}: {one.text}"


def _way(way: Way) -> str:
    given = " and ".join(f"{plain(name)} = {plain(label)}" for name, label in way.given)
    return f"{given}: {_VERDICTS[way.effect]}"


def _blocked(decision: Decision) -> str:
    layer = decision.blocked_by
    if layer == "resource" and decision.policies.resource is None:
        return "the resource has no policy"
    if layer == "scp":
        return f"no service control policy allows it on the level of {_level(decision)}"
    return _BLOCKED[layer]


def _level(decision: Decision) -> str:
    """The policies of the first level, from the root down, of which none allows the request."""
    asked = decision.asked
    for level in decision.policies.scps:
        statements = (one for document in level if isinstance(document, Policy) for one in document.statements)
        if not any(one.effect == "Allow" and _applies(one, asked) for one in statements):
            return listed(document.name for document in level) or "an account or unit without any"
    return "one of them"


def _applies(statement: Statement, asked: Question) -> bool:
    return statement.covers(asked.action) is not False and statement.applies(asked.resource, asked.context) is not False


_BLOCKED = {
    "boundary": "the permissions boundary has no Allow for it",
    "identity": "no policy of the principal allows it",
    "resource": "the policy of the resource does not allow it",
}
