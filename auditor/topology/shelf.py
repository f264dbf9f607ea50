"""ARNs in, the parts of subjects out; those used last are kept, because many edges share roles, keys and buckets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from auditor.config.intent import Intent
from auditor.snapshot import Fact, Resource, Snapshot, State
from auditor.snapshot.catalogue import ACCOUNT, BUCKET, FACTS
from auditor.topology.arn import account_arn
from auditor.topology.organization import above
from auditor.topology.parts import account_part, bucket_part, key_part, missing_bucket, nobody, role_part
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
        self.account: Callable[[str], Mapping[str, Part]] = lru_cache(KEPT)(self._account)
        """An account by ARN."""
        self.above: Callable[[str, str], Mapping[str, Fact]] = lru_cache(KEPT)(self._above)
        """What stands above an account, by partition and id."""
        self.resource: Callable[[str], Resource | None] = lru_cache(KEPT)(snapshot.get)
        self.owner: Callable[[str], str | None] = lru_cache(64 * KEPT)(snapshot.owner)

    def _bucket(self, arn: str, claimed: str | None) -> Mapping[str, Part]:
        resource = self._snapshot.get(arn) or missing_bucket(arn)
        part = bucket_part(resource, self._intent)
        if resource.account is None and claimed:
            part["account"] = Fact.of(FACTS[BUCKET]["replication"], claimed)
        return part

    def owner_of(self, bucket: Mapping[str, Part]) -> Mapping[str, Part]:
        """The account that owns a bucket (its part)."""
        owner = bucket["account"]
        if isinstance(owner, Fact) and owner.state is not State.VALUE:
            return nobody(owner)
        return self.account(account_arn(str(bucket["arn"]), str(owner.value if isinstance(owner, Fact) else owner)))

    def _account(self, arn: str) -> Mapping[str, Part]:
        id = arn.split(":")[4]
        return account_part(self._snapshot.get(arn) or Resource(arn, ACCOUNT, id, id))

    def _above(self, partition: str, account: str) -> Mapping[str, Fact]:
        return above(self._snapshot.get(f"arn:{partition}:iam::{account}:root"))

    def _role(self, arn: str) -> Mapping[str, Part]:
        return role_part(arn, self._snapshot.get(arn))

    def _key(self, arn: str, given: str) -> Mapping[str, Part]:
        return key_part(arn, given, self._snapshot.get(arn))
