"""Which buckets were chosen to be audited: patterns of names in, whether a bucket is among them out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Self

from auditor.snapshot.fact import Json


@dataclass(frozen=True, slots=True)
class Choice:
    """A part of the estate's buckets, or all of them.

    S3 keeps a replication rule with its source alone, so of buckets that were not chosen the replication is read all
    the same, and of those at the other end of a chosen bucket's edges whatever an edge rests on.
    """

    patterns: tuple[str, ...] = ()
    """Names, in which `*`, `?` and `[...]` stand for more; none: all buckets."""

    @classmethod
    def of(cls, scope: Json) -> Self:
        """What a snapshot's scope says; all buckets if it says nothing of them."""
        named = scope.get("buckets") if isinstance(scope, Mapping) else None
        return cls(tuple(str(pattern) for pattern in named or ()))

    def holds(self, name: str) -> bool:
        """Whether the bucket of this name is to be audited."""
        return not self.patterns or any(fnmatchcase(name, pattern) for pattern in self.patterns)

    def unmet(self, names: Iterable[str]) -> tuple[str, ...]:
        """The patterns that fit none of the names."""
        left = list(self.patterns)
        for name in names:
            if not left:
                break
            left = [pattern for pattern in left if not fnmatchcase(name, pattern)]
        return tuple(left)

    def plain(self) -> dict[str, Json]:
        """`{buckets: [...]}` as a scope holds it; nothing if all are meant."""
        return {"buckets": sorted(set(self.patterns))} if self.patterns else {}
