"""What is compared, or given to a function, in; what that gives out; what can never be is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from auditor.rules.kinds import SURE_TRUTH, TRUTH, WORDS, Leaf, Misnamed, Shape, kind
from auditor.rules.signatures import CHOOSING, KEEPING, Function
from auditor.rules.vocabulary import PURPOSES, SIDES, nearest
from auditor.rules.written import Node, written


def compared(node: Node, left: Shape, right: Shape) -> Shape:
    """What the comparison `node` of two shapes gives. Raises Misnamed for one that always has the same outcome."""
    operands = tuple(zip(node["children"], (left, right), strict=True))
    if node["value"] in ("eq", "ne"):
        _equal(operands)
        return SURE_TRUTH
    for each, shape in operands:
        if kind(shape) not in (None, "string", "number"):
            counted = f"; compare its length({written(each)})" if kind(shape) == "array" else ""
            raise Misnamed(f"{_called(each, shape)}, which has no order{counted}")
    if kind(left) != kind(right) and None not in (kind(left), kind(right)):
        raise Misnamed(f"{_differ(operands)}: neither comes before the other")
    return SURE_TRUTH if all(isinstance(shape, Leaf) and shape.sure for shape in (left, right)) else TRUTH


def _equal(operands: tuple[tuple[Node, Shape], ...]) -> None:
    (one, left), (other, right) = operands
    kinds = {kind(left), kind(right)}
    for (each, shape), opposite in ((operands[0], right), (operands[1], left)):
        made = each["type"] in ("function_expression", "comparator", "not_expression")
        if made and kind(opposite) == "null" and isinstance(shape, Leaf) and shape.sure:
            raise Misnamed(f"{written(each)} is never null")
    if len(kinds - {None, "null"}) > 1:
        raise Misnamed(f"{_differ(operands)}: they are never equal")
    if isinstance(left, Leaf) and isinstance(right, Leaf):
        among(one, left, right)
        among(other, right, left)


def among(node: Node, shape: Leaf, wanted: Leaf) -> None:
    """Raises Misnamed if what `node` gives can be none of the texts that are `wanted` of it."""
    if node["type"] == "literal" or not shape.values or not wanted.values or shape.values & wanted.values:
        return
    strange = min(wanted.values)
    can = nearest(strange, shape.values)
    raise Misnamed(f"{written(node)} is never {strange!r}{can.replace('known are', 'it can be')}")


def taken(called: str, place: int, types: tuple[str, ...], node: Node, shape: Shape) -> None:
    """Raises Misnamed if the function cannot take the argument at the place."""
    if node["type"] == "expref":
        if "expref" not in types:
            wanted = _wanted(types) or "a value"
            raise Misnamed(f"{called}() takes {wanted} as argument {place}, not an &expression: write it without &")
        return
    if types == ("expref",):
        raise Misnamed(f"{called}() takes an &expression as argument {place}: write &{written(node)}")
    if types and not _fits(shape, types):
        raise Misnamed(f"{called}() takes {_wanted(types)}; {_called(node, shape)}")


def _fits(shape: Shape, types: tuple[str, ...]) -> bool:
    given = kind(shape)
    if given is None or given == "null" or given in types:
        return given != "null" or "null" in types
    if not isinstance(shape, list):
        return False
    element = kind(shape[0])
    lists = [each.removeprefix("array-") for each in types if each.startswith("array-")]
    return bool(lists) and (element is None or element in lists)


def _wanted(types: tuple[str, ...]) -> str:
    return " or ".join(WORDS[each] for each in types)


def _called(node: Node, shape: Shape) -> str:
    known = kind(shape)
    return f"{written(node)} is {WORDS[known] if known else 'open'}"


def _differ(operands: tuple[tuple[Node, Shape], ...]) -> str:
    return " and ".join(_called(node, shape) for node, shape in operands)


def asked(called: str, arguments: list[Node], shape: Shape) -> None:
    """Purpose and side are written out, so that they can be checked here. Raises Misnamed."""
    if not isinstance(shape, Mapping) or not {"source_keys", "edges"} & set(shape) or "role" not in shape:
        raise Misnamed(f"{called}() is asked of a replication edge or a role, outside filters")
    purposes = PURPOSES if "source_keys" in shape else ("assume-role",)
    for argument, known in zip(arguments, (purposes, SIDES), strict=False):
        if argument["type"] != "literal" or argument["value"] not in known:
            raise Misnamed(f"{called}() knows no {written(argument)}" + nearest(str(argument.get("value", "")), known))


def given_by(called: str, known: Function, first: Shape) -> Shape:
    """What a function gives, which may be what it is given."""
    if called in KEEPING | CHOOSING and isinstance(first, list):
        return first if called in KEEPING else perhaps(first[0])
    return known.gives


def sought(arguments: list[Node], given: list[Shape]) -> None:
    """Raises Misnamed for what is looked for in a list that can never hold it."""
    held = given[0][0] if isinstance(given[0], list) else None
    wanted = given[1][0] if isinstance(given[1], list) else given[1]
    if isinstance(held, Leaf) and isinstance(wanted, Leaf):
        among(arguments[0], held, wanted)
        among(arguments[1], wanted, held)


def perhaps(shape: Shape) -> Shape:
    """Of one element of a list: null where the list is too short."""
    return replace(shape, sure=False) if isinstance(shape, Leaf) else shape
