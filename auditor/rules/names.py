"""The tree of an expression -> the shape of what it gives; a name that no part, fact or function has is refused.

So is what can never hold, or never be taken, by what the operands of a comparison and the arguments of a function are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from auditor.rules.kinds import SURE_TRUTH, WORDS, Leaf, Misnamed, Shape, shaped
from auditor.rules.operands import asked, compared, given_by, perhaps, sought, taken
from auditor.rules.signatures import FUNCTIONS
from auditor.rules.vocabulary import ASKED, PARTS, nearest
from auditor.rules.written import Node, joined, name, projected, written


def check(tree: Node, kind: str, parts: Mapping[str, Mapping[str, Shape]] = PARTS) -> Shape:
    """What the expression gives for subjects of `kind`, built of `parts`. Raises Misnamed."""
    return _shape(tree, parts[kind], "")


def _shape(node: Node, shape: Shape, trail: str) -> Shape:
    """What `node` makes of something of `shape`, to which the path `trail` led."""
    return _SHAPES[node["type"]](node, shape, trail)


def _field(node: Node, shape: Shape, trail: str) -> Shape:
    if shape is None:
        return None
    wanted = node["value"]
    if isinstance(shape, Leaf):
        raise Misnamed(f"{trail or 'this'} is {WORDS[shape.kind]} and has no member '{wanted}'", wanted)
    if isinstance(shape, list):
        raise Misnamed(f"{trail} is a list; write {trail}[].{name(wanted)}, or a filter or position in [ ]")
    if wanted in shape:
        return shape[wanted]
    what = f"{trail} has no member '{wanted}'" if trail else f"there is no part '{wanted}' here"
    raise Misnamed(what + nearest(wanted, shape), wanted)


def _chain(node: Node, shape: Shape, trail: str) -> Shape:
    _not_negated(node)
    for child in node["children"]:
        shape = _shape(child, shape, trail)
        trail = joined(trail, written(child))
    return shape


def _same(node: Node, shape: Shape, trail: str) -> Shape:  # noqa: ARG001  one signature for every node
    return shape


def _not_negated(node: Node) -> None:
    """A `!` binds closer than a path: `!a.b` would be a member of a truth value, and so null for ever."""
    first = node["children"][0]
    if first["type"] != "not_expression" or node["type"] == "pipe":
        return
    negated = written(first["children"][0])
    after = _AFTER.get(node["type"]) or tuple(written(child) for child in node["children"][1:])
    path = joined(negated, *after)
    raise Misnamed(f"!{path} means (!{negated}){path.removeprefix(negated)}; write !({path})")


_AFTER = {"flatten": ("[]",), "filter_projection": ("[?…]",), "value_projection": ("*",)}


def _element(shape: Shape, trail: str) -> Shape:
    """One member of a list."""
    if isinstance(shape, Mapping):
        raise Misnamed(f"{trail or 'this'} is an object with the members {', '.join(sorted(shape))}, not a list")
    if isinstance(shape, Leaf):
        raise Misnamed(f"{trail or 'this'} is {WORDS[shape.kind]}, not a list")
    return shape[0] if isinstance(shape, list) else None


def _index(node: Node, shape: Shape, trail: str) -> Shape:  # noqa: ARG001
    return perhaps(_element(shape, trail))


def _slice(node: Node, shape: Shape, trail: str) -> Shape:
    if node["children"][2] == 0:
        raise Misnamed(f"{trail or 'a list'} cannot be taken in steps of 0")
    return [_element(shape, trail)]


def _flatten(node: Node, shape: Shape, trail: str) -> Shape:
    _not_negated(node)
    inner = node["children"][0]
    element = _element(_shape(inner, shape, trail), joined(trail, written(inner)))
    return element if isinstance(element, list) else [element]


def _projection(node: Node, shape: Shape, trail: str) -> Shape:
    _not_negated(node)
    base, each = node["children"][:2]
    element = _element(_shape(base, shape, trail), joined(trail, written(base)))
    inside = joined(trail, projected(node))
    for condition in node["children"][2:]:
        _shape(condition, element, inside)
    return [_shape(each, element, inside)]


def _value_projection(node: Node, shape: Shape, trail: str) -> Shape:
    _not_negated(node)
    base, each = node["children"]
    _shape(base, shape, trail)
    _shape(each, None, trail)
    return [None]


def _compared(node: Node, shape: Shape, trail: str) -> Shape:
    left, right = (_shape(child, shape, trail) for child in node["children"])
    return compared(node, left, right)


def _negated(node: Node, shape: Shape, trail: str) -> Shape:
    _shape(node["children"][0], shape, trail)
    return SURE_TRUTH


def _both(node: Node, shape: Shape, trail: str) -> Shape:
    """`a && b`: what either gives."""
    left, right = (_shape(child, shape, trail) for child in node["children"])
    return left if left == right else None


def _either(node: Node, shape: Shape, trail: str) -> Shape:
    """`a || b`: a list with a literal to stand in for null is still that list."""
    left, right = (_shape(child, shape, trail) for child in node["children"])
    if isinstance(left, Leaf) and isinstance(right, Leaf) and left.kind == right.kind:
        values = left.values | right.values if left.values and right.values else frozenset[str]()
        return Leaf(left.kind, values, sure=right.sure)
    alike = left == right or (not isinstance(left, Leaf) and node["children"][1]["type"] == "literal")
    return left if alike else None


def _list(node: Node, shape: Shape, trail: str) -> Shape:
    shapes = [_shape(child, shape, trail) for child in node["children"]]
    return [shapes[0] if all(other == shapes[0] for other in shapes) else None]


def _object(node: Node, shape: Shape, trail: str) -> Shape:
    return {pair["value"]: _shape(pair["children"][0], shape, trail) for pair in node["children"]}


def _function(node: Node, shape: Shape, trail: str) -> Shape:
    called, arguments = node["value"], node["children"]
    known = FUNCTIONS.get(called)
    if known is None:
        raise Misnamed(f"there is no function '{called}'" + nearest(called, FUNCTIONS))
    if len(arguments) < known.least or (known.most is not None and len(arguments) > known.most):
        wanted = str(known.least) if known.least == known.most else f"{known.least} to {known.most or 'any number'}"
        raise Misnamed(f"{called}() takes {wanted} arguments, not {len(arguments)}")
    if called in ASKED:
        asked(called, arguments, shape)
    given = [None if arg["type"] == "expref" else _shape(arg, shape, trail) for arg in arguments]
    for place, (argument, each) in enumerate(zip(arguments, given, strict=True)):
        taken(called, place + 1, known.takes[min(place, len(known.takes) - 1)], argument, each)
    listed = next((each for each in given if isinstance(each, list)), [None])
    inner = [_shape(arg["children"][0], listed[0], f"{called}()") for arg in arguments if arg["type"] == "expref"]
    if called in ("contains", "outside"):
        sought(arguments, given)
    return [inner[0]] if called == "map" else given_by(called, known, given[0] if given else None)


def _loose(node: Node, shape: Shape, trail: str) -> Shape:  # noqa: ARG001  one signature for every node
    raise Misnamed(f"{written(node)} is no value: & stands only before the condition or key that a function is given")


_SHAPES: Mapping[str, Callable[[Node, Shape, str], Shape]] = {
    "field": _field,
    "subexpression": _chain,
    "index_expression": _chain,
    "pipe": _chain,
    "identity": _same,
    "current": _same,
    "literal": lambda node, shape, trail: shaped(node["value"]),  # noqa: ARG005  likewise
    "index": _index,
    "slice": _slice,
    "flatten": _flatten,
    "projection": _projection,
    "filter_projection": _projection,
    "value_projection": _value_projection,
    "comparator": _compared,
    "and_expression": _both,
    "not_expression": _negated,
    "or_expression": _either,
    "multi_select_list": _list,
    "multi_select_dict": _object,
    "function_expression": _function,
    "expref": _loose,
}
