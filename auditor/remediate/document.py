"""Policy documents: read from a fact, and changed statement by statement so that all others stay as they were."""

from __future__ import annotations

import json
from collections.abc import Sequence
from copy import deepcopy
from typing import TypeAlias

from auditor.iam.pattern import matcher
from auditor.remediate.given import NeedsPerson
from auditor.snapshot import Fact, Json, State

Document: TypeAlias = dict[str, Json]
Statement: TypeAlias = dict[str, Json]

VERSION = "2012-10-17"
LEGAL = (VERSION, "2008-10-17")
"""IAM User Guide, "IAM JSON policy elements: Version"."""
_PLAIN = frozenset({"Sid", "Effect", "Principal", "Action", "Resource"})


def read(fact: Fact, arn: str, instead: Json) -> Document:
    """The document a fact holds, with `Statement` a list; a new one if there is none.

    `instead` is what a person should add where the document was not read or cannot be understood.
    """
    if fact.state is State.UNKNOWN:
        raise NeedsPerson(
            f"the policy of {arn} was not read ({fact.reason}): add this to it, keep the rest", arn, instead
        )
    if fact.state is State.ABSENT:
        return {"Version": VERSION, "Statement": []}
    return parsed(fact.value, arn, instead)


def parsed(value: Json, arn: str, instead: Json = None) -> Document:
    """A document given as text or object; NeedsPerson if changing it could lose some of it."""
    try:
        document = json.loads(value, object_pairs_hook=_once) if isinstance(value, str) else deepcopy(value)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise NeedsPerson(f"a policy of {arn} is not one clear JSON object: rewrite it by hand", arn, instead)
    document["Statement"] = listed(document.get("Statement"))
    if not all(isinstance(statement, dict) for statement in document["Statement"]):
        raise NeedsPerson(f"a policy of {arn} has a statement that is no object: rewrite it by hand", arn, instead)
    return document


def written(document: Document) -> str:
    """The text of a document, as a bucket's or key's `policy` fact keeps it."""
    return json.dumps(document, separators=(",", ":"))


def same(one: Json, other: Json) -> bool:
    """Equal in meaning: a policy's text and its object, a statement and a list of it."""
    return bool(_canonical(one) == _canonical(other))


def listed(value: Json) -> list[Json]:
    """IAM lets one element stand for a list of one."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def allow(document: Document, statement: Statement, sid: str) -> Document:
    """`document` with `statement` (Effect Allow) merged in: what is not allowed yet, in its twin if there is one."""
    missing = [action for action in statement["Action"] if not _allowed(document, statement, action)]
    if not missing:
        return document
    merged = deepcopy(document)
    for twin in merged["Statement"]:
        if _twins(twin, statement):
            twin["Action"] = [*listed(twin["Action"]), *missing]
            return merged
    merged["Statement"].append({"Sid": _free(sid, merged), **statement, "Action": missing})
    return merged


def matches(pattern: str, action: str) -> bool:
    """An IAM pattern covers the text; `*` and `?` are wild, letters of either case are equal."""
    return matcher(pattern.lower())(action.lower())


def names(pattern: str, resource: str) -> bool:
    """A Resource pattern covers the ARN; `*` and `?` are wild."""
    return matcher(pattern)(resource)


def covers(statement: Statement, action: str, resource: str) -> bool:
    """The statement's Action and Resource name the two, leaving principals and conditions aside."""
    named = any(matches(str(pattern), action) for pattern in listed(statement.get("Action")))
    return named and any(names(str(pattern), resource) for pattern in listed(statement.get("Resource")))


def principals(statement: Statement) -> list[str]:
    """The AWS principals of a statement as they are written; `*` for everyone."""
    principal = statement.get("Principal")
    named = principal.get("AWS") if isinstance(principal, dict) else principal
    return [str(each) for each in listed(named)]


def _allowed(document: Document, wanted: Statement, action: str) -> bool:
    """Some plain Allow for the same principals already covers the action on every wanted resource."""
    candidates = [
        each
        for each in document["Statement"]
        if each.get("Effect") == "Allow" and set(each) <= _PLAIN and _same_principals(each, wanted)
    ]
    resources = wanted.get("Resource")
    if resources is None:
        return any(matches(str(p), action) for each in candidates for p in listed(each.get("Action")))
    return all(any(covers(each, action, resource) for each in candidates) for resource in listed(resources))


def _same_principals(statement: Statement, wanted: Statement) -> bool:
    return set(_named(wanted)) <= set(_named(statement))


def _named(statement: Statement) -> list[tuple[str, str]]:
    principal = statement.get("Principal")
    if not isinstance(principal, dict):
        return [("", str(each)) for each in listed(principal)]
    return [(str(type), str(each)) for type, named in principal.items() for each in listed(named)]


def _twins(statement: Statement, wanted: Statement) -> bool:
    """Plain Allow for exactly the same principals and resources: its action list can simply grow."""
    return (
        statement.get("Effect") == "Allow"
        and set(statement) <= _PLAIN
        and "Action" in statement
        and set(_named(statement)) == set(_named(wanted))
        and set(map(str, listed(statement.get("Resource")))) == set(map(str, listed(wanted.get("Resource"))))
    )


def _free(sid: str, document: Document) -> str:
    taken = [statement.get("Sid") for statement in document["Statement"]]
    return next(name for name in (sid, *(f"{sid}{n}" for n in range(2, len(taken) + 3))) if name not in taken)


def _canonical(value: Json) -> Json:
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            return _canonical(json.loads(value))
        except (ValueError, RecursionError):
            return value
    if isinstance(value, dict):
        return {key: _canonical(listed(held) if key == "Statement" else held) for key, held in value.items()}
    return [_canonical(each) for each in value] if isinstance(value, list | tuple) else value


def _once(pairs: Sequence[tuple[str, Json]]) -> dict[str, Json]:
    """Refuse a key given twice: which of the two counts is not ours to guess."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key is given twice")
    return dict(pairs)
