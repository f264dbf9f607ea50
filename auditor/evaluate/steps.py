"""Pieces of a compiled expression that walk through a subject: paths, positions, projections, selections.

Each function makes a `Step`. An unknown value goes through every step unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from auditor.evaluate.reading import Reading, Unknown, member, read_of, reason
from auditor.rules.written import joined
from auditor.rules.written import name as quoted
from auditor.snapshot import Fact, Json

Step: TypeAlias = Callable[[Json, Reading], Json]
"""What an expression makes of a value: JSON, or `Unknown`."""


def read(pieces: Sequence[str | int], text: str) -> Step:
    """Member after member of the subject itself."""
    read = read_of(tuple(pieces), text)
    return lambda value, reading: reading.read(read, value)


def path(pieces: Sequence[str | int], text: str) -> Step:
    """Member after member of a value. Noted as `text` if it came through a fact."""

    def step(value: Json, reading: Reading) -> Json:
        source, noted = "", False
        for piece in pieces:
            value = member(value, piece)
            if type(value) is Fact:
                source, noted, why = value.source, True, reason(value)
                if why:
                    reading.note(text, None, source, why)
                    return Unknown(why)
                value = value.value
        if noted and not isinstance(value, Unknown):
            reading.note(text, value, source)
        return value

    return step


def whole(value: Json, reading: Reading) -> Json:
    """`@` where that is the subject itself: nobody can tell what will be read of it."""
    reading.alone = True
    return value


def current(value: Json, reading: Reading) -> Json:  # noqa: ARG001  a Step
    """`@`: the value itself."""
    return value


def literal(constant: Json) -> Step:
    """The same value always."""
    return lambda value, reading: constant  # noqa: ARG005  a Step


def chain(steps: Sequence[Step]) -> Step:
    """One step after the other: `a.b`, `a | b`."""

    def step(value: Json, reading: Reading) -> Json:
        for each in steps:
            value = each(value, reading)
        return value

    return step


def slice_(bounds: Sequence[int | None]) -> Step:
    """`[from:to:by]` of a list."""
    chosen = slice(*bounds)

    def step(value: Json, reading: Reading) -> Json:  # noqa: ARG001
        return value[chosen] if isinstance(value, list) else _passed(value)

    return step


def flatten(base: Step, text: str) -> Step:
    """`a[]`: lists in the list are opened, once; facts in it too, for one may be a list. They are noted as `text`."""

    def step(value: Json, reading: Reading) -> Json:
        listed = base(value, reading)
        if not isinstance(listed, list):
            return _passed(listed)
        merged: list[Json] = []
        for element in opened(listed, text, reading):
            if isinstance(element, Unknown):
                return element
            merged.extend(element if isinstance(element, list) else [element])
        return merged

    return step


def projection(base: Step, each: Step, text: str) -> Step:
    """`a[*].b`: `each` of every element; nulls fall out."""

    def step(value: Json, reading: Reading) -> Json:
        listed = base(value, reading)
        return _projected(listed, each, text, reading) if isinstance(listed, list) else _passed(listed)

    return step


def value_projection(base: Step, each: Step, text: str) -> Step:
    """`a.*.b`: `each` of every member's value."""

    def step(value: Json, reading: Reading) -> Json:
        held = base(value, reading)
        return _projected(held.values(), each, text, reading) if isinstance(held, dict) else _passed(held)

    return step


def filtered(base: Step, condition: Step, each: Step, text: str) -> Step:
    """`a[?condition].b`. Where it is unknown whether an element is in the list, so is the list."""

    def step(value: Json, reading: Reading) -> Json:
        listed = base(value, reading)
        if not isinstance(listed, list):
            return _passed(listed)
        kept = []
        for element in opened(listed, text, reading):
            true = condition(element, reading)
            if isinstance(true, Unknown):
                return true
            if true:
                kept.append(element)
        return _projected(kept, each, text, reading)

    return step


def listed(steps: Sequence[Step]) -> Step:
    """`[a, b]`"""

    def step(value: Json, reading: Reading) -> Json:
        if value is None or isinstance(value, Unknown):
            return value
        made = [each(value, reading) for each in steps]
        return next((each for each in made if isinstance(each, Unknown)), made)

    return step


def named(steps: Sequence[tuple[str, Step]]) -> Step:
    """`{x: a, y: b}`"""

    def step(value: Json, reading: Reading) -> Json:
        if value is None or isinstance(value, Unknown):
            return value
        made = {name: each(value, reading) for name, each in steps}
        return next((each for each in made.values() if isinstance(each, Unknown)), made)

    return step


def opened(elements: Iterable[Json], text: str, reading: Reading) -> Iterable[Json]:
    """Elements of a list, facts among them opened and noted as `text`."""
    return (reading.open(each, text) if isinstance(each, Fact) else each for each in elements)


_TEXTS = frozenset({str})


def settled(value: Json, text: str, reading: Reading) -> Json:
    """A list or object with the values of the facts in it in their places, noted as `text`; unknown if one is."""
    if isinstance(value, Fact):
        return reading.open(value, text)
    if isinstance(value, list):
        if {*map(type, value)} <= _TEXTS:
            return value
        made = [settled(each, text, reading) for each in value]
        return next((each for each in made if isinstance(each, Unknown)), made)
    if isinstance(value, dict):
        held = {name: settled(each, joined(text, quoted(name)), reading) for name, each in value.items()}
        return next((each for each in held.values() if isinstance(each, Unknown)), held)
    return value


def _projected(elements: Iterable[Json], each: Step, text: str, reading: Reading) -> Json:
    made = []
    for element in opened(elements, text, reading):
        result = each(element, reading)
        if isinstance(result, Unknown):
            return result
        if result is not None:
            made.append(result)
    return made


def _passed(value: Json) -> Json:
    """Unknown stays unknown; anything else that is no list gives null."""
    return value if isinstance(value, Unknown) else None
