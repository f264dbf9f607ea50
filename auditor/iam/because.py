"""Which statements decided, and which part of each matched: for evidence, so every text is one plain line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from auditor.iam.arn import resources
from auditor.iam.combine import Question
from auditor.iam.conditions import Condition
from auditor.iam.document import plain
from auditor.iam.effect import Effect
from auditor.iam.plan import Entry
from auditor.iam.policy import Policy, Statement, Unread, covers
from auditor.iam.principal import Caller, naming


@dataclass(frozen=True, slots=True)
class Matched:
    """A statement that had a part in the decision, or a document that could not have one."""

    document: str
    index: int | None
    """Place of the statement in the document, from 0; `None`: the document as a whole."""
    sid: str
    text: str
    """What it says to this request, in one line of printable ASCII."""


def because(asked: Question, effect: Effect) -> tuple[Matched, ...]:
    """Every Deny that applies, else the Allows that do; for an unknown effect all that may have a part in it."""
    plan = asked.plan
    denies = chain.from_iterable(entries for _, entries in plan.denies)
    allows = chain(plan.identity, plan.resource)
    if effect is Effect.EXPLICIT_DENY:
        return _matched(denies, asked)
    if effect is Effect.ALLOW:
        return _matched(allows, asked)
    if effect is Effect.UNKNOWN:
        return _matched(chain(denies, allows, plan.boundary or (), *plan.levels), asked)
    return ()


def _matched(entries: Iterable[Entry], asked: Question) -> tuple[Matched, ...]:
    """Those that apply, or may apply."""
    return tuple(
        matched(entry, asked)
        for entry in entries
        if entry.statement.applies(asked.resource, asked.context) is not False
    )


def matched(entry: Entry, asked: Question) -> Matched:
    """The statement of `entry`, with the parts of it that met the request."""
    if isinstance(entry.document, Unread):
        return Matched(entry.document.name, None, "", f"not read: {plain(entry.document.reason)}")
    statement = entry.statement
    return Matched(entry.document.name, statement.index, statement.sid, _text(entry.document, statement, asked))


def _text(document: Policy, statement: Statement, asked: Question) -> str:
    parts = [_action(statement, asked.action)]
    if statement.resources or statement.not_resources:
        parts.append(f"on {_resource(document, statement, asked)}")
    if statement.principals or statement.not_principals:
        parts.append(f"for {_principal(statement, asked.plan.who)}")
    parts += [f"if {condition_text(condition)}" for condition in statement.conditions]
    return f"{statement.effect} {' '.join(parts)}"


def _action(statement: Statement, action: str) -> str:
    if statement.not_actions:
        return f"all but {listed(statement.not_actions)}"
    return plain(next((one for one in statement.actions if covers((one,), action) is not False), ""))


def _resource(document: Policy, statement: Statement, asked: Question) -> str:
    if statement.not_resources:
        return f"all but {listed(statement.not_resources)}"
    for one in statement.resources:
        where = resources((one,), document.variables)
        if where is None or where(asked.resource, asked.context) is not False:
            return plain(one)
    return listed(statement.resources)


def _principal(statement: Statement, who: Caller) -> str:
    if statement.not_principals:
        return f"all but {listed(entry.value for entry in statement.not_principals)}"
    return plain(next((entry.value for entry in statement.principals if naming((entry,), who)), "an unknown session"))


def condition_text(condition: Condition) -> str:
    """`StringEquals aws:PrincipalOrgID = o-a or o-b`."""
    return f"{plain(condition.operator)} {plain(condition.key)} = {listed(condition.values, ' or ')}"


def listed(values: Iterable[str], between: str = ", ") -> str:
    """The values in one plain line, cut after the fifth."""
    found = list(values)
    shown = [plain(value, 120) for value in found[:5]]
    return between.join(shown) + (f" and {len(found) - 5} more" if len(found) > 5 else "")
