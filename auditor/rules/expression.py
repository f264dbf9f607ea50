"""Text of an expression -> its tree, parsed once, every name in it known. Errors name file, line and field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from auditor.rules.conditions import condition
from auditor.rules.kinds import Misnamed
from auditor.rules.names import check
from auditor.rules.syntax import Malformed, double_quoted, parsed
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
    return _parsed(text, kind, check)


def parse_condition(text: str, kind: str) -> Expression:
    """As `parse`, of an expression that must give true or false. Raises Unusable."""
    return _parsed(text, kind, condition)


def _parsed(text: str, kind: str, check: Callable[[Node, str], object]) -> Expression:
    if len(text) > LONGEST:
        raise Unusable(f"longer than {LONGEST} characters")
    try:
        tree = parsed(text)
        if _deeper(tree, DEEPEST):
            raise Unusable(f"nested deeper than {DEEPEST} levels")
        check(tree, kind)
    except RecursionError:
        raise Unusable(f"nested deeper than {DEEPEST} levels") from None
    except Malformed as error:
        raise Unusable(str(error)) from None
    except Misnamed as error:
        hint = f"; text stands in single quotes: '{error.name}'" if double_quoted(text, error.name) else ""
        raise Unusable(f"{error}{hint}") from None
    return Expression(text, kind, tree)


def _deeper(node: Node, levels: int) -> bool:
    children = [child for child in node["children"] if isinstance(child, Mapping)]  # a slice's are numbers
    return levels == 0 or any(_deeper(child, levels - 1) for child in children)
