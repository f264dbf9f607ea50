"""A parsed JMESPath path -> its text as a rule writes it, for evidence and for error messages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

Node: TypeAlias = Mapping[str, Any]
"""A node of the tree that `jmespath.parser` gives: `type`, `children`, and `value` where it has one."""

OPERATORS = {"eq": "==", "ne": "!=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
"""JMESPath's name of a comparison -> how it is written."""

_BARE = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*$")


def written(node: Node) -> str:
    """The path in short: `source_keys[].key.KeyState`; what is in a filter becomes `[?…]`, other operators `(…)`."""
    write = _WRITTEN.get(node["type"])
    return write(node) if write else "(…)"


def name(field: str) -> str:
    """A member's name, in quotes if it needs them."""
    return field if _BARE.match(field) else json.dumps(field, ensure_ascii=False)


def joined(*texts: str) -> str:
    """Steps of a path one after the other: `a` and `b` give `a.b`, `a` and `[0]` give `a[0]`."""
    path = ""
    for text in texts:
        path += f".{text}" if path and text and not text.startswith("[") else text
    return path


def projected(node: Node) -> str:
    """The path to the members that a projection goes through: `source_keys[]`."""
    base = written(node["children"][0])
    if node["type"] == "value_projection":
        return joined(base, "*")
    if node["type"] == "filter_projection":
        return base + "[?…]"
    return base if node["children"][0]["type"] in ("flatten", "index_expression") else base + "[*]"


def _literal(node: Node) -> str:
    value = node["value"]
    return f"'{value}'" if isinstance(value, str) else f"`{json.dumps(value)}`"


def _slice(node: Node) -> str:
    return "[" + ":".join("" if bound is None else str(bound) for bound in node["children"]) + "]"


def _chain(node: Node) -> str:
    return joined(*(written(child) for child in node["children"]))


def _projection(node: Node) -> str:
    return joined(projected(node), written(node["children"][1]))


def _call(node: Node) -> str:
    return f"{node['value']}({', '.join(written(child) for child in node['children'])})"


_WRITTEN: Mapping[str, Callable[[Node], str]] = {
    "field": lambda node: name(node["value"]),
    "index": lambda node: f"[{node['value']}]",
    "slice": _slice,
    "identity": lambda node: "",  # noqa: ARG005  it adds nothing to a path
    "current": lambda node: "@",  # noqa: ARG005
    "literal": _literal,
    "function_expression": _call,
    "expref": lambda node: "&" + written(node["children"][0]),
    "subexpression": _chain,
    "index_expression": _chain,
    "pipe": _chain,
    "flatten": lambda node: written(node["children"][0]) + "[]",
    "projection": _projection,
    "filter_projection": _projection,
    "value_projection": _projection,
}
