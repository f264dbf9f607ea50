"""Policies -> the same without some conditions of Allow, or without Deny statements: what they would grant then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from auditor.iam import Document, Policies, Policy


def without_conditions(policies: Policies, prefix: str) -> Policies:
    """The policies, with no condition on keys that begin with `prefix` in the Allow statements of either side."""
    identity = tuple(_freed(document, prefix) for document in policies.identity)
    resource = _freed(policies.resource, prefix) if policies.resource is not None else None
    return replace(policies, identity=identity, resource=resource)


def without_denies(policies: Policies) -> Policies:
    """The policies with their Allow statements only."""
    scps, rcps = (tuple(_allowing(level) for level in side) for side in (policies.scps, policies.rcps))
    boundary, resource = (
        next(iter(_allowing(() if each is None else (each,))), None) for each in (policies.boundary, policies.resource)
    )
    return replace(
        policies, identity=_allowing(policies.identity), boundary=boundary, scps=scps, rcps=rcps, resource=resource
    )


def _allowing(documents: Iterable[Document]) -> tuple[Document, ...]:
    return tuple(
        replace(each, statements=tuple(one for one in each.statements if one.effect == "Allow"))
        if isinstance(each, Policy)
        else each
        for each in documents
    )


def _freed(document: Document, prefix: str) -> Document:
    if not isinstance(document, Policy):
        return document
    statements = tuple(
        replace(one, conditions=tuple(each for each in one.conditions if not each.key.lower().startswith(prefix)))
        if one.effect == "Allow"
        else one
        for one in document.statements
    )
    return replace(document, statements=statements)
