"""All that `auditor.yaml` may say, checked."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from auditor.config.account import Account
from auditor.config.intent import Intent, PurposeRule
from auditor.config.shapes import AccountId, Region


class Config(BaseModel):
    """What to scan, what is intended, and how to judge; every field may be left out."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="auditor.yaml")

    accounts: tuple[Account, ...] = Field(
        default=(), description="Accounts to scan; or give them with --accounts FILE."
    )
    regions: tuple[Region, ...] = Field(
        default=(), description="Regions whose buckets are read, for accounts that name none; none means all."
    )
    packs: tuple[str, ...] = Field(
        default=(),
        description="Rule packs: names of shipped ones, or folders relative to this file. None means all shipped.",
    )
    trusted_accounts: tuple[AccountId, ...] = Field(
        default=(), description="Accounts that replicas may go to, beside those that are scanned."
    )
    purposes: tuple[PurposeRule, ...] = Field(default=(), description="What buckets are for; several rules ask for it.")
    fail_on: Literal["INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL"] = Field(
        default="LOW", description="Exit with 1 from failures of this severity up."
    )
    concurrency: int = Field(default=16, ge=1, le=128, description="Requests under way at the same time.")
    timeout: float = Field(default=20, ge=0.1, le=600, description="Seconds to wait for one answer of AWS.")
    snapshot: Path = Field(
        default=Path("auditor.snapshot"),
        description="File that the facts are kept in, relative to where auditor is called.",
    )

    @property
    def intent(self) -> Intent:
        """What the user declared about the estate."""
        return Intent(trusted_accounts=self.trusted_accounts, purposes=self.purposes)
