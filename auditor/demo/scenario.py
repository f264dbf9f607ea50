"""What a scenario is: accounts, buckets, roles and rules of one walkthrough, what is unstated, what is expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, Self, TypeAlias, get_args

from pydantic import Field, model_validator

from auditor.config.intent import AccountId, Purpose
from auditor.demo.expected import Expectation, Strict

Document: TypeAlias = dict[str, Any]
"""A document in AWS's own spelling: a policy, an encryption or a replication configuration."""

BucketFact = Literal[
    "encryption", "lifecycle", "location", "logging", "notification", "object_lock", "ownership", "policy",
    "public_access_block", "replication", "tags", "versioning",
]  # fmt: skip
RoleFact = Literal["role", "permissions"]
"""`role`: that it exists and whom it trusts; `permissions`: its policies."""


AccountFact = Literal["trails"]
"""`trails`: what CloudTrail records there."""


class History(Strict):
    """What CloudTrail and CloudWatch remember of a bucket, each as days before the audit."""

    made: int
    saved: int
    """When its replication configuration was put, for the first and last time."""
    counted: int
    """Since when it has held objects."""


class Bucket(Strict):
    """One bucket; what is left out is as AWS makes it today."""

    name: str
    account: str
    """Key in the scenario's `accounts`."""
    region: str
    versioning: Literal["Enabled", "Suspended"] | None = None
    purpose: Purpose | None = None
    """What the user's configuration would declare this bucket to be for."""
    ownership: Literal["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"] = "BucketOwnerEnforced"
    encryption: Document | None = None
    """A `ServerSideEncryptionConfiguration`; SSE-S3 if left out."""
    tags: Mapping[str, str] = Field(default_factory=dict)
    policy: Document | None = None
    notification: Document | None = None
    """A `NotificationConfiguration`."""
    replication: Document | None = None
    """A `ReplicationConfiguration`: `Role` and `Rules`, as PutBucketReplication takes it."""
    history: History | None = None
    """Of a bucket with `replication`; without it nothing is remembered."""


class Role(Strict):
    """One role that replication rules name."""

    name: str
    account: str
    path: str = "/"
    trust: Document
    inline: Mapping[str, Document] = Field(default_factory=dict)


class Key(Strict):
    """One symmetric KMS key. Documents name it by `key:NAME`, for its ARN, which only KMS can tell."""

    name: str
    account: str
    region: str
    policy: Document


class ControlPolicy(Strict):
    """A policy of the organization, and where it is attached."""

    name: str
    type: Literal["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"]
    at: str
    """`root`, a unit, or a key of the scenario's `accounts`."""
    document: Document


class Organization(Strict):
    """The organization that a scenario's accounts are in; policies that AWS attaches by itself are there too."""

    management: str
    """Key in the scenario's `accounts`."""
    units: Mapping[str, str] = Field(default_factory=dict)
    """Name -> `root`, or the unit above, which is named before."""
    members: Mapping[str, str]
    """Key in the scenario's `accounts` -> `root` or a unit."""
    policies: tuple[ControlPolicy, ...] = ()


class Job(Strict):
    """One S3 Batch Operations job, which completed."""

    account: str
    region: str
    role: str
    """Name of the role it works with."""
    source: str
    """Name of the bucket of which S3 made the manifest."""
    operation: Document
    """As CreateJob takes it, e.g. `{S3ReplicateObject: {}}`."""
    report: Document
    """A `Report`, as CreateJob takes it."""


class Unstated(Strict):
    """Facts of which the walkthrough says nothing: the auditor is denied the reads that would tell them."""

    bucket: str = ""
    role: str = ""
    account: str = ""
    """Key in the scenario's `accounts`."""
    facts: tuple[BucketFact | RoleFact | AccountFact, ...]

    @model_validator(mode="after")
    def _of_one_thing(self) -> Self:
        named = [kind for kind in ("bucket", "role", "account") if getattr(self, kind)]
        if len(named) != 1:
            raise ValueError("name either a bucket or a role or an account")
        kinds = {"role": get_args(RoleFact), "account": get_args(AccountFact), "bucket": get_args(BucketFact)}
        wrong = [fact for fact in self.facts if fact not in kinds[named[0]]]
        if wrong:
            raise ValueError(f"{wrong[0]} is not a fact of a {named[0]}")
        return self


class Scenario(Strict):
    """One walkthrough as a small world, and what an audit of it must say."""

    title: str
    walkthrough: str
    """What the walkthrough does, in our words."""
    assumptions: tuple[str, ...] = ()
    accounts: Mapping[str, AccountId]
    buckets: tuple[Bucket, ...]
    roles: tuple[Role, ...] = ()
    keys: tuple[Key, ...] = ()
    organization: Organization | None = None
    jobs: tuple[Job, ...] = ()
    unstated: tuple[Unstated, ...] = ()
    expect: tuple[Expectation, ...]

    @model_validator(mode="after")
    def _refers_to_itself(self) -> Self:
        for what, name, known in self._references():
            if name not in known:
                raise ValueError(f"{what} {name} is not in this scenario; it has {', '.join(sorted(known)) or 'none'}")
        return self

    def role_arn(self, role: Role) -> str:
        """The ARN that `role` gets when it is built."""
        return f"arn:aws:iam::{self.accounts[role.account]}:role{role.path}{role.name}"

    def _references(self) -> Iterator[tuple[str, str, set[str]]]:
        buckets, roles = {bucket.name for bucket in self.buckets}, {role.name for role in self.roles}
        owners = (*(each.account for each in self.buckets), *(each.account for each in self.roles))
        for account in (*owners, *(each.account for each in self.keys), *(each.account for each in self.jobs)):
            yield "account", account, set(self.accounts)
        if self.organization is not None:
            yield from self._of(self.organization)
        yield from (("role", job.role, roles) for job in self.jobs)
        yield from (("bucket", job.source, buckets) for job in self.jobs)
        for unstated in self.unstated:
            if unstated.account:
                yield "account", unstated.account, set(self.accounts)
                continue
            yield ("role", unstated.role, roles) if unstated.role else ("bucket", unstated.bucket, buckets)
        for expected in self.expect:
            if expected.kind in ("bucket", "replication"):
                yield "bucket", expected.subject.partition("/")[0], buckets
            if expected.kind == "role":
                yield "role", expected.subject, {self.role_arn(role) for role in self.roles}

    def _of(self, organization: Organization) -> Iterator[tuple[str, str, set[str]]]:
        """What the organization refers to."""
        units = {"root", *organization.units}
        for account in (organization.management, *organization.members):
            yield "account", account, set(self.accounts)
        for unit in (*organization.units.values(), *organization.members.values()):
            yield "unit", unit, units
        for policy in organization.policies:
            yield "unit or account", policy.at, units | set(organization.members)
