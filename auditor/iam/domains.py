"""An unknown context key in; one value for each way in which the conditions on it can turn out, or None if too many.

Exact: two values are merged only if no condition tells them apart, and no way of telling them apart is left out.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import chain, combinations, pairwise

from auditor.iam import values as read
from auditor.iam.conditions import Condition
from auditor.iam.languages import atom, witnesses
from auditor.iam.logic import Truth
from auditor.iam.operators import Family
from auditor.iam.variables import Context, Value

OTHER = "any other value"
"""Label of the values that meet no condition."""
MAX_CLASSES = 6
"""Values told apart under a set operator; each non-empty set of them is a world, 63 at most."""


def domain(key: str, conditions: Sequence[Condition], context: Context) -> tuple[tuple[str, Value | None], ...] | None:
    """(label, value) for each class of values that `conditions`, all on `key`, tell apart; `None` as value: absent.

    `None`: the conditions compare it in ways that cannot be enumerated together.
    """
    singles = _singles(conditions, context)
    if singles is None:
        return None
    classes = _distinct(key, conditions, context, singles)
    if any(condition.form.quantifier for condition in conditions):
        if len(classes) > MAX_CLASSES:
            return None
        ones = [value for value in classes if isinstance(value, str)]
        sets = (chosen for size in range(2, len(ones) + 1) for chosen in combinations(ones, size))
        classes = _distinct(key, conditions, context, chain(classes, sets))
    found: list[tuple[str, Value | None]] = [(_label(value, conditions), value) for value in classes]
    return (*sorted(found, key=lambda one: one[0] == OTHER), ("absent", None))


def _distinct(key: str, conditions: Sequence[Condition], context: Context, candidates: Iterable[Value]) -> list[Value]:
    """The first candidate of each class: those for which all conditions turn out the same are one."""
    found: dict[tuple[Truth, ...], Value] = {}
    for value in candidates:
        there = {**context, key: value}
        found.setdefault(tuple(condition.holds(there) for condition in conditions), value)
    return list(found.values())


def _label(value: Value, conditions: Sequence[Condition]) -> str:
    if isinstance(value, tuple):
        return " and ".join(_label(one, conditions) for one in value)
    if any(value in condition.values for condition in conditions):
        return value
    matched = any(
        condition.holds({condition.folded: value}) is not condition.form.operator.negated for condition in conditions
    )
    return f"for example {value}" if matched else OTHER


def _singles(conditions: Sequence[Condition], context: Context) -> list[str] | None:
    """Values of which one lies in each class of single values."""
    families = {condition.form.operator.family for condition in conditions} - {Family.PRESENCE}
    if len(families) > 1:
        return None
    values = [value for condition in conditions for value in condition.values]
    if not families:
        return ["any value"]
    family = families.pop()
    if family is Family.TEXT:
        return _texts(conditions, context)
    return {Family.NUMBER: _numbers, Family.DATE: _dates, Family.ADDRESS: _addresses}[family](values)


def _texts(conditions: Sequence[Condition], context: Context) -> list[str] | None:
    compared = [condition for condition in conditions if condition.form.operator.family is Family.TEXT]
    if all(condition.form.operator.name == "Bool" for condition in compared):
        return ["true", "false"]
    atoms = [atom(condition, value, context) for condition in compared for value in condition.values]
    if any(one is None for one in atoms):
        return None
    return witnesses([one for one in atoms if one])


def _numbers(values: Sequence[str]) -> list[str] | None:
    return _around(sorted({found for value in values if (found := read.number(value)) is not None}))


def _dates(values: Sequence[str]) -> list[str] | None:
    return _around(sorted({found for value in values if (found := read.instant(value)) is not None}))


def _around(points: Sequence[Decimal]) -> list[str] | None:
    """The points, one value between each two, one below and one above all."""
    if not points or any(abs(point) > 10**18 for point in points):
        return None
    between = [(low + high) / 2 for low, high in pairwise(points)]
    return [f"{value:f}" for value in (*points, *between, points[0] - 1, points[-1] + 1)]


def _addresses(values: Sequence[str]) -> list[str]:
    """One address of each stretch that the ranges cut the two address spaces into."""
    found = dict.fromkeys(["192.0.2.1", "0.0.0.0", "::"])  # noqa: S104 - the first address, nothing is bound to it
    for value in values:
        network = read.network(value)
        if network is None:
            continue
        version, first, mask = network
        size = 32 if version == 4 else 128
        after = first + (1 << size) - mask
        found |= dict.fromkeys(_written(version, one) for one in (first, after) if one < 1 << size)
    return list(found)


def _written(version: int, address: int) -> str:
    return str(ipaddress.IPv4Address(address) if version == 4 else ipaddress.IPv6Address(address))
