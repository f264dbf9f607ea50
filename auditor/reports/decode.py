"""A JSON value and one of our types in, an instance of that type out; errors name the file and the field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from enum import EnumMeta, IntEnum
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from auditor.errors import InputError
from auditor.finding import Finding, Findings
from auditor.snapshot import Json

T = TypeVar("T")


def decode(type: type[T], value: Json, file: Path | str) -> T:
    """`value` as a `type`: a dataclass whose fields are text, enums, tuples, mappings, dataclasses or plain JSON.

    Raises InputError for a missing, unknown or ill-typed field. Nothing is converted silently.
    """
    decoded: T = _decode(type, value, _Place(file, ""))
    return decoded


class _Place:
    """Where in which file."""

    def __init__(self, file: Path | str, path: str) -> None:
        self.file, self.path = file, path

    def of(self, step: str) -> _Place:
        return _Place(self.file, f"{self.path}.{step}" if self.path else step)

    def item(self, index: int) -> _Place:
        return _Place(self.file, f"{self.path}[{index}]")

    def wrong(self, what: str) -> InputError:
        return InputError(what, file=self.file, field=self.path)


def _decode(wanted: Any, value: Json, place: _Place) -> Any:  # Any: a type given at run time, and its instance
    if wanted is Json:
        return value
    if wanted is Findings:
        return Findings(_decode(tuple[Finding, ...], value, place))
    if isinstance(wanted, UnionType):
        return None if value is None else _decode(get_args(wanted)[0], value, place)
    if is_dataclass(wanted):
        return _record(wanted, _expect(dict, "an object", value, place), place)
    if isinstance(wanted, EnumMeta):
        return _member(wanted, value, place)
    return _container(wanted, value, place) if get_origin(wanted) else _expect(wanted, "text", value, place)


def _container(wanted: Any, value: Json, place: _Place) -> Any:
    """`tuple[T, ...]` or `Mapping[str, T]`."""
    inner = get_args(wanted)
    if get_origin(wanted) is tuple:
        items = _expect(list, "a list", value, place)
        return tuple(_decode(inner[0], item, place.item(index)) for index, item in enumerate(items))
    entries = _expect(dict, "an object", value, place)
    return {key: _decode(inner[1], item, place.of(key)) for key, item in entries.items()}


def _record(wanted: Any, value: dict[str, Json], place: _Place) -> Any:
    hints = _hints(wanted)
    for key in value.keys() - hints.keys():
        raise place.of(key).wrong(f"unknown field; there are: {', '.join(sorted(hints))}")
    for field in fields(wanted):
        if field.name not in value and field.default is MISSING and field.default_factory is MISSING:
            raise place.of(field.name).wrong("missing")
    build: Callable[..., Any] = wanted
    return build(**{key: _decode(hints[key], item, place.of(key)) for key, item in value.items()})


@cache
def _hints(wanted: Any) -> dict[str, Any]:
    return get_type_hints(wanted)


def _member(wanted: EnumMeta, value: Json, place: _Place) -> Any:
    """Both our enums are written by name (for statuses the value is the name)."""
    names = list(wanted.__members__)
    if not isinstance(value, str) or value not in names:
        ordered = reversed(names) if issubclass(wanted, IntEnum) else names
        raise place.wrong(f"{value!r} is none of {', '.join(ordered)}")
    return wanted.__members__[value]


def _expect(wanted: type[T], called: str, value: Json, place: _Place) -> T:
    if not isinstance(value, wanted):
        raise place.wrong(f"must be {called}, not {value!r:.60}")
    return value
