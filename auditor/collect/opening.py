"""The first look into an account: a session -> who we are there, its buckets, and what is kept for all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from auditor.collect import account as management
from auditor.collect import organizations, s3, s3control
from auditor.collect.judge import Failure, attempt
from auditor.collect.read import read_all, settle
from auditor.collect.session import AccountSession
from auditor.collect.units import ask, unread
from auditor.snapshot import Fact, Json, Resource, State
from auditor.snapshot.catalogue import ACCOUNT

_OF_S3 = frozenset(call.fact for call in s3control.FACTS)
_MANAGED = frozenset(call.fact for call in management.FACTS)
_ABOVE = frozenset({organizations.ORGANIZATION.fact})
_ACCOUNT_WIDE = _OF_S3 | _MANAGED | _ABOVE


@dataclass(frozen=True, slots=True)
class Opened:
    """What the first look into an account gave."""

    partition: str
    resource: Resource
    """The account, with its facts."""
    buckets: tuple[tuple[str, str], ...]
    """Name and Region ("" where the listing did not say) of those to be read, sorted."""
    outside: Mapping[str, str]
    """Name -> Region of the account's buckets outside the Regions that are scanned."""
    regions: tuple[str, ...] = ()
    """Those that are scanned; empty for all."""

    @property
    def failure(self) -> Failure | None:
        """Why the account is closed to us; None if it is open."""
        access = self.resource.fact("access")
        return None if access.state is State.VALUE else Failure(access.reason, access.detail)

    def plain(self) -> Json:
        """As JSON holds it, without the resource, which is a snapshot's."""
        return {
            "arn": self.resource.arn,
            "partition": self.partition,
            "buckets": [list(bucket) for bucket in self.buckets],
            "outside": dict(self.outside),
            "regions": list(self.regions),
        }

    @classmethod
    def told(cls, plain: Json, resource: Resource | None) -> Self:
        """The inverse of `plain`, with the resource as the snapshot holds it."""
        found = resource or Resource(plain["arn"], ACCOUNT, "", plain["arn"].split(":")[4])
        buckets = tuple((name, region) for name, region in plain["buckets"])
        return cls(plain["partition"], found, buckets, plain["outside"], tuple(plain["regions"]))


def open_account(session: AccountSession, wanted: frozenset[str]) -> Opened:
    """Who we are in the account, its buckets and what is kept for all of it. A closed account's facts are unknown."""
    access = session.access()
    buckets: dict[str, str] = {}
    if access.state is State.VALUE:
        buckets, listed = _list(session)
        facts = {**_account_wide(session, wanted), "buckets": listed}
    else:
        facts = unread(ACCOUNT, wanted & _ACCOUNT_WIDE | {"buckets"}, Failure(access.reason, access.detail))
    facts["access"] = access
    arn = f"arn:{session.partition}:iam::{session.account}:root"
    account = Resource(arn, ACCOUNT, session.name, session.account, None, facts)
    outside = {name: region for name, region in buckets.items() if region and not session.scans(region)}
    inside = tuple(sorted((name, region) for name, region in buckets.items() if name not in outside))
    return Opened(session.partition, account, inside, outside, session.regions)


def _account_wide(session: AccountSession, wanted: frozenset[str]) -> dict[str, Fact]:
    """The wanted facts of the account itself; a service none of whose facts is wanted is not asked."""
    facts: dict[str, Fact] = {}
    if of_s3 := wanted & _OF_S3:
        account = session.account
        facts |= ask(
            session, ("s3control", ""), ACCOUNT, of_s3, lambda s3c: s3control.read_account(s3c, account, of_s3)
        )
    if managed := wanted & _MANAGED:
        facts |= ask(
            session, ("account", ""), ACCOUNT, managed, lambda client: management.read_regions(client, managed)
        )
    if above := wanted & _ABOVE:
        row = (organizations.ORGANIZATION,)
        facts |= ask(session, ("organizations", ""), ACCOUNT, above, lambda client: read_all(client, row, above))
    return facts


def _list(session: AccountSession) -> tuple[dict[str, str], Fact]:
    client = attempt(lambda: session.client("s3"))
    return ({}, settle(s3.BUCKETS, client)) if isinstance(client, Failure) else s3.list_buckets(client)
