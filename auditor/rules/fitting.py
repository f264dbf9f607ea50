"""What an example gives and the shape of it -> the first thing in it that no fact can hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.rules.document import Place
from auditor.rules.kinds import WORDS, Leaf, Shape, kind, kind_of
from auditor.rules.vocabulary import nearest
from auditor.snapshot import Fact, Json


class Unfit(ValueError):
    """The message says what is wrong, without the place."""

    def __init__(self, place: Place, what: str) -> None:
        self.place = place
        super().__init__(what)


def fit(value: Json, shape: Shape, place: Place) -> None:
    """Nothing, if something of the shape can be the value. Raises Unfit; any value may be unknown or absent."""
    wanted = kind(shape)
    if wanted is None or value is None or isinstance(value, Fact):
        return
    if kind_of(value) != wanted:
        raise Unfit(place, f"must be {WORDS[wanted]}, as AWS gives it, not {WORDS[kind_of(value)]}")
    if isinstance(shape, Leaf):
        if shape.values and value not in shape.values:
            raise Unfit(place, f"is never {value!r}{nearest(value, shape.values)}")
        return
    for step, each, inner in _members(value, shape, place):
        fit(each, inner, (*place, step))


def _members(value: Json, shape: Shape, place: Place) -> Iterator[tuple[str | int, Json, Shape]]:
    """Elements or members with the shape of each."""
    if isinstance(shape, list):
        for index, each in enumerate(value):
            yield index, each, shape[0]
    elif isinstance(shape, Mapping):
        for name, each in value.items():
            if name not in shape:
                raise Unfit((*place, name), f"there is no such member{nearest(name, shape)}")
            yield name, each, shape[name]
