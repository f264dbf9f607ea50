"""What a value of an expression can be: JMESPath's types, and the words for them in errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from auditor.snapshot import Json

Kind: TypeAlias = Literal["string", "number", "boolean", "null", "array", "object"]

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
