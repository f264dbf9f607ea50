"""Which facts a scan is to read: of accounts, buckets, edges, and the roles, keys, targets and Regions of edges."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from auditor.snapshot.catalogue import ACCOUNT, BUCKET, EVERYWHERE, FACTS, KEY, REGION, ROLE, TOPIC
from auditor.snapshot.fact import Json

_NONE: frozenset[str] = frozenset()


UNHURRIED = frozenset({"events", "object_counts"})
"""Facts of Regions that a scan reads only if they are asked for by name: AWS gives the first very slowly, and the
second, for which it wants money, is of use beside the first only."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Fact names by what they are read of; docs/architecture.md lists them."""

    accounts: frozenset[str] = _NONE
    buckets: frozenset[str] = _NONE
    """Of every bucket."""
    edges: frozenset[str] = _NONE
    """Of buckets at either end of a replication rule, beside `buckets`; `existence`: of destinations outside."""
    roles: frozenset[str] = _NONE
    """Of roles that replication configurations name."""
    keys: frozenset[str] = _NONE
    """Of keys that replication rules and default encryption of buckets on an edge name."""
    every_key: bool = False
    """Whether keys are also wanted that only buckets without replication use."""
    targets: frozenset[str] = _NONE
    """Of topics, queues and functions that buckets on an edge tell of failed replication."""
    regions: frozenset[str] = _NONE
    """Of each account and Region in which an edge begins or ends, or S3 tells the source's account of it."""
    every_region: bool = False
    """Whether Regions are also wanted that only hold buckets without replication."""
    everywhere: frozenset[str] = _NONE
    """Those of `regions` that are wanted of every Region that an account has enabled, whatever lies there."""

    @classmethod
    def everything(cls, *, but: frozenset[str] = _NONE) -> Self:
        """All facts of the catalogue, of all there is; of Regions without those named by `but`."""
        kinds = (frozenset(FACTS[type]) for type in (ACCOUNT, BUCKET, ROLE, KEY, TOPIC, REGION))
        accounts, buckets, roles, keys, targets, regions = kinds
        return cls(
            accounts, buckets, buckets, roles, keys,
            every_key=True, targets=targets, regions=regions - but, every_region=True, everywhere=EVERYWHERE,
        )  # fmt: skip

    def closed(self) -> Demand:
        """With what leads to the rest: replication to edges, default encryption to keys, notifications to targets."""
        found = self
        if self.keys:
            found = replace(found, edges=found.edges | {"encryption"})
        if self.targets:
            found = replace(found, edges=found.edges | {"notification"})
        if found.edges or self.roles or self.regions:
            found = replace(found, buckets=found.buckets | {"replication"})
        if self.everywhere:
            found = replace(found, accounts=found.accounts | {"regions"})
        return found

    def plain(self) -> Json:
        """As JSON holds it."""
        kinds = ("accounts", "buckets", "edges", "roles", "keys", "targets", "regions", "everywhere")
        named = {kind: sorted(getattr(self, kind)) for kind in kinds}
        return {**named, "every_key": self.every_key, "every_region": self.every_region}
