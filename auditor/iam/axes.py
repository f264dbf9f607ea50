"""The unknowns of a question in; for each the ways it can turn out, as far as the policies can tell them apart.

An axis is a context key, a document that was not read, the owner of the resource, the session's name or the
canonical user id of the caller's account.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain

from auditor.iam import unread
from auditor.iam.combine import Question
from auditor.iam.domains import domain
from auditor.iam.grants import PREFIX, constraints
from auditor.iam.policy import Policy, Principal, Statement
from auditor.iam.principal import CANONICAL_USER, SESSION_NAME, Caller, session_name
from auditor.iam.request import Policies, Request
from auditor.iam.variables import Value, fold
from auditor.iam.world import Axis, Variant, World

OWNER = "resource account"
"""Name of the axis of an unknown owner."""


def axes(request: Request, policies: Policies, asked: Question) -> tuple[list[Axis], list[str]]:
    """The axes that can be tried exactly, and the names of the unknown keys that cannot."""
    statements = [entry.statement for entry in asked.plan.entries() if _may_apply(entry.statement, asked)]
    asking = [*(one for statement in statements for one in statement.conditions), *constraints(policies.grants)]
    found = [
        *unread.documents(policies, asked.plan.who),
        *unread.grants(policies),
        *_people(policies, asked.plan.who, request.unknown),
    ]
    if request.resource_account is None and not asked.plan.who.is_service:
        found.append(_owner(asked.plan.who))
    left = []
    for name in sorted(request.unknown - _SPECIAL):
        key = fold(name)
        conditions = [one for one in asking if one.folded == key]
        if _in_variable(key, statements):
            left.append(name)
        elif conditions or (policies.grants and key.startswith(PREFIX)):
            values = domain(key, conditions, asked.context)
            variants = tuple(Variant(label, _with(key, value)) for label, value in values or ())
            if variants:
                found.append(Axis(name, variants, reshapes=False))
            else:
                left.append(name)
    return found, left


_SPECIAL = frozenset((SESSION_NAME, CANONICAL_USER))


def _may_apply(statement: Statement, asked: Question) -> bool:
    return statement.applies(asked.resource, asked.context) is not False


def _in_variable(key: str, statements: list[Statement]) -> bool:
    """Whether a variable asks for the key: then its values are told apart by more than conditions."""
    texts = chain.from_iterable(
        chain(one.resources, one.not_resources, *(condition.values for condition in one.conditions))
        for one in statements
    )
    return any("${" in text and key in fold(text) for text in texts)


def _with(key: str, value: Value | None) -> Callable[[World], World]:
    def apply(world: World) -> World:
        context = {name: given for name, given in world.context.items() if name != key}
        return replace(world, context=context if value is None else {**context, key: value})

    return apply


def _owner(who: Caller) -> Axis:
    same = Variant(f"account {who.account}", lambda world: replace(world, owner=who.account))
    return Axis(OWNER, (same, Variant("another account", lambda world: replace(world, owner=""))))


def _people(policies: Policies, who: Caller, unknown: frozenset[str]) -> Iterator[Axis]:
    """The session's name and the canonical user id, each: what policies mention, and something else."""
    documents = [document for document in policies.documents() if isinstance(document, Policy)]
    entries = [
        entry
        for document in documents
        for statement in document.statements
        for entry in chain(statement.principals, statement.not_principals)
    ] + [Principal("AWS", grant.grantee) for grant in policies.grants]
    names = sorted({name for entry in entries if (name := session_name(entry, who))})
    if SESSION_NAME in unknown and names:
        variants = [Variant(name, _settled(SESSION_NAME, who.in_session(name))) for name in names]
        other = Variant("any other", _settled(SESSION_NAME, who.in_session("*")))
        yield Axis(SESSION_NAME, (*variants, other))
    ids = sorted({entry.value for entry in entries if entry.type == "CanonicalUser"})
    if CANONICAL_USER in unknown and ids:
        known = [Variant(one, _settled(CANONICAL_USER, replace(who, canonical=one))) for one in ids]
        yield Axis(CANONICAL_USER, (*known, Variant("any other", _settled(CANONICAL_USER, who))))


def _settled(name: str, who: Caller) -> Callable[[World], World]:
    if name == SESSION_NAME:
        return lambda world: replace(
            world, who=replace(who, canonical=world.who.canonical), unsettled=world.unsettled - {name}
        )
    return lambda world: replace(
        world, who=replace(world.who, canonical=who.canonical), unsettled=world.unsettled - {name}
    )
