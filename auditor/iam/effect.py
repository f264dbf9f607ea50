"""The verdicts, and the sets of verdicts that remain possible when not everything is known."""

from __future__ import annotations

from enum import StrEnum

from auditor.iam.logic import Truth


class Effect(StrEnum):
    """The verdict on a request."""

    ALLOW = "ALLOW"
    EXPLICIT_DENY = "EXPLICIT_DENY"
    IMPLICIT_DENY = "IMPLICIT_DENY"
    UNKNOWN = "UNKNOWN"
    """It depends on something that is not known."""
    INVALID = "INVALID"
    """A document is one that AWS does not store: nothing is claimed about the request."""


def outcomes(denied: Truth, allowed: Truth) -> frozenset[Effect]:
    """The effects that are possible, given whether a Deny applies and whether all that must allow does."""
    return _OUTCOMES[denied, allowed]


_DENY, _ALLOW, _SILENT = Effect.EXPLICIT_DENY, Effect.ALLOW, Effect.IMPLICIT_DENY
_IF_NOT_DENIED = {True: {_ALLOW}, False: {_SILENT}, None: {_ALLOW, _SILENT}}
_OUTCOMES: dict[tuple[Truth, Truth], frozenset[Effect]] = {
    (denied, allowed): frozenset({_DENY} if denied else rest if denied is False else {_DENY, *rest})
    for denied in (True, False, None)
    for allowed, rest in _IF_NOT_DENIED.items()
}


def effect_of(possible: frozenset[Effect]) -> Effect:
    """The one effect that is possible, or `UNKNOWN`."""
    return next(iter(possible)) if len(possible) == 1 else Effect.UNKNOWN
