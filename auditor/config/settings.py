"""All that `auditor.yaml` may say, checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from auditor.config.account import Account
from auditor.config.intent import Actor, AllowedRegions, Intent, MustReplicate, PurposeRule, RecoveryPoint
from auditor.config.organization import Organization
from auditor.config.shapes import AccountId, Region, Scheduler


class Config(BaseModel):
    """What to scan, what is intended, and how to judge; every field may be left out."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    accounts: tuple[Account, ...] = ()
    """Accounts to scan; or give them with --accounts FILE."""
    organization: Organization | None = None
    """Accounts to be found in AWS Organizations, beside those that are listed."""
    regions: tuple[Region, ...] = ()
    """Regions whose buckets are read, for accounts that name none; none means all."""
    buckets: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    """Only buckets of these names are audited, with all that their edges rest on; `*`, `?`, `[...]`; none means all."""
    packs: tuple[str, ...] = ()
    """Rule packs: names of shipped ones, or folders relative to this file; none means all that are shipped."""
    profiles: tuple[str, ...] = ()
    """Only rules for these frameworks or controls, such as aws-fsbp or NIST-800-53r5:CP-9; none means all rules."""
    trusted_accounts: tuple[AccountId, ...] = ()
    """Accounts that replicas may go to, beside those that are scanned."""
    purposes: tuple[PurposeRule, ...] = ()
    """What buckets are for; several rules ask for it."""
    must_replicate: tuple[MustReplicate, ...] = ()
    """Buckets that must replicate; those that only receive replicas or collect logs are left alone all the same."""
    allowed_regions: tuple[AllowedRegions, ...] = ()
    """Regions that replicas may lie in, by what, whose and which buckets they are of."""
    recovery_points: tuple[RecoveryPoint, ...] = ()
    """How much of the newest data may be lost, by what, whose and which buckets it is in."""
    approved_actors: tuple[Actor, ...] = ()
    """ARNs of users and roles that may change buckets, `*` and `?` for any: others' changes and rights are told of."""
    waivers: Path | None = None
    """File of accepted risks, relative to this file."""
    fail_on: Literal["INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL"] = "LOW"
    """Exit with 1 from failures of this severity up."""
    min_coverage: Annotated[float, Field(ge=0, le=100)] = 0
    """Exit with 3, whatever failed, if less than this percentage of what was asked could be read."""
    concurrency: Annotated[int, Field(ge=1, le=512)] = 128
    """Requests under way at the same time."""
    processes: Annotated[int, Field(ge=1, le=64)] | None = None
    """Processes that read at the same time in a large scan; by default one for each core, and four at most."""
    timeout: Annotated[float, Field(ge=0.1, le=600)] = 20
    """Seconds to wait for one answer of AWS."""
    attempts: Annotated[int, Field(ge=1, le=100)] = 12
    """How often at most a fact is asked for that AWS throttles; half as often after other errors that may pass."""
    scheduler: Scheduler | None = None
    """Address of a Dask scheduler whose workers read, such as tls://scheduler:8786; left out, this process does."""
    session_policy: bool = True
    """Hold each session to the read-only actions, so that even a role that may write cannot."""
    snapshot: Path = Path("auditor.snapshot")
    """File that the facts are kept in, relative to where auditor is called."""

    @property
    def intent(self) -> Intent:
        """What the user declared about the estate."""
        return Intent(
            trusted_accounts=self.trusted_accounts,
            purposes=self.purposes,
            must_replicate=self.must_replicate,
            allowed_regions=self.allowed_regions,
            recovery_points=self.recovery_points,
            approved_actors=self.approved_actors,
        )
