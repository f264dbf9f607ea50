"""Text of an expression -> its tree, parsed once, every name in it known. Errors name file, line and field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import jmespath.exceptions
import jmespath.parser

from auditor.rules.names import Misnamed, check
from auditor.rules.written import Node

LONGEST = 4000
"""Characters of one expression; far more than a person can read, far less than could exhaust the parser."""
DEEPEST = 60
"""Operators within operators."""


class Unusable(ValueError):
    """The text is no expression that a rule can use; the message says why, without a place."""


@dataclass(frozen=True, slots=True)
class Expression:
    """JMESPath over the parts of one kind of subject, whose names are all known."""

    text: str
    kind: str
    """The subject kind whose parts it may name."""
    tree: Node = field(compare=False, repr=False)


def parse(text: str, kind: str) -> Expression:
    """The expression `text` of a rule about subjects of `kind`. Raises Unusable."""
    if len(text) > LONGEST:
        raise Unusable(f"longer than {LONGEST} characters")
    try:
        tree: Node = jmespath.parser.Parser().parse(text).parsed
        if _deeper(tree, DEEPEST):
            raise Unusable(f"nested deeper than {DEEPEST} levels")
        check(tree, kind)
    except jmespath.exceptions.JMESPathError as error:
        raise Unusable(f"not a JMESPath expression: {_reason(error)}: {text}") from None
    except RecursionError:
        raise Unusable(f"nested deeper than {DEEPEST} levels") from None
    except Misnamed as error:
        raise Unusable(str(error)) from None
    return Expression(text, kind, tree)


def _deeper(node: Node, levels: int) -> bool:
    children = [child for child in node["children"] if isinstance(child, Mapping)]  # a slice's are numbers
    return levels == 0 or any(_deeper(child, levels - 1) for child in children)


def _reason(error: jmespath.exceptions.JMESPathError) -> str:
    """JMESPath's own message without the drawing below it."""
    if isinstance(error, jmespath.exceptions.IncompleteExpressionError):
        return "it ends too early"
    place = getattr(error, "lex_position", getattr(error, "lexer_position", None))
    token = getattr(error, "token_value", "")
    at = f" at character {place + 1}" if isinstance(place, int) else ""
    return f"unexpected {token!r}{at}" if token else str(error).partition("\n")[0].partition(":")[0]
