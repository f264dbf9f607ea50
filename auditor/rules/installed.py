"""Packs of installed packages: entry points of the group `auditor.packs`, each a pack's name and its package."""

from __future__ import annotations

from importlib.metadata import entry_points
from importlib.resources import files
from importlib.resources.abc import Traversable

from auditor.errors import RuleError

GROUP = "auditor.packs"


def installed_packs() -> tuple[str, ...]:
    """Names of the packs that installed packages bring, sorted."""
    return tuple(sorted({point.name for point in entry_points(group=GROUP)}))


def installed(name: str) -> Traversable:
    """The folder of the installed pack `name`: the package that its entry point names. Raises RuleError."""
    point = next(point for point in entry_points(group=GROUP) if point.name == name)
    try:
        return files(point.module)
    except ModuleNotFoundError as error:
        what = f"its entry point names {point.module}, which is not installed"
        raise RuleError(what, file=name) from error
