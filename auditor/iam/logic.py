"""Three-valued logic: true, false, and `None` for what cannot be known (Kleene)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

Truth: TypeAlias = bool | None


def either(values: Iterable[Truth]) -> Truth:
    """Or: true wins over unknown, unknown over false; stops at the first true."""
    found: Truth = False
    for value in values:
        if value:
            return True
        if value is None:
            found = None
    return found


def every(values: Iterable[Truth]) -> Truth:
    """And: false wins over unknown, unknown over true; stops at the first false."""
    found: Truth = True
    for value in values:
        if value is False:
            return False
        if value is None:
            found = None
    return found


def negated(value: Truth) -> Truth:
    """Not; unknown stays unknown."""
    return None if value is None else not value
