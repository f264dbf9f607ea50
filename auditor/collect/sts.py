"""Temporary credentials: one role after another assumed, and whose credentials they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from botocore.client import BaseClient

from auditor.collect.read import Call, answer, need
from auditor.snapshot import Json

ACCESS = Call("access", "get_caller_identity", "sts:AssumeRole", keep=("Account", "Arn"), needs=("Account", "Arn"))
ASSUME = Call("access", "assume_role", "sts:AssumeRole", select="Credentials",
              needs=("AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"))  # fmt: skip
CALLS = (ACCESS, ASSUME)
_OF_AWS = re.compile(
    r"sts(-fips)?(\.[a-z]{2}(-[a-z]+)+-[0-9]+)?\.(amazonaws\.com(\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn)"
)
"""AWS General Reference, "AWS Security Token Service endpoints and quotas"."""


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


def caller(client: BaseClient) -> Mapping[str, Json]:
    """`{Account, Arn, from_aws}` of whoever the client's credentials belong to; the ARN without the session's name.

    `from_aws`: one of AWS's own hosts answers, no endpoint that somebody configured, such as an emulator's.
    """
    said = answer(client, ACCESS, {})
    return {
        "Account": str(need(said, "Account")),
        "Arn": _without_session(str(said["Arn"])),
        "from_aws": _OF_AWS.fullmatch(urlsplit(client.meta.endpoint_url).hostname or "") is not None,
    }


def _without_session(arn: str) -> str:
    return arn.rpartition("/")[0] if ":assumed-role/" in arn else arn
