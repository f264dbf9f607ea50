"""A policy in, the document it came from out: the inverse of `parse`, up to the spelling of single values."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.iam.document import Json
from auditor.iam.policy import Policy, Principal, Statement


def write(policy: Policy) -> dict[str, Json]:
    """The document, with AWS's keys in AWS's order; `parse(write(policy))` is `policy`."""
    head = {"Version": policy.version, "Id": policy.id}
    return {
        **{key: value for key, value in head.items() if value is not None},
        "Statement": [_statement(statement) for statement in policy.statements],
    }


def _statement(statement: Statement) -> dict[str, Json]:
    elements: dict[str, Json] = {
        "Sid": statement.sid,
        "Effect": statement.effect,
        "Principal": _principals(statement.principals),
        "NotPrincipal": _principals(statement.not_principals),
        "Action": _one_or_more(statement.actions),
        "NotAction": _one_or_more(statement.not_actions),
        "Resource": _one_or_more(statement.resources),
        "NotResource": _one_or_more(statement.not_resources),
        "Condition": _conditions(statement),
    }
    return {name: value for name, value in elements.items() if value}


def _one_or_more(values: Iterable[str]) -> Json:
    found = list(values)
    return found[0] if len(found) == 1 else found


def _principals(entries: tuple[Principal, ...]) -> Json:
    found: dict[str, list[str]] = {}
    for entry in entries:
        found.setdefault(entry.type, []).append(entry.value)
    return "*" if found == {"AWS": ["*"]} else {type_: _one_or_more(values) for type_, values in found.items()}


def _conditions(statement: Statement) -> Json:
    found: dict[str, dict[str, Json]] = {}
    for condition in statement.conditions:
        found.setdefault(condition.operator, {})[condition.key] = _one_or_more(condition.values)
    return found
