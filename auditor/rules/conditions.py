"""The tree of a condition in; refused if it could give anything but true or false of a subject whose facts are read."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.rules.kinds import WORDS, Leaf, Misnamed, kind
from auditor.rules.names import check
from auditor.rules.written import Node, written

_LOGIC = ("and_expression", "or_expression")


def condition(tree: Node, kind: str) -> None:
    """As `names.check`, of what must give true or false for each subject of `kind`. Raises Misnamed."""
    check(tree, kind)
    _true_or_false(tree, kind, frozenset())


def _true_or_false(node: Node, subject: str, told: frozenset[str], *, or_null: bool = False) -> None:
    """Of && and || every operand, for the one that decides is what they give; null on the left of || decides nothing.

    `told` are the paths that are not null where `node` is looked at.
    """
    if node["type"] in _LOGIC:
        left, right = node["children"]
        either = node["type"] == "or_expression"
        _true_or_false(left, subject, told, or_null=either)
        more = _told(left, "eq" if either else "ne", "or_expression" if either else "and_expression")
        _true_or_false(right, subject, told | frozenset(more), or_null=or_null)
        return
    shape = check(node, subject)
    what = kind(shape)
    if what not in (None, "boolean"):
        raise Misnamed(f"{written(node)} is {WORDS[str(what)]}, not true or false: compare it, e.g. with != `null`")
    if or_null or not isinstance(shape, Leaf) or shape.sure:
        return
    if node["type"] != "comparator":
        raise Misnamed(f"{written(node)} may be null, which is neither true nor false: write {written(node)} == `true`")
    for each in node["children"]:
        operand = check(each, subject)
        if not (isinstance(operand, Leaf) and operand.sure) and written(each) not in told:
            raise Misnamed(f"{written(each)} may be null, which has no order: ask first whether it is != `null`")


def _told(node: Node, operator: str, joint: str) -> Iterator[str]:
    """Paths that are compared with null, by `operator`, in operands of `joint`: what holds there, holds right of it."""
    if node["type"] == joint:
        for each in node["children"]:
            yield from _told(each, operator, joint)
    if node["type"] == "comparator" and node["value"] == operator:
        left, right = node["children"]
        for one, other in ((left, right), (right, left)):
            if other["type"] == "literal" and other["value"] is None:
                yield written(one)
