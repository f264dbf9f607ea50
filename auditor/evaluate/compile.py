"""A parsed expression -> one function of (value, reading), made once; the tree is not walked again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from auditor.evaluate import calls, logic, steps
from auditor.evaluate.reading import Reading
from auditor.evaluate.steps import Step
from auditor.rules import Expression
from auditor.rules.vocabulary import ASKED
from auditor.rules.written import Node, joined, projected, written
from auditor.snapshot import Json

Watch: TypeAlias = Callable[[Node], Callable[[], None]]
"""Told of each branch when it is compiled; what it returns is called whenever the branch is reached."""


@dataclass(frozen=True, slots=True)
class _At:
    """Where in an expression: the path that led here, and whether the value is still the subject itself."""

    trail: str = ""
    rooted: bool = True
    watch: Watch | None = None

    def after(self, text: str) -> _At:
        return _At(joined(self.trail, text), rooted=False, watch=self.watch)


@cache
def compiled(expression: Expression) -> Step:
    """The function of an expression: (parts of a subject, reading) -> value or Unknown."""
    return _verdict(expression.tree, _At())


def watched(expression: Expression, watch: Watch) -> Step:
    """As `compiled`, telling `watch` of the branches: right operands of `&&` and `||`, conditions of filters."""
    return _verdict(expression.tree, _At(watch=watch))


def _branch(make: Callable[[Node, _At], Step], node: Node, at: _At) -> Step:
    """What `make` makes of a node that is not always reached."""
    step = make(node, at)
    if at.watch is None:
        return step
    tell = at.watch(node)

    def telling(value: Json, reading: Reading) -> Json:
        tell()
        return step(value, reading)

    return telling


def _both(make: Callable[[Node, _At], Step], node: Node, at: _At) -> tuple[Step, Step]:
    """The operands of `&&` or `||`, of which the right one is a branch."""
    left, right = node["children"]
    return make(left, at), _branch(make, right, at)


def _verdict(node: Node, at: _At) -> Step:
    """The whole expression, or an operand of its outermost `&&` and `||`: there a known truth beats an unknown."""
    if node["type"] not in ("and_expression", "or_expression"):
        return _step(node, at)
    combine = logic.both_known if node["type"] == "and_expression" else logic.either_known
    return combine(*_both(_verdict, node, at))


def _step(node: Node, at: _At) -> Step:
    return _STEPS[node["type"]](node, at)


def _leaves(node: Node) -> Iterator[Node]:
    """The links of a chain, chains in it opened."""
    for child in node["children"]:
        if child["type"] in ("subexpression", "index_expression"):
            yield from _leaves(child)
        else:
            yield child


def _chain(node: Node, at: _At) -> Step:
    """`a.b[0].c`: members in a row are one path, anything else a step of its own."""
    made: list[Step] = []
    row: list[Node] = []
    for link in (*_leaves(node), None):
        if link is not None and link["type"] in ("field", "index"):
            row.append(link)
            continue
        if row:
            made.append(_path(row, at))
            at, row = at.after(joined(*(written(each) for each in row))), []
        if link is not None and link["type"] != "current":
            made.append(_step(link, at))
            at = at.after(written(link))
    return steps.chain(made) if len(made) > 1 else made[0] if made else _current(node, at)


def _current(node: Node, at: _At) -> Step:  # noqa: ARG001  one signature for every node
    return steps.whole if at.rooted else steps.current


def _path(row: list[Node], at: _At) -> Step:
    text = joined(at.trail, *(written(link) for link in row))
    return (steps.read if at.rooted else steps.path)([link["value"] for link in row], text)


def _pipe(node: Node, at: _At) -> Step:
    left, right = node["children"]
    return steps.chain([_step(left, at), _step(right, at.after(written(left)))])


def _projection(node: Node, at: _At) -> Step:
    base, each = node["children"][:2]
    inside = at.after(projected(node))
    of_base, of_each = _step(base, at), _step(each, inside)
    if node["type"] == "filter_projection":
        return steps.filtered(of_base, _branch(_truth, node["children"][2], inside), of_each, inside.trail)
    make = steps.value_projection if node["type"] == "value_projection" else steps.projection
    return make(of_base, of_each, inside.trail)


def _operands(node: Node, at: _At) -> list[Step]:
    return [_step(child, at) for child in node["children"]]


def _comparison(node: Node, at: _At) -> Step:
    first, second = (joined(at.trail, written(child)) for child in node["children"])
    left, right = _operands(node, at)
    return logic.comparison(node["value"], left, right, (first, second))


def _truth(node: Node, at: _At) -> Step:
    """The node where only its truth counts: in a filter, under `!`, under any() and all()."""
    if node["type"] in ("and_expression", "or_expression"):
        combine = logic.both_true if node["type"] == "and_expression" else logic.either_true
        return combine(*_both(_truth, node, at))
    return logic.truth(_step(node, at))


def _call(node: Node, at: _At) -> Step:
    name, arguments, text = node["value"], node["children"], joined(at.trail, written(node))
    if name in ASKED:
        return calls.asked(name, *(argument["value"] for argument in arguments))
    if name == "known":
        return calls.known(_step(arguments[0], at))
    if name in ("any", "all"):
        return _quantified(node, at)
    return calls.call(name, [_argument(name, each, at, text) for each in arguments], text)


def _argument(name: str, node: Node, at: _At, text: str) -> Step | calls.Deferred:
    if node["type"] == "expref":
        return calls.Deferred(_step(node["children"][0], at.after(text)))
    step = _step(node, at)
    return (
        calls.seen_through(step, joined(at.trail, written(node)))
        if name in calls.INSIDE and node["type"] != "literal"
        else step
    )


def _quantified(node: Node, at: _At) -> Step:
    base, *condition = node["children"]
    inside = at.after(written(base) + "[]")
    each = condition[0]["children"][0] if condition else {"type": "current", "children": []}
    return calls.quantified(node["value"], _step(base, at), _truth(each, inside), inside.trail)


_STEPS: Mapping[str, Callable[[Node, _At], Step]] = {
    "field": lambda node, at: _path([node], at),
    "index": lambda node, at: _path([node], at),
    "subexpression": _chain,
    "index_expression": _chain,
    "pipe": _pipe,
    "identity": _current,
    "current": _current,
    "literal": lambda node, at: steps.literal(node["value"]),  # noqa: ARG005  one signature for every node
    "slice": lambda node, at: steps.slice_(node["children"]),  # noqa: ARG005
    "flatten": lambda node, at: steps.flatten(_step(node["children"][0], at), joined(at.trail, written(node))),
    "projection": _projection,
    "filter_projection": _projection,
    "value_projection": _projection,
    "comparator": _comparison,
    "and_expression": lambda node, at: logic.both(*_both(_step, node, at)),
    "or_expression": lambda node, at: logic.either(*_both(_step, node, at)),
    "not_expression": lambda node, at: logic.negation(_truth(node["children"][0], at)),
    "multi_select_list": lambda node, at: steps.listed(_operands(node, at)),
    "multi_select_dict": lambda node, at: steps.named(
        [(pair["value"], _step(pair["children"][0], at)) for pair in node["children"]]
    ),
    "function_expression": _call,
}
