"""Two values in normal form in, the fields that differ out. In normal form a list is a set: its order says nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from auditor.finding import Severity
from auditor.snapshot import Json

T = TypeVar("T")

_SHOWN = 80


class Kind(StrEnum):
    """CloudFormation's words for a property that drifted (CloudFormation API, "PropertyDifference")."""

    ADD = "ADD"
    REMOVE = "REMOVE"
    NOT_EQUAL = "NOT_EQUAL"


@dataclass(frozen=True, slots=True)
class Change:
    """One field that is not as it was."""

    path: str
    """Where, e.g. `policy.Statement[read].Action`."""
    kind: Kind
    before: Json
    """None for ADD."""
    after: Json
    """None for REMOVE."""
    severity: Severity = Severity.MEDIUM

    def __str__(self) -> str:
        """For a message; of a whole object only that it came or went, the evidence holds it."""
        if self.kind is Kind.NOT_EQUAL:
            return f"{self.path} was {_short(self.before)}, is {_short(self.after)}"
        told, value = ("is new", self.after) if self.kind is Kind.ADD else ("is gone", self.before)
        return f"{self.path} {told}" if isinstance(value, (dict, list)) else f"{self.path} {told}: {_short(value)}"


def diff(before: Json, after: Json, path: str) -> Iterator[Change]:
    """Every field in which `after` differs from `before`; both in normal form."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            yield from _field(before, after, key, f"{path}.{key}" if path else key)
    elif isinstance(before, list) and isinstance(after, list):
        yield from (Change(path, Kind.REMOVE, item, None) for item in _missing(before, after))
        yield from (Change(path, Kind.ADD, None, item) for item in _missing(after, before))
    elif spelled(before) != spelled(after):
        yield Change(path, Kind.NOT_EQUAL, before, after)


def pair(
    before: Sequence[T], after: Sequence[T], content: Callable[[T], str], name: Callable[[T], str]
) -> list[tuple[T | None, T | None]]:
    """Match things that may be renamed or reordered: equal content first, then equal name; what is left has no partner.

    In the order of `before`, then of `after`.
    """
    partners: dict[int, int] = {}
    for same in (content, name):
        taken = set(partners.values())
        waiting: dict[str, list[int]] = {}
        for index in reversed([index for index in range(len(after)) if index not in taken]):
            waiting.setdefault(same(after[index]), []).append(index)
        for index, thing in enumerate(before):
            if index not in partners and waiting.get(same(thing)):
                partners[index] = waiting[same(thing)].pop()
    alone = set(range(len(after))) - set(partners.values())
    matched = [(thing, after[partners[index]] if index in partners else None) for index, thing in enumerate(before)]
    return [*matched, *((None, after[index]) for index in sorted(alone))]


def spelled(value: Json) -> str:
    """One spelling for each value, so that `true` and `1` differ and order of keys does not."""
    return json.dumps(value, sort_keys=True)


def _field(before: dict[str, Json], after: dict[str, Json], key: str, path: str) -> Iterator[Change]:
    if key not in before:
        yield Change(path, Kind.ADD, None, after[key])
    elif key not in after:
        yield Change(path, Kind.REMOVE, before[key], None)
    else:
        yield from diff(before[key], after[key], path)


def _missing(these: list[Json], there: list[Json]) -> list[Json]:
    present = {spelled(item) for item in there}
    return [item for item in these if spelled(item) not in present]


def _short(value: Json) -> str:
    text = value if isinstance(value, str) and value else spelled(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
