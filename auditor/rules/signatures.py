"""The functions a rule may call: what each takes, argument by argument, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jmespath.functions import Functions

from auditor.rules.account_shapes import STATEMENT
from auditor.rules.kinds import NUMBER, SURE_NUMBER, SURE_TEXT, SURE_TRUTH, TEXT, Leaf, Shape


@dataclass(frozen=True, slots=True)
class Function:
    """How a function is called, and what it gives."""

    takes: tuple[tuple[str, ...], ...]
    """JMESPath's types that each argument may have; of one without any, every value."""
    least: int
    most: int | None
    """So many arguments; None: any number."""
    gives: Shape = None


def _function(*takes: str, gives: Shape = None, optional: int = 0) -> Function:
    """Of arguments written `array|null`."""
    types = tuple(tuple(each.split("|")) if each else () for each in takes)
    return Function(types, len(types) - optional, len(types), gives)


_TYPES = frozenset({"string", "number", "boolean", "null", "array", "object"})
_POLICY = "string|object|null"
_ASKED = _function("string", "string", gives=SURE_TRUTH, optional=1)
_QUANTIFIED = _function("array|null", "expref", gives=SURE_TRUTH, optional=1)

OURS: Mapping[str, Function] = {
    "may": _ASKED,
    "granted": _ASKED,
    "denied": _ASKED,
    "meant": _ASKED,
    "undenied": _ASKED,
    "known": _function("", gives=SURE_TRUTH),
    "any": _QUANTIFIED,
    "all": _QUANTIFIED,
    "document": _function(_POLICY),
    "statements": _function("string|object|array|null", gives=[STATEMENT]),
    "foreign": _function("array", "string|array", gives=[STATEMENT]),
    "about": _function("array", "array", gives=[STATEMENT]),
    "covers": _function("object", "string|array", gives=SURE_TRUTH),
    "narrowed": _function("object", "array", gives=SURE_TRUTH),
    "condition_keys": _function("object", gives=[SURE_TEXT]),
    "strays": _function("array", "array", "array", gives=[SURE_TEXT]),
    "granted_without_need": _function("array", "object", gives=[{"action": TEXT, "resource": TEXT}]),
    "admits": _function(_POLICY, "object", gives=SURE_TRUTH),
    "who_may_replicate": _function("object", "array|null", "array|null", "array", "array", gives=[SURE_TEXT]),
    "matches": _function("string", "string", gives=SURE_TRUTH),
    "outside": _function("array", "array"),
    "split": _function("string", "string", gives=[SURE_TEXT]),
    "lower": _function("string", gives=SURE_TEXT),
    "account_of": _function("string", gives=TEXT),
    "region_of": _function("string", gives=TEXT),
    "illegal_characters": _function("string|null", gives=[SURE_TEXT]),
}
"""Our functions, implemented in `auditor/evaluate/`; docs/writing-rules.md, "Functions"."""

_GIVES: Mapping[str, Shape] = {
    **dict.fromkeys(("abs", "ceil", "floor", "length", "sum"), SURE_NUMBER),
    **dict.fromkeys(("contains", "ends_with", "starts_with"), SURE_TRUTH),
    **dict.fromkeys(("join", "to_string"), SURE_TEXT),
    **dict.fromkeys(("avg", "to_number"), NUMBER),
    "keys": [SURE_TEXT],
    "values": [None],
    "type": Leaf("string", _TYPES, sure=True),
}
"""What JMESPath's functions give, where that does not follow from what they are given."""

KEEPING = frozenset({"sort", "sort_by", "reverse", "outside"})
"""Functions that give a list of what is in the list that is their first argument."""
CHOOSING = frozenset({"max_by", "min_by", "max", "min"})
"""Functions that give one of what is in it, or null."""


def _jmespath(name: str) -> Function:
    signature = Functions.FUNCTION_TABLE[name]["signature"]
    takes = tuple(tuple(each["types"]) for each in signature)
    return Function(takes, len(takes), None if signature[-1].get("variadic") else len(takes), _GIVES.get(name))


FUNCTIONS: Mapping[str, Function] = {**{name: _jmespath(name) for name in Functions.FUNCTION_TABLE}, **OURS}
"""Every function by name: JMESPath's own and ours."""
