"""Policies -> the same without some conditions of their Allow statements: what they would grant if those held."""

from __future__ import annotations

from dataclasses import replace

from auditor.iam import Document, Policies, Policy


def without_conditions(policies: Policies, prefix: str) -> Policies:
    """The policies, with no condition on keys that begin with `prefix` in the Allow statements of either side."""
    identity = tuple(_freed(document, prefix) for document in policies.identity)
    resource = _freed(policies.resource, prefix) if policies.resource is not None else None
    return replace(policies, identity=identity, resource=resource)


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
