"""What the user declared about the estate: who is trusted and what each bucket is for."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from auditor.config.shapes import AccountId, Region

__all__ = ["AccountId", "AllowedRegions", "Intent", "MustReplicate", "Purpose", "PurposeRule", "RecoveryPoint"]


class Purpose(StrEnum):
    """What a bucket is for; several rules ask for it."""

    DR = "dr"
    BACKUP = "backup"
    MIRROR = "mirror"
    ACTIVE_ACTIVE = "active-active"
    LOG = "log"


class PurposeRule(BaseModel):
    """Buckets that serve `purpose`: by name pattern (`*`, `?`, `[...]`) or by tag; any one match is enough."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    purpose: Purpose
    """What such a bucket is for."""
    names: tuple[str, ...] = ()
    """Patterns of names: `*`, `?`, `[...]`."""
    tags: Mapping[str, str] = Field(default_factory=dict)
    """Tag key -> value pattern."""

    def named(self, bucket: str) -> bool:
        """The bucket's name alone says so."""
        return _named(bucket, self.names)

    def tagged(self, tags: Mapping[str, str]) -> bool:
        """One of the bucket's tags says so."""
        return _tagged(tags, self.tags)


class MustReplicate(BaseModel):
    """Buckets that must replicate: by name pattern, tag or account; any one match is enough."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    names: tuple[str, ...] = ()
    """Patterns of names: `*`, `?`, `[...]`."""
    tags: Mapping[str, str] = Field(default_factory=dict)
    """Tag key -> value pattern."""
    accounts: tuple[AccountId, ...] = ()
    """All buckets of these accounts."""

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        if not (self.names or self.tags or self.accounts):
            raise ValueError("says of no bucket that it must replicate; give names, tags or accounts")
        return self

    def named(self, bucket: str) -> bool:
        """The bucket's name alone says so."""
        return _named(bucket, self.names)

    def tagged(self, tags: Mapping[str, str]) -> bool:
        """One of the bucket's tags says so."""
        return _tagged(tags, self.tags)


class _Chosen(BaseModel):
    """Buckets by purpose, name pattern, tag or account: any one match is enough; all buckets if nothing is given."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    purposes: tuple[Purpose, ...] = ()
    """Buckets that serve one of these."""
    names: tuple[str, ...] = ()
    """Patterns of names: `*`, `?`, `[...]`."""
    tags: Mapping[str, str] = Field(default_factory=dict)
    """Tag key -> value pattern."""
    accounts: tuple[AccountId, ...] = ()
    """All buckets of these accounts."""

    @property
    def everything(self) -> bool:
        """It is said of every bucket."""
        return not (self.purposes or self.names or self.tags or self.accounts)

    def named(self, bucket: str) -> bool:
        """The bucket's name alone says so."""
        return _named(bucket, self.names)

    def tagged(self, tags: Mapping[str, str]) -> bool:
        """One of the bucket's tags says so."""
        return _tagged(tags, self.tags)


class AllowedRegions(_Chosen):
    """The Regions that objects of these buckets may be replicated to."""

    regions: tuple[Region, ...]
    """Each by its name, such as eu-west-1."""

    @model_validator(mode="after")
    def _allows_some(self) -> Self:
        if not self.regions:
            raise ValueError("allows no Region at all; name at least one")
        return self


class RecoveryPoint(_Chosen):
    """How much of the newest data of these buckets may be lost."""

    minutes: Annotated[int, Field(ge=1, le=525600, strict=True)]
    """What was written longer ago must have reached the destination."""


def _named(bucket: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(bucket, pattern) for pattern in patterns)


def _tagged(tags: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    return any(key in tags and fnmatchcase(tags[key], value) for key, value in wanted.items())


Actor = Annotated[str, Field(pattern=r"^(arn:|\*)[!-~]{0,600}$")]
"""The ARN of a user or role, in which `*` and `?` stand for more."""


class Intent(BaseModel):
    """Declared by the user in `auditor.yaml`; empty means nothing was declared."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    trusted_accounts: tuple[AccountId, ...] = ()
    """Accounts that replicas may go to, beside those that are scanned."""
    purposes: tuple[PurposeRule, ...] = ()
    """What buckets are for."""
    must_replicate: tuple[MustReplicate, ...] = ()
    """Which buckets must replicate, whatever they are for."""
    allowed_regions: tuple[AllowedRegions, ...] = ()
    """Where replicas may lie; a bucket that several are about must satisfy each."""
    recovery_points: tuple[RecoveryPoint, ...] = ()
    """How current replicas must be; of several that are about a bucket the strictest counts."""
    approved_actors: tuple[Actor, ...] = ()
    """Who may change buckets: patterns of ARNs of users and roles."""
