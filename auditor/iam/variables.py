"""Text with `${key}` goes in; a template comes out that yields pattern tokens for one request's context.

Source: reference_policies_variables. A value put in is literal: a `*` in it is no wildcard.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

from auditor.iam.pattern import Token, tokens


class Unknown:
    """The one value of a context key that is known to nobody; see `Request.unknown`."""


UNKNOWN: Final = Unknown()

Value: TypeAlias = str | tuple[str, ...]
Context: TypeAlias = Mapping[str, Value | Unknown]
"""Context keys, folded, with their values; what is not in it is absent from the request."""


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """Names of keys and actions, which AWS compares without case: ASCII only, so that U+212A is not `k`."""
    if name.isascii():
        return name.lower()
    return "".join(char.lower() if char.isascii() else char for char in name)


@dataclass(frozen=True, slots=True)
class Variable:
    """`${key}` or `${key, 'default'}`; the key folded."""

    key: str
    default: str | None


Template: TypeAlias = tuple[Token | Variable, ...]


def template(text: str, wildcards: bool) -> Template:
    """Tokens and variables of a value under Version 2012-10-17; `${*}`, `${?}`, `${$}` are the characters.

    Without `wildcards` a `*` or `?` outside a variable is an ordinary character too.
    """
    found: list[Token | Variable] = []
    start = 0
    while (opening := text.find("${", start)) >= 0:
        closing = _closing(text, opening + 2)
        if closing < 0:
            break
        found += _literal(text[start:opening], wildcards)
        found.append(_variable(text[opening + 2 : closing]))
        start = closing + 1
    found += _literal(text[start:], wildcards)
    return tuple(found)


def _literal(text: str, wildcards: bool) -> tuple[Token, ...]:
    return tokens(text) if wildcards else ((text,) if text else ())


def _closing(text: str, start: int) -> int:
    """Where the variable that begins at `start` ends; a `}` between the quotes of a default does not end it."""
    end = text.find("}", start)
    quote = text.find("'", start, end) if end >= 0 else -1
    if quote < 0:
        return end
    unquote = text.find("'", quote + 1)
    return text.find("}", unquote) if unquote >= 0 else end


def _variable(inner: str) -> str | Variable:
    if inner in ("*", "?", "$"):
        return inner
    key, comma, rest = inner.partition(",")
    rest = rest.strip()
    if comma and len(rest) >= 2 and rest[0] == rest[-1] == "'":
        return Variable(fold(key.strip()), rest[1:-1])
    return Variable(fold(inner.strip()), None)


def has_variables(pieces: Template) -> bool:
    """Whether the template depends on the request."""
    return any(type(piece) is Variable for piece in pieces)


def resolve(pieces: Template, context: Context) -> tuple[Token, ...] | Unknown | None:
    """The tokens for this request; `None`: a variable has no value; `UNKNOWN`: its value is unknown."""
    found: list[Token] = []
    unknown = False
    for piece in pieces:
        if not isinstance(piece, Variable):
            found.append(piece)
            continue
        value = _value(context.get(piece.key))
        if value is None:
            value = piece.default
        if value is None:
            return None
        if isinstance(value, str):
            found.append(value)
        else:
            unknown = True
    return UNKNOWN if unknown else tuple(found)


def _value(value: Value | Unknown | None) -> str | Unknown | None:
    """A list of one is its value; what AWS puts in for a longer list is not documented."""
    if not isinstance(value, tuple):
        return value
    return (value[0] if len(value) == 1 else UNKNOWN) if value else None
