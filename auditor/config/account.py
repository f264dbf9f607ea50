"""One account to scan, and how its role is reached."""

from __future__ import annotations

from typing import Annotated, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from auditor.config.shapes import AccountId, ExternalId, Partition, Region, Role, RoleArn, SessionName

Hidden = Annotated[ExternalId | None, Field(repr=False)]
"""Kept out of what is printed of a model."""


class RoleStep(BaseModel):
    """One role on the way to an account's own."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    role: RoleArn
    """ARN of the role to assume on the way."""
    external_id: Hidden = None
    """ExternalId that its trust policy asks for."""


class Account(BaseModel):
    """One account to scan, and how its role is reached."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    id: AccountId
    """The account's 12 digits."""
    name: str = ""
    """What people call the account."""
    role: Role | None = None
    """Name or ARN of the role to assume; without one the caller's own credentials are used."""
    external_id: Hidden = None
    """ExternalId that the role's trust policy asks for."""
    session_name: SessionName = "auditor"
    """Name of the session, as CloudTrail will show it."""
    chain: tuple[RoleStep, ...] = ()
    """Roles to assume first, in this order."""
    regions: tuple[Region, ...] = ()
    """Regions whose buckets are read; none means all."""
    partition: Partition = "aws"
    """Taken from the role's ARN if left out."""

    @model_validator(mode="before")
    @classmethod
    def _partition_of_the_role(cls, given: object) -> object:
        if isinstance(given, dict) and "partition" not in given:
            partition = str(given.get("role")).removeprefix("arn:").partition(":")[0]
            return {**given, "partition": partition} if partition in get_args(Partition) else given
        return given

    @field_validator("role")
    @classmethod
    def _of_this_account(cls, role: str | None, known: ValidationInfo) -> str | None:
        if role and role.startswith("arn:") and "id" in known.data and role.split(":")[4] != known.data["id"]:
            raise ValueError(f"this role is of account {role.split(':')[4]}, not of {known.data['id']}")
        return role

    @field_validator("partition")
    @classmethod
    def _of_this_role(cls, partition: str, known: ValidationInfo) -> str:
        role = known.data.get("role") or ""
        if role.startswith("arn:") and role.split(":")[1] != partition:
            raise ValueError(f"the role is in {role.split(':')[1]}, not in {partition}")
        return partition

    @model_validator(mode="after")
    def _has_a_role_to_reach(self) -> Self:
        if self.role is None and (self.external_id or self.chain):
            raise ValueError("external_id and chain need a role")
        return self

    @property
    def role_arn(self) -> str | None:
        """ARN of the role to assume; None where the caller's own credentials are used."""
        if self.role is None or self.role.startswith("arn:"):
            return self.role
        return f"arn:{self.partition}:iam::{self.id}:role/{self.role.lstrip('/')}"
