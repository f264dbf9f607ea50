"""What the user declared about the estate: who is trusted and what each bucket is for."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fnmatch import fnmatchcase

from pydantic import BaseModel, ConfigDict, Field

from auditor.config.shapes import AccountId

__all__ = ["AccountId", "Intent", "Purpose", "PurposeRule"]


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
        return any(fnmatchcase(bucket, pattern) for pattern in self.names)

    def tagged(self, tags: Mapping[str, str]) -> bool:
        """One of the bucket's tags says so."""
        return any(key in tags and fnmatchcase(tags[key], value) for key, value in self.tags.items())


class Intent(BaseModel):
    """Declared by the user in `auditor.yaml`; empty means nothing was declared."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    trusted_accounts: tuple[AccountId, ...] = ()
    """Accounts that replicas may go to, beside those that are scanned."""
    purposes: tuple[PurposeRule, ...] = ()
    """What buckets are for."""
