"""Where the files we ship lie: inside the wheel, or beside the package in a checkout."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

_WHEEL = "_data"
_CHECKOUT = Path(__file__).resolve().parent.parent


def shipped(*parts: str) -> Traversable:
    """The shipped folder or file `parts`, e.g. `shipped("rules", "replication")`."""
    packed = files("auditor").joinpath(_WHEEL, *parts)
    return packed if packed.is_dir() or packed.is_file() else _CHECKOUT.joinpath(*parts)
