"""Policies in; an axis for each document that was not read, and for each grant that may not be there, out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from auditor.iam.document import Kind
from auditor.iam.policy import Document, Policy, Principal, Statement, Unread
from auditor.iam.principal import Caller
from auditor.iam.request import Policies
from auditor.iam.world import Axis, Variant, World


def documents(policies: Policies, who: Caller) -> Iterator[Axis]:
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


def grants(policies: Policies) -> Iterator[Axis]:
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
