"""Kinds of text that stand in a rule file or pack.yaml, and what to say of a text that is none of its kind."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Annotated, TypeVar

from pydantic import AfterValidator, Field
from pydantic_core import ErrorDetails

from auditor.rules.codes import CODES
from auditor.rules.vocabulary import ACTIONS, nearest

_ID = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
_LINK = r"^https://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(/[!-~]*)?$"
_VERSION = r"^[0-9]+\.[0-9]+(\.[0-9]+)?$"
_FRAMEWORK = r"^[A-Za-z0-9][A-Za-z0-9.-]*$"
_CONTROL = r"^[A-Za-z0-9][A-Za-z0-9._/-]*(\([A-Za-z0-9]+\))*$"
_WORDS: Mapping[str, str] = {
    _ID: "must be in lower case with hyphens, such as bucket-has-owner",
    _LINK: "must be an https:// address without spaces and passwords",
    _VERSION: 'must be two or three numbers with points between them, such as "1.0"',
    _FRAMEWORK: "must be the name of a framework such as NIST-800-53r5",
    _CONTROL: "must be the name of one control such as CP-9(3)",
}
"""Pattern -> what to say of a text that does not fit it."""
_KINDS = {
    "string_type": "must be text; put it in quotes",
    "bool_type": "must be true or false",
    "list_type": "must be a list, such as [a, b]",
    "dict_type": "must be an object, such as {a: b}",
    "model_type": "must be an object, such as {a: b}",
    "model_attributes_type": "must be an object, such as {a: b}",
}
"""Pydantic's name of a mistake -> what to say of it."""


def _readable(text: str) -> str:
    """Nothing that a reader cannot see: what steers a terminal, or turns the direction of writing round."""
    if not text.strip():
        raise ValueError("is blank")
    hidden = next((char for char in text if char != "\n" and unicodedata.category(char)[0] == "C"), "")
    if hidden:
        raise ValueError(f"holds a character that cannot be seen, U+{ord(hidden):04X}")
    return text


def _one_line(text: str) -> str:
    if len(text.splitlines()) > 1:
        raise ValueError("must be one line")
    return text


def _code(text: str) -> str:
    if text not in CODES:
        raise ValueError(f"{text!r} is no failure code of S3's" + nearest(text, CODES))
    return text


def _action(text: str) -> str:
    if text not in ACTIONS:
        raise ValueError(f"there is no action {text!r}" + nearest(text, ACTIONS))
    return text


T = TypeVar("T")
_SHOWN = 80
"""A value of so many characters is not repeated in an error."""


def _once(items: list[T]) -> list[T]:
    seen = set[T]()
    for item in items:
        if item in seen:
            raise ValueError(f"holds {item!r} twice")
        seen.add(item)
    return items


Id = Annotated[str, Field(pattern=_ID, max_length=80)]
Text = Annotated[str, Field(min_length=1, max_length=4000), AfterValidator(_readable)]
Line = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(_readable), AfterValidator(_one_line)]
Code = Annotated[str, AfterValidator(_code), Field(json_schema_extra={"enum": sorted(CODES)})]
Action = Annotated[str, AfterValidator(_action), Field(json_schema_extra={"enum": sorted(ACTIONS)})]
Framework = Annotated[str, Field(pattern=_FRAMEWORK, max_length=40)]
Link = Annotated[str, Field(pattern=_LINK, max_length=500)]
Control = Annotated[str, Field(pattern=_CONTROL, max_length=40)]
Version = Annotated[str, Field(pattern=_VERSION)]
Once = Annotated[list[T], AfterValidator(_once)]


def said(detail: ErrorDetails) -> str:
    """What is wrong with a value, from what pydantic says of it."""
    given, context = detail["input"], detail.get("ctx", {})
    if detail["type"] in _KINDS:
        text = _KINDS[detail["type"]]
    elif detail["type"] == "value_error":
        return str(context["error"])
    else:
        text = _WORDS.get(str(context.get("pattern")), detail["msg"].replace("Input s", "s").replace("String s", "s"))
    shown = isinstance(given, (str, int, float)) and len(str(given)) < _SHOWN and detail["type"] != "string_type"
    return f"{text}, not {given!r}" if shown else text
