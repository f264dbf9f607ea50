"""Who calls, and how the entries of a Principal element name that caller.

Sources: reference_policies_elements_principal, reference_policies_elements_notprincipal, access_policies_boundaries.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntFlag
from functools import lru_cache

from auditor.errors import InputError
from auditor.iam.document import plain
from auditor.iam.logic import Truth
from auditor.iam.policy import Principal

SESSION_NAME = "session-name"
"""In `Request.unknown`: the session's name matters; so entries that name a session of the role may apply."""
CANONICAL_USER = "canonical-user"
"""In `Request.unknown`, or with its value in the context: the canonical user id of the caller's account.

Both are our names; no condition key of AWS is called so. Without them such entries never apply to a role.
"""


class Naming(IntFlag):
    """How a Principal element names a caller; that decides what else is needed for an Allow to count."""

    NOT = 0
    ACCOUNT = 1
    """By its account: the account's own policies must allow too."""
    ROLE = 2
    """By the role's ARN: enough in the same account, but a boundary caps it."""
    DIRECT = 4
    """By session, user, service or `*`: enough in the same account, whatever a boundary leaves out."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A principal, taken apart. A role stands for some session of it, whose name is not known."""

    arn: str
    account: str
    """12 digits; empty for a service."""
    partition: str
    role: str = ""
    """The role's name without its path, for a role or a session of it."""
    is_session: bool = False
    role_arn: str = ""
    """The ARN of the role, path included, where it is known."""
    canonical: str = ""
    """The canonical user id of the account, where it is known."""

    @property
    def is_service(self) -> bool:
        """Whether an AWS service calls in its own name: no identity policies, no SCPs, no account."""
        return not self.account

    @property
    def is_linked(self) -> bool:
        """Whether it is a service-linked role, which neither SCPs nor RCPs touch."""
        return ":role/aws-service-role/" in self.role_arn

    def in_session(self, name: str) -> Caller:
        """The role in the session of this name."""
        arn = f"arn:{self.partition}:sts::{self.account}:assumed-role/{self.role}/{name}"
        return replace(self, arn=arn, is_session=True)


@lru_cache(maxsize=1024)
def caller(principal: str) -> Caller:
    """The caller behind a role, session, user or root ARN, or a service name. Raises `InputError`."""
    if ":" not in principal and "." in principal:
        return Caller(principal, "", "")
    parts = principal.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn" or not _is_account(parts[4]) or parts[2] not in ("iam", "sts"):
        raise InputError(
            f'"{plain(principal)}" is neither the ARN of a role, session or user nor a service name', field="principal"
        )
    type_, _, name = parts[5].partition("/")
    if type_ == "assumed-role":
        return Caller(principal, parts[4], parts[1], name.partition("/")[0], is_session=True)
    if type_ == "role":
        return Caller(principal, parts[4], parts[1], name.rpartition("/")[2], role_arn=principal)
    return Caller(principal, parts[4], parts[1])


def _is_account(text: str) -> bool:
    return len(text) == 12 and text.isascii() and text.isdigit()


def naming(entries: Iterable[Principal], who: Caller) -> Naming:
    """All the ways in which the entries name the caller."""
    found = Naming.NOT
    for entry in entries:
        found |= _naming(entry, who)
    return found


def _naming(entry: Principal, who: Caller) -> Naming:
    if entry.type == "AWS":
        return _naming_aws(entry.value, who)
    if entry.type == "Service":
        return Naming.DIRECT if who.is_service and entry.value in (who.arn, "*") else Naming.NOT
    known = entry.type == "CanonicalUser" and who.canonical
    return Naming.ACCOUNT if known and entry.value == who.canonical else Naming.NOT


def _naming_aws(entry: str, who: Caller) -> Naming:
    if entry == "*":
        return Naming.DIRECT
    if who.is_service:
        return Naming.NOT
    if entry in (who.account, f"arn:{who.partition}:iam::{who.account}:root"):
        return Naming.ACCOUNT
    if entry == who.arn:
        return Naming.ROLE if who.role and not who.is_session else Naming.DIRECT
    return Naming.ROLE if who.is_session and _is_role_of(entry, who) else Naming.NOT


def _is_role_of(entry: str, who: Caller) -> bool:
    """A session's ARN does not show the role's path; but role names are unique in an account whatever the path."""
    if who.role_arn:
        return entry == who.role_arn
    prefix = f"arn:{who.partition}:iam::{who.account}:role/"
    return entry.startswith(prefix) and entry.rpartition("/")[2] == who.role


def excepted(entries: tuple[Principal, ...], who: Caller) -> Truth:
    """Whether NotPrincipal spares the caller: account, role and session must be listed, each is asked for.

    With only some of them listed the pages say AWS «might» deny: unknown.
    """
    found = naming(entries, who)
    if who.is_service or any(entry.value == "*" and entry.type == "AWS" for entry in entries):
        return bool(found)
    wanted = Naming.ACCOUNT
    if who.role:
        wanted |= Naming.ROLE
    if who.is_session or not who.role:
        wanted |= Naming.DIRECT
    return True if found & wanted == wanted else (None if found else False)


def session_name(entry: Principal, who: Caller) -> str:
    """The session that the entry names, if it is one of the caller's role and the caller's own is not known."""
    prefix = f"arn:{who.partition}:sts::{who.account}:assumed-role/{who.role}/"
    if not who.role or who.is_session or entry.type != "AWS" or not entry.value.startswith(prefix):
        return ""
    return entry.value[len(prefix) :]
