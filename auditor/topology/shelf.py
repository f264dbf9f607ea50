"""ARNs in, the parts of subjects out; those used last are kept, because many edges share roles, keys and buckets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from auditor.config.intent import Intent
from auditor.snapshot import Fact, Resource, Snapshot
from auditor.snapshot.catalogue import BUCKET, FACTS
from auditor.topology.parts import bucket_part, key_part, missing_bucket, role_part
from auditor.topology.subject import Part

KEPT = 256
"""Parts of one sort; a bucket or role with its policies may take 100 KB."""


class Shelf:
    """The parts of one snapshot. Whoever gets one does not change it."""

    def __init__(self, snapshot: Snapshot, intent: Intent) -> None:
        self._snapshot, self._intent = snapshot, intent
        self.bucket: Callable[[str, str | None], Mapping[str, Part]] = lru_cache(KEPT)(self._bucket)
        """A bucket by ARN; of one that nobody lists, what a rule says of its owner (second argument), and no more."""
        self.role: Callable[[str], Mapping[str, Part]] = lru_cache(KEPT)(self._role)
        """A role by ARN."""
        self.key: Callable[[str, str], Mapping[str, Part]] = lru_cache(KEPT)(self._key)
        """A key by ARN, and as a configuration names it."""
        self.resource: Callable[[str], Resource | None] = lru_cache(KEPT)(snapshot.get)
        self.owner: Callable[[str], str | None] = lru_cache(64 * KEPT)(snapshot.owner)

    def _bucket(self, arn: str, claimed: str | None) -> Mapping[str, Part]:
        resource = self._snapshot.get(arn) or missing_bucket(arn)
        part = bucket_part(resource, self._intent)
        if resource.account is None and claimed:
            part["account"] = Fact.of(FACTS[BUCKET]["replication"], claimed)
        return part

    def _role(self, arn: str) -> Mapping[str, Part]:
        return role_part(arn, self._snapshot.get(arn))

    def _key(self, arn: str, given: str) -> Mapping[str, Part]:
        return key_part(arn, given, self._snapshot.get(arn))
