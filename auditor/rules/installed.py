"""Packs of installed packages: entry points of the group `auditor.packs`, each a pack's name and its package."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from importlib.resources import files
from importlib.resources.abc import Traversable

from auditor.errors import RuleError
from auditor.rules.document import one_line

GROUP = "auditor.packs"


def installed_packs() -> tuple[str, ...]:
    """Names of the packs that installed packages bring, sorted."""
    return tuple(sorted({point.name for point in entry_points(group=GROUP)}))


def installed(name: str) -> Traversable:
    """The folder of the installed pack `name`: the package that its entry point names. Raises RuleError."""
    points = [point for point in entry_points(group=GROUP) if point.name == name]
    homes = {point.module: _owner(point) for point in points}
    if len(homes) > 1:
        told = " and ".join(f"{module} ({owner})" for module, owner in sorted(homes.items()))
        raise RuleError(f"two installed packages bring a pack of this name: {told}; remove one", file=name)
    module = points[0].module
    try:
        return files(module)
    except ModuleNotFoundError as error:
        raise RuleError(f"its entry point names {module}, which is not installed", file=name) from error
    except Exception as error:  # somebody else's module: whatever it does when it is imported
        what = f"its entry point names {module}, which cannot be imported: {type(error).__name__}: {error}"
        raise RuleError(one_line(what), file=name) from error


def _owner(point: EntryPoint) -> str:
    """The package that brings it, and its version."""
    return f"{point.dist.name} {point.dist.version}" if point.dist else "?"
