"""A request that nothing allowed in; the statement that came nearest out, with the element it failed by.

Texts are one plain line each: they go into findings and into `auditor explain`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.iam.because import condition_text, listed
from auditor.iam.combine import Question
from auditor.iam.conditions import Condition
from auditor.iam.document import plain
from auditor.iam.effect import Effect
from auditor.iam.policy import Document, Policy, Statement
from auditor.iam.principal import naming
from auditor.iam.request import Policies
from auditor.iam.variables import Unknown

if TYPE_CHECKING:
    from auditor.iam.decide import Decision

MAX_FAULTS = 2
"""A statement that fails by more elements is about something else."""


def nearest_miss(asked: Question, policies: Policies, layer: str) -> str:
    """The Allow of the blocking layer that fails by the fewest elements; empty if none comes near."""
    found: tuple[int, str] | None = None
    for document in _documents(policies, layer):
        for statement in document.statements if isinstance(document, Policy) else ():
            faults = list(_faults(statement, asked)) if statement.effect == "Allow" else []
            if 0 < len(faults) <= MAX_FAULTS and (found is None or len(faults) < found[0]):
                where = f"{plain(document.name)}, statement {statement.index}"
                sid = f' "{plain(statement.sid)}"' if statement.sid else ""
                found = (len(faults), f"{where}{sid}, would allow it, but {', and '.join(faults)}")
    return found[1] if found else ""


def _documents(policies: Policies, layer: str) -> tuple[Document, ...]:
    if layer == "identity":
        return policies.identity
    if layer == "scp":
        return tuple(document for level in policies.scps for document in level)
    alone = policies.boundary if layer == "boundary" else policies.resource
    return () if alone is None else (alone,)


def _faults(statement: Statement, asked: Question) -> Iterator[str]:
    """The elements that do not fit the request."""
    who = asked.plan.who
    if statement.principals and not naming(statement.principals, who):
        names = listed(entry.value for entry in statement.principals)
        yield f"its Principal is {names}, not {plain(who.arn)}"
    if statement.covers(asked.action) is False:
        yield f"its {_element('Action', statement.actions, statement.not_actions)}: not {plain(asked.action)}"
    if statement.where is not None and not statement.where(asked.resource, asked.context):
        element = _element("Resource", statement.resources, statement.not_resources)
        yield f"its {element}: not {plain(asked.resource)}"
    for condition in statement.conditions:
        if condition.holds(asked.context) is not True:
            yield f"{condition_text(condition)} does not hold: {_given(condition, asked)}"


def _element(name: str, given: tuple[str, ...], inverse: tuple[str, ...]) -> str:
    return f"{name} is {listed(given)}" if given else f"Not{name} is {listed(inverse)}"


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
    because = "; ".join(
        f"{plain(one.document)}{'' if one.index is None else f', statement {one.index}'}"
        f"{f' ({plain(one.sid)})' if one.sid else ''}: {one.text}"
        for one in decision.because[:3]
    )
    if decision.effect is Effect.UNKNOWN:
        ways = "; ".join(
            f"{' and '.join(f'{name} = {plain(label)}' for name, label in way.given)}: {_VERDICTS[way.effect]}"
            for way in decision.ways[:6]
        )
        return f", it depends on {listed(decision.depends_on)}{f' ({ways})' if ways else ''}"
    if decision.effect is not Effect.IMPLICIT_DENY:
        return f" by {because}" if because else ""
    nearest = decision.nearest_miss
    return f", {_BLOCKED[decision.blocked_by]}{f'; nearest: {nearest}' if nearest else ''}"


_BLOCKED = {
    "scp": "a level of service control policies has no Allow for it",
    "boundary": "the permissions boundary has no Allow for it",
    "identity": "no policy of the principal allows it",
    "resource": "the policy of the resource does not allow it",
    "rcp": "",
    "": "",
}
