"""What the user declared about the estate: who is trusted and what each bucket is for."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from auditor.config.shapes import AccountId

__all__ = ["AccountId", "Intent", "MustReplicate", "Purpose", "PurposeRule"]


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


def _named(bucket: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(bucket, pattern) for pattern in patterns)


def _tagged(tags: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    return any(key in tags and fnmatchcase(tags[key], value) for key, value in wanted.items())


class Intent(BaseModel):
    """Declared by the user in `auditor.yaml`; empty means nothing was declared."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    trusted_accounts: tuple[AccountId, ...] = ()
    """Accounts that replicas may go to, beside those that are scanned."""
    purposes: tuple[PurposeRule, ...] = ()
    """What buckets are for."""
    must_replicate: tuple[MustReplicate, ...] = ()
    """Which buckets must replicate, whatever they are for."""
