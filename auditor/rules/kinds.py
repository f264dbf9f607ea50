"""What a value of an expression can be: JMESPath's types, what AWS says of a member, and the words for it in errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from auditor.snapshot import Json

Kind: TypeAlias = Literal["string", "number", "boolean", "null", "array", "object"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value without members."""

    kind: Kind
    values: frozenset[str] = frozenset()
    """All texts that it can be; empty: any."""
    sure: bool = False
    """It is never null."""


Shape: TypeAlias = "Mapping[str, Shape] | list[Shape] | Leaf | None"
"""An object of named members, a list of one shape, a value without members, or None for whatever is not looked into."""

TEXT, NUMBER, TRUTH, NULL = Leaf("string"), Leaf("number"), Leaf("boolean"), Leaf("null")
SURE_TEXT, SURE_NUMBER, SURE_TRUTH = (replace(each, sure=True) for each in (TEXT, NUMBER, TRUTH))

WORDS: Mapping[str, str] = {
    "string": "text",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
    "array": "a list",
    "object": "an object",
    "expref": "an &expression",
    "array-string": "a list of texts",
    "array-number": "a list of numbers",
}
"""A type as signatures of functions name it -> what to call it."""


class Misnamed(ValueError):
    """A name that nothing has, or what can never be of what it is compared with or given to; the message says which."""

    def __init__(self, what: str, name: str = "") -> None:
        self.name = name
        super().__init__(what)


def one_of(*texts: str) -> Leaf:
    """Text that can be nothing else."""
    return Leaf("string", frozenset(texts))


def kind_of(value: Json) -> Kind:
    """The type of a value."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case str():
            return "string"
        case int() | float():
            return "number"
        case list():
            return "array"
        case _:
            return "object"


def shaped(value: Json) -> Shape:
    """The shape of a literal: of a list that of its elements if they are alike; an object is not looked into."""
    kind = kind_of(value)
    if kind == "array":
        first = shaped(value[0]) if value else None
        same = isinstance(first, Leaf) and all(kind_of(each) == first.kind for each in value)
        texts = [each for each in value if isinstance(each, str)]
        return [Leaf(first.kind, frozenset(texts), sure=True) if same and isinstance(first, Leaf) else None]
    if kind == "object":
        return None
    return Leaf(kind, frozenset([value]) if isinstance(value, str) else frozenset(), sure=kind != "null")


def kind(shape: Shape) -> Kind | None:
    """The type of what has the shape; None if that is open."""
    if isinstance(shape, Leaf):
        return shape.kind
    return "array" if isinstance(shape, list) else "object" if isinstance(shape, Mapping) else None
