"""What rules are asked about: one type for accounts, buckets, roles, keys and replication edges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Part: TypeAlias = Any
"""A tree of dictionaries, lists and JSON values, in which a leaf may also be a `Fact`."""

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
