"""A configuration in, the rule packs that it chooses out, with only the rules of its profiles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from auditor.config import Config
from auditor.rules import Pack, by_profile, load_packs


def chosen(config: Config, otherwise: Iterable[str] = ()) -> Sequence[Pack]:
    """The configured packs, or those named `otherwise`, or all that are shipped. Raises RuleError, UsageError."""
    return by_profile(load_packs(config.packs or tuple(otherwise)), config.profiles)
