"""Which accounts of an AWS organization to scan, and how its list of accounts is reached."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from auditor.config.account import Account, Hidden
from auditor.config.shapes import RoleArn, RoleTemplate, SessionName, Unit

State = Literal["PENDING_ACTIVATION", "ACTIVE", "SUSPENDED", "PENDING_CLOSURE", "CLOSED"]


class Organization(BaseModel):
    """Accounts to be found in AWS Organizations, beside those that are listed."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    role: RoleArn | None = None
    """Role of the management or a delegated administrator's account; without one, the caller's own credentials."""
    external_id: Hidden = None
    """ExternalId that this role's trust policy asks for."""
    units: tuple[Unit, ...] = ()
    """Ids of organizational units (ou-…) or of the root (r-…): accounts in them and below. None: all accounts."""
    tags: Mapping[str, str] = Field(default_factory=dict)
    """Tag key -> value pattern (`*`, `?`, `[...]`); an account must have all of them."""
    status: tuple[State, ...] = ("ACTIVE",)
    """States that an account may be in."""
    role_template: RoleTemplate = "auditor-read"
    """Name or ARN of the role to assume in each account; `{id}` stands for its twelve digits."""
    account_external_id: Hidden = None
    """ExternalId that the accounts' roles ask for."""
    session_name: SessionName = "auditor"
    """Name of the sessions, as CloudTrail will show it."""

    def tagged(self, tags: Mapping[str, str]) -> bool:
        """Whether an account with these tags is one of those wanted."""
        return all(key in tags and fnmatchcase(tags[key], pattern) for key, pattern in self.tags.items())

    def account(self, id: str, name: str) -> Account:
        """How the account `id` is reached."""
        role = self.role_template.replace("{id}", id)
        given = {"id": id, "name": name, "role": role, "session_name": self.session_name}
        return Account.model_validate({**given, "external_id": self.account_external_id})
