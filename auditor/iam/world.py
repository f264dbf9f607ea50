"""A possible world, and the axes on which possible worlds differ: what `axes` finds and `worlds` tries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from auditor.iam.principal import Caller
from auditor.iam.request import Policies
from auditor.iam.variables import Context


@dataclass(frozen=True, slots=True)
class World:
    """All that can differ between one possible world and another."""

    context: Context
    policies: Policies
    who: Caller
    owner: str | None
    unsettled: frozenset[str]


@dataclass(frozen=True, slots=True)
class Variant:
    """One way in which an unknown can turn out."""

    label: str
    apply: Callable[[World], World]


@dataclass(frozen=True, slots=True)
class Axis:
    """An unknown, and all its variants that could make a difference."""

    name: str
    variants: tuple[Variant, ...]
    reshapes: bool = True
    """Whether it changes which statements matter, not only what they are asked."""
