"""What a part of the bench hands back: lines of a table, and what was measured beside what it may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Target:
    """One figure that is promised."""

    what: str
    measured: float | None
    """None if it could not be measured; a note of the section then says why."""
    limit: float
    """The most that it may be."""
    unit: str = "x"
    """`x` for a ratio."""

    @property
    def met(self) -> bool:
        return self.measured is not None and self.measured <= self.limit


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the bench."""

    title: str
    rows: tuple[Mapping[str, object], ...]
    """Lines with the same columns; a value is a text, a number, a truth or None."""
    targets: tuple[Target, ...] = ()
    notes: tuple[str, ...] = ()
    """What a reader must know, e.g. what was left out and why."""

    def plain(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Section:
        """The inverse of `plain`."""
        targets = tuple(Target(**each) for each in plain["targets"])
        return cls(plain["title"], tuple(plain["rows"]), targets, tuple(plain["notes"]))
