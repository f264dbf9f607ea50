"""What the user declared about the estate: who is trusted and what each bucket is for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from auditor.config.shapes import AccountId, Region

__all__ = ["AccountId", "AllowedRegions", "Intent", "MustReplicate", "Purpose", "PurposeRule", "RecoveryPoint"]

_Pattern = Annotated[str, Field(min_length=1)]


class Purpose(StrEnum):
    """What a bucket is for; several rules ask for it."""

    DR = "dr"
    BACKUP = "backup"
    MIRROR = "mirror"
    ACTIVE_ACTIVE = "active-active"
    LOG = "log"


class _Choice(BaseModel):
    """Buckets by name pattern, tag or account: any one match is enough."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    names: tuple[_Pattern, ...] = ()
    """Patterns of names: `*`, `?`, `[...]`."""
    tags: Mapping[str, str] = Field(default_factory=dict)
    """Tag key -> value pattern."""
    accounts: tuple[AccountId, ...] = ()
    """All buckets of these accounts."""

    def named(self, bucket: str) -> bool:
        """The bucket's name alone says so."""
        return any(fnmatchcase(bucket, pattern) for pattern in self.names)

    def tagged(self, tags: Mapping[str, str]) -> bool:
        """One of the bucket's tags says so."""
        return any(key in tags and fnmatchcase(tags[key], pattern) for key, pattern in self.tags.items())

    def reasons(self, bucket: str, account: str, tags: Mapping[str, str]) -> Iterator[str]:
        """What chooses the bucket, each in a few words."""
        yield from (f"its name fits {pattern}" for pattern in self.names if fnmatchcase(bucket, pattern))
        for key, pattern in self.tags.items():
            if key in tags and fnmatchcase(tags[key], pattern):
                yield f"its tag {key}={tags[key]} fits {pattern}"
        yield from (f"it is of account {account}" for each in self.accounts if each == account)

    def _check(self, of_what: str) -> None:
        if not (self.names or self.tags or self.accounts):
            raise ValueError(f"says of no bucket {of_what}; give names, tags or accounts")


class PurposeRule(_Choice):
    """Buckets that serve `purpose`: by name pattern, tag or account; any one match is enough."""

    purpose: Purpose
    """What such a bucket is for."""

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        self._check("what it is for")
        return self


class MustReplicate(_Choice):
    """Buckets that must replicate: by name pattern, tag or account; any one match is enough."""

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        self._check("that it must replicate")
        return self


class _Declared(_Choice):
    """Buckets by purpose, name pattern, tag or account: any one match is enough; all buckets if nothing is given."""

    purposes: tuple[Purpose, ...] = ()
    """Buckets that serve one of these."""

    @property
    def everything(self) -> bool:
        """It is said of every bucket."""
        return not (self.purposes or self.names or self.tags or self.accounts)


class AllowedRegions(_Declared):
    """The Regions that objects of these buckets may be replicated to."""

    regions: tuple[Region, ...]
    """Each by its name, such as eu-west-1."""

    @model_validator(mode="after")
    def _allows_some(self) -> Self:
        if not self.regions:
            raise ValueError("allows no Region at all; name at least one")
        return self


class RecoveryPoint(_Declared):
    """How much of the newest data of these buckets may be lost."""

    minutes: Annotated[int, Field(ge=1, le=525600, strict=True)]
    """What was written longer ago must have reached the destination."""


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
