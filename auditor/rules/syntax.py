"""Text -> the tree of a JMESPath expression, or what is wrong with the text, at which character, and what was meant."""

from __future__ import annotations

import json
import math
import re
from typing import NoReturn

import jmespath.exceptions
from jmespath.lexer import Lexer
from jmespath.parser import Parser

from auditor.rules.written import Node

_AROUND = 30
"""Characters that are shown before and after the place of a mistake."""
_LITERAL = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?P<json>(?:[^`\\]|\\.)*)`""", re.DOTALL)
_MEANT = {
    "=": "compare with ==",
    "and": "write &&",
    "or": "write ||",
    "not": "write !",
    "&": "write && for and",
    "≠": "write !=",
    "True": "write `true`",
    "False": "write `false`",
    "None": "write `null`",
}
"""What other languages have -> what JMESPath has."""


class Malformed(ValueError):
    """The text is no JMESPath expression; the message says why and where."""


def parsed(text: str) -> Node:
    """The tree of the expression `text`. Raises Malformed, and RecursionError for thousands of levels."""
    if not text.strip():
        raise Malformed("an expression is missing")
    for literal in _LITERAL.finditer(text):
        if literal["json"] is not None:
            _strict(literal["json"].replace("\\`", "`"), literal.start() + 1)
    try:
        tree: Node = Parser().parse(text).parsed
    except jmespath.exceptions.JMESPathError as error:
        raise Malformed(f"not a JMESPath expression: {_explained(error, text)}") from None
    return tree


def double_quoted(text: str, name: str) -> bool:
    """Whether `name` stands in double quotes in the expression: as a member's name, which may be a mistake."""
    return any(token["type"] == "quoted_identifier" and token["value"] == name for token in Lexer().tokenize(text))


def _strict(literal: str, place: int) -> None:
    """JMESPath takes a literal that is no JSON for text, and Python's JSON knows numbers that JSON has not."""
    try:
        json.loads(literal, parse_constant=_refused, parse_float=_finite)
    except ValueError:
        hint = f"; text stands in single quotes: '{literal}'" if re.fullmatch(r"[A-Za-z][\w .:/-]*", literal) else ""
        raise Malformed(f"`{_short(literal)}` at character {place} is no JSON{hint}") from None


def _refused(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(number: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise ValueError(number)
    return value


def _explained(error: jmespath.exceptions.JMESPathError, text: str) -> str:
    if isinstance(error, jmespath.exceptions.IncompleteExpressionError):
        return f"it ends too early: {_short(text)}"
    place = getattr(error, "lex_position", 0)
    token = str(getattr(error, "token_value", ""))
    if isinstance(error, jmespath.exceptions.LexerError) and token[:1] in ("'", '"', "`"):
        what = "is not closed, or what is in it cannot be read"
        return f"the {token[0]} at character {place + 1} {what}: {_near(text, place)}"
    return f"unexpected {_short(token)!r} at character {place + 1}{_meant(error, token)}: {_near(text, place)}"


def _meant(error: jmespath.exceptions.JMESPathError, token: str) -> str:
    if token in _MEANT:
        return f"; {_MEANT[token]}"
    number = getattr(error, "token_type", "") == "NUMBER"
    return f"; a number stands in backticks: `{_short(token)}`" if number else ""


def _near(text: str, place: int) -> str:
    """The text around a place."""
    first, last = max(0, place - _AROUND), place + _AROUND
    return f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}"


def _short(text: str) -> str:
    return text if len(text) <= 2 * _AROUND else f"{text[: 2 * _AROUND]}…"
