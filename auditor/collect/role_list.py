"""All roles of an account and their policies, listed at once: for an account of whose roles many are wanted.

IAM limits calls, so the way that takes fewer is gone. Both ways give the same facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from botocore.client import BaseClient

from auditor.collect import iam
from auditor.collect.iam import ATTACHED, DETAILS, FACTS, INLINE, ROLE, SUMMARY, Managed, decoded, documented, of_role
from auditor.collect.judge import CallFailed, Failure, UnexpectedAnswer, attempt
from auditor.collect.once import Once
from auditor.collect.read import POSTPONED, THROTTLED, answer, ask, need, plain, settle, step
from auditor.snapshot import Fact, Json

MANY = 10
"""Roles wanted of an account below which its numbers are not asked for."""
_SHARE = 28
"""Roles to decode in a list take as long as one to be read by itself (docs/performance.md)."""
_EACH = 4
"""Calls that a role read by itself takes at least: GetRole, two lists, a policy; managed ones are read once."""
_PASSING = (THROTTLED, "ServerError")
"""Why a list may be had a moment later."""
_ENOUGH = 12
"""Refusals after which it is not waited for: what the one call does not tell, others may."""
_PAGE = 1000
"""Most items of a page (IAM API, "GetAccountAuthorizationDetails", MaxItems)."""
_NO_ROLE = ROLE.absent[0]
_TOLD = ("RoleName", "Path", "Arn", "RoleId", "PermissionsBoundary", "Tags", "AssumeRolePolicyDocument",
         "RolePolicyList", "AttachedManagedPolicies")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """What a whole list holds."""

    roles: Mapping[str, Json]
    """ARN -> RoleDetail."""
    policies: Mapping[str, Json]
    """ARN -> document of the default version of the account's own managed policies."""


class RoleList:
    """The roles of one account, listed when first asked for, if that is worth it. Safe in threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._settled = False
        self._listed: Listed | None = None
        self._worth = False
        self._refused = 0
        self._marker = ""
        self._roles: dict[str, Json] = {}
        self._policies: dict[str, Json] = {}
        self._given: set[str] = set()

    def get(self, client: BaseClient, arn: str, wanted: int) -> Listed | None:
        """The whole list; None where each of the `wanted` roles is to be read by itself, as where it is refused.

        It is let go of when it has been given for as many roles, `arn` among them: accounts are many, and lists long.
        Raises CallFailed (POSTPONED) where it may be had a moment later: who asks again goes on with the page that was
        not given, a few times.
        """
        if wanted < MANY:
            return None
        with self._lock:
            if not self._settled:
                self._listed = self._list(client, wanted)
                self._settled = True
            found = self._listed
            self._given.add(arn)
            if len(self._given) >= wanted:
                self._listed, self._roles, self._policies = None, {}, {}
            return found

    def _list(self, client: BaseClient, wanted: int) -> Listed | None:
        try:
            if not self._worth and not worth_it(wanted, step(SUMMARY, lambda: answer(client, SUMMARY, {}))):
                return None
            self._worth = True
            while step(DETAILS, lambda: self._page(client)):
                pass
        except CallFailed as error:
            self._refused += 1
            if error.failure.reason in _PASSING and self._refused < _ENOUGH:
                raise CallFailed(Failure(POSTPONED)) from error
            return None
        return Listed(self._roles, self._policies)

    def _page(self, client: BaseClient) -> bool:
        """Take one page; whether there is another."""
        marker = {"Marker": self._marker} if self._marker else {}
        said = ask(client, DETAILS.operation, **dict(DETAILS.always), **marker)
        roles = {need(role, "Arn"): _told(role) for role in need(said, "RoleDetailList")}
        policies = {need(policy, "Arn"): _default(policy) for policy in need(said, "Policies")}
        if said.get("IsTruncated") and said.get("Marker") in (None, "", self._marker):
            raise UnexpectedAnswer("the list (RoleDetailList) is cut short and has no further page")
        self._roles |= roles
        self._policies |= policies
        self._marker = str(said.get("Marker") or "")
        return bool(said.get("IsTruncated"))


def worth_it(wanted: int, numbers: Mapping[str, int]) -> bool:
    """Whether to list all (`Roles`, `Policies`) takes fewer calls than to read `wanted` roles, and no more time."""
    every = numbers["Roles"] + numbers["Policies"]
    return -(-every // _PAGE) < wanted * _EACH and every <= wanted * _SHARE


def read_role(
    client: BaseClient, arn: str, wanted: frozenset[str], documents: Once, roles: RoleList, many: int
) -> dict[str, Fact]:
    """The wanted facts of a role, one of `many` wanted of its account, whichever way is the cheaper."""
    listed = attempt(lambda: roles.get(client, arn, many))
    if isinstance(listed, Failure):
        return {call.fact: settle(call, listed) for call in FACTS if call.fact in wanted}
    if listed is None:
        return iam.read_role(client, arn, wanted, documents)
    if arn not in listed.roles:
        return {call.fact: Fact.absent(call.action, _NO_ROLE) for call in FACTS if call.fact in wanted}
    role, managed = listed.roles[arn], Managed(client, documents, listed.policies)
    facts = of_role(managed, plain(role), wanted)
    if INLINE.fact in wanted:
        facts[INLINE.fact] = settle(INLINE, attempt(lambda: _inline(role)))
    if ATTACHED.fact in wanted:
        attached = attempt(lambda: documented(managed, DETAILS, need(role, "AttachedManagedPolicies")))
        facts[ATTACHED.fact] = settle(ATTACHED, attached)
    return facts


def _inline(role: Json) -> Json:
    listed = sorted(need(role, "RolePolicyList"), key=lambda each: str(need(each, "PolicyName")))
    return [
        {"PolicyName": each["PolicyName"], "PolicyDocument": decoded(need(each, "PolicyDocument"))} for each in listed
    ]


def _told(role: Json) -> Json:
    return {member: role[member] for member in _TOLD if member in role}


def _default(policy: Json) -> Json:
    """The document of a managed policy's default version."""
    versions = need(policy, "PolicyVersionList")
    chosen: Json = next((version for version in versions if version.get("IsDefaultVersion")), {})
    return decoded(need(chosen, "Document"))
