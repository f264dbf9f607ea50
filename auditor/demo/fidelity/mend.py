"""A table of mends in, a context in which moto behaves as they say out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

Method: TypeAlias = Callable[..., Any]
"""A method of one of moto's classes; moto types its answers only in part, hence the Any."""


def _lacking(*_: Any, **__: Any) -> Any:
    """Stands for a method that moto does not have."""
    raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Mend:
    """One method of moto replaced by a more faithful one, or one that it lacks."""

    owner: type
    """The class of moto that holds the method."""
    name: str
    around: Callable[[Method], Method]
    """Moto's own method in, ours out."""


@contextmanager
def applied(mends: Iterable[Mend]) -> Iterator[None]:
    """Put every mend in place, and moto's own methods back at the end, last one first."""
    undo: list[tuple[type, str, Method]] = []
    try:
        for mend in mends:
            original = getattr(mend.owner, mend.name, _lacking)
            undo.append((mend.owner, mend.name, original))
            setattr(mend.owner, mend.name, mend.around(original))
        yield
    finally:
        for owner, name, original in reversed(undo):
            if original is _lacking:
                delattr(owner, name)
            else:
                setattr(owner, name, original)
