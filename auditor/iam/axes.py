"""The unknowns of a question in; for each the ways it can turn out, as far as the policies can tell them apart.

An axis is a context key, a document that was not read, the owner of the resource, the session's name or the
canonical user id of the caller's account.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from auditor.iam.combine import Question
from auditor.iam.document import Kind
from auditor.iam.domains import domain
from auditor.iam.grants import PREFIX, constraints
from auditor.iam.policy import Document, Policy, Principal, Statement, Unread
from auditor.iam.principal import CANONICAL_USER, SESSION_NAME, Caller, session_name
from auditor.iam.request import Policies, Request
from auditor.iam.variables import Context, Value, fold

OWNER = "resource account"
"""Name of the axis of an unknown owner."""


@dataclass(frozen=True, slots=True)
class World:
    """All that can differ between one possible world and another."""

    context: Context
    policies: Policies
    who: Caller
    owner: str | None
    unsettled: frozenset[str]


@dataclass(frozen=True, slots=True)
class Variant:
    """One way in which an unknown can turn out."""

    label: str
    apply: Callable[[World], World]


@dataclass(frozen=True, slots=True)
class Axis:
    """An unknown, and all its variants that could make a difference."""

    name: str
    variants: tuple[Variant, ...]
    reshapes: bool = True
    """Whether it changes which statements matter, not only what they are asked."""


def axes(request: Request, policies: Policies, asked: Question) -> tuple[list[Axis], list[str]]:
    """The axes that can be tried exactly, and the names of the unknown keys that cannot."""
    statements = [entry.statement for entry in asked.plan.entries() if _may_apply(entry.statement, asked)]
    asking = [*(one for statement in statements for one in statement.conditions), *constraints(policies.grants)]
    found = [
        *_documents(policies, asked.plan.who),
        *_grants(policies),
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


def _documents(policies: Policies, who: Caller) -> Iterator[Axis]:
    """What an unread document might do: nothing, deny, or allow (a resource policy in three ways)."""
    for document in dict.fromkeys(one for one in policies.documents() if isinstance(one, Unread)):
        allowing = {"allows": "*"}
        if document is policies.resource and not who.is_service:
            allowing = {"allows its account": who.account, "allows the role": who.role_arn or who.arn} | allowing
        effects = {"says nothing": _policy(document.name), "denies": _policy(document.name, ("Deny", "*"))}
        effects |= {label: _policy(document.name, ("Allow", value)) for label, value in allowing.items()}
        variants = [Variant(label, _replaced(document, policy)) for label, policy in effects.items()]
        if document is policies.boundary:
            variants.append(Variant("is not there", _unbounded))
        yield Axis(document.name, tuple(variants))


def _grants(policies: Policies) -> Iterator[Axis]:
    """What a grant that is not certain might do: nothing, or allow."""
    for name in dict.fromkeys(one.name for one in policies.grants if not one.certain):
        variants = (Variant("allows nothing", _granted(name)), Variant("allows", _granted(name, allows=True)))
        yield Axis(name, variants, reshapes=False)


def _granted(name: str, *, allows: bool = False) -> Callable[[World], World]:
    """The grants of that name there for certain, or not at all."""

    def apply(world: World) -> World:
        settled = (replace(one, certain=True) if one.name == name else one for one in world.policies.grants)
        kept = tuple(one for one in settled if allows or one.name != name)
        return replace(world, policies=replace(world.policies, grants=kept))

    return apply


def _policy(name: str, *said: tuple[str, str]) -> Policy:
    """A document about everything, in statements of an effect and a principal."""
    statements = (
        Statement(0, "", effect, ("*",), (), ("*",), (), (Principal("AWS", principal),), (), (), None)
        for effect, principal in said
    )
    return Policy(name, Kind.BUCKET, None, None, tuple(statements))


def _unbounded(world: World) -> World:
    return replace(world, policies=replace(world.policies, boundary=None))


def _replaced(unread: Unread, policy: Policy) -> Callable[[World], World]:
    def one(document: Document) -> Document:
        return policy if document == unread else document

    def apply(world: World) -> World:
        old = world.policies
        new = Policies(
            tuple(map(one, old.identity)),
            None if old.boundary is None else one(old.boundary),
            tuple(tuple(map(one, level)) for level in old.scps),
            tuple(tuple(map(one, level)) for level in old.rcps),
            None if old.resource is None else one(old.resource),
            old.grants,
        )
        return replace(world, policies=new)

    return apply
