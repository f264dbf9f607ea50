"""A fact's name and value -> where the value is not built as docs/architecture.md states; a file may say anything."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.snapshot.fact import Json
from auditor.snapshot.values import SHAPES, Shape

_NAMES: Mapping[type, str] = {str: "a text", int: "a number", bool: "true or false", dict: "an object", list: "a list"}


def misshapen(name: str, value: Json) -> str:
    """What is wrong with `value` as that of the fact `name`, e.g. `Rules[0] is not an object`; "" if nothing is."""
    shape = SHAPES.get(name)
    return "" if shape is None else _wrong(shape, value, "")


def _wrong(shape: Shape, value: Json, where: str) -> str:
    """The first place in `value` that differs from `shape`; `where` is the path to `value`."""
    wanted = shape if isinstance(shape, tuple) else (dict,) if isinstance(shape, Mapping) else (list,)
    if type(value) not in wanted:  # not isinstance: true is no number
        return f"{where or 'the value'} is not {' or '.join(_NAMES[kind] for kind in wanted)}"
    if isinstance(shape, tuple):
        return ""
    if isinstance(shape, Mapping):
        found = (_wrong_member(name, inner, value, where) for name, inner in shape.items())
    else:
        found = (_wrong(shape[0], item, f"{where}[{index}]") for index, item in enumerate(value))
    return next(filter(None, found), "")


def _wrong_member(name: str, shape: Shape, value: Mapping[str, Json], where: str) -> str:
    """What is wrong with the member `name` (of the table's spelling) of the object `value`."""
    member = name.removesuffix("?")
    if member not in value:
        return "" if name.endswith("?") else f"{where or 'the value'} has no {member}"
    return _wrong(shape, value[member], f"{where}.{member}".removeprefix("."))
