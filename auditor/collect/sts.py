"""Temporary credentials: one role after another assumed, and whose credentials they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from botocore.client import BaseClient

from auditor.collect.read import Call, answer, need

ACCESS = Call("access", "get_caller_identity", "sts:AssumeRole", keep=("Account", "Arn"), needs=("Account", "Arn"))
ASSUME = Call("access", "assume_role", "sts:AssumeRole", select="Credentials",
              needs=("AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"))  # fmt: skip
CALLS = (ACCESS, ASSUME)


@dataclass(frozen=True, slots=True)
class Step:
    """One role to assume."""

    role: str
    """Its ARN."""
    external_id: str | None
    session_name: str
    policy: str | None = None
    """What the session may do at most (JSON); None: all that the role may."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Temporary credentials, which are never shown."""

    access_key: str
    secret_key: str
    token: str
    expires: str
    """ISO 8601."""

    def __repr__(self) -> str:
        return f"Keys(expires={self.expires!r})"


def assume(client: BaseClient, step: Step) -> Keys:
    """Credentials of the role; raises whatever the SDK raises (STS API, "AssumeRole")."""
    asked = {"RoleArn": step.role, "RoleSessionName": step.session_name}
    if step.external_id is not None:
        asked["ExternalId"] = step.external_id
    if step.policy is not None:
        asked["Policy"] = step.policy
    given = answer(client, ASSUME, asked)
    return Keys(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], given["Expiration"])


def caller(client: BaseClient) -> Mapping[str, str]:
    """`{Account, Arn}` of whoever the client's credentials belong to; the ARN without the session's name."""
    said = answer(client, ACCESS, {})
    return {"Account": str(need(said, "Account")), "Arn": _without_session(str(said["Arn"]))}


def _without_session(arn: str) -> str:
    return arn.rpartition("/")[0] if ":assumed-role/" in arn else arn
