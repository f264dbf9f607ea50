"""What rules are asked about: one type for accounts, buckets, roles, keys and replication edges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Part: TypeAlias = Any
"""A tree of dictionaries, lists and JSON values, in which a leaf may also be a `Fact`."""


class Parts(dict[str, Part]):
    """The parts of a subject, of which some are made when somebody first asks for them, and stand among them then."""

    def __init__(self, parts: Mapping[str, Part], late: Mapping[str, Callable[[], Part]]) -> None:
        super().__init__(parts)
        self._late = late

    def __missing__(self, name: str) -> Part:
        self[name] = made = self._late[name]()
        return made

    def get(self, name: str, default: Part = None) -> Part:
        """As a dictionary's, which does not ask `__missing__`."""
        return self[name] if name in self or name in self._late else default


KINDS = ("account", "bucket", "role", "key", "replication")


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing a rule may be asked about, with all that it refers to."""

    kind: str
    id: str
    parts: Mapping[str, Part]
    """By name, see docs/architecture.md, "Subjects"."""
    related: frozenset[str] = frozenset()
    """Ids of the subjects it refers to: an edge's buckets, role and keys. A cause may be found there."""
    accounts: tuple[str, ...] = ()
    """Accounts concerned, the source first."""
