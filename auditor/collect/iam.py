"""The roles that replication rules name: who may assume them and what their policies say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from botocore.client import BaseClient

from auditor.collect.judge import Failure, UnexpectedAnswer, attempt
from auditor.collect.once import Once
from auditor.collect.read import Call, answer, need, pages, plain, settle, step
from auditor.snapshot import Fact, Json

_NO_ROLE = "NoSuchEntity"
_NO_BOUNDARY = "NoPermissionsBoundary"
_KEPT = ("RoleName", "Path", "Arn", "RoleId", "PermissionsBoundary", "Tags")
"""Of a role; not MaxSessionDuration, which GetAccountAuthorizationDetails does not tell."""

ROLE = Call("role", "get_role", "iam:GetRole",
            select="Role", needs=("RoleName", "Arn", "AssumeRolePolicyDocument"), absent=(_NO_ROLE,))  # fmt: skip
TRUST = Call("trust", "get_role", "iam:GetRole", absent=(_NO_ROLE,))
INLINE = Call("inline_policies", "get_role_policy", "iam:GetRolePolicy")
ATTACHED = Call("attached_policies", "get_policy_version", "iam:GetPolicyVersion", select="PolicyVersion")
BOUNDARY = Call("boundary", "get_policy_version", "iam:GetPolicyVersion", absent=(_NO_ROLE,))
FACTS = (ROLE, TRUST, INLINE, ATTACHED, BOUNDARY)
INLINE_LIST = Call("inline_policies", "list_role_policies", "iam:ListRolePolicies", select="PolicyNames")
ATTACHED_LIST = Call("attached_policies", "list_attached_role_policies", "iam:ListAttachedRolePolicies",
                     select="AttachedPolicies")  # fmt: skip
MANAGED = Call("attached_policies", "get_policy", "iam:GetPolicy", select="Policy", needs=("DefaultVersionId",))
LISTING = (INLINE_LIST, ATTACHED_LIST, MANAGED)
SUMMARY = Call("inline_policies", "get_account_summary", "iam:GetAccountSummary",
               select="SummaryMap", keep=("Roles", "Policies"), needs=("Roles", "Policies"))  # fmt: skip
DETAILS = Call("inline_policies", "get_account_authorization_details", "iam:GetAccountAuthorizationDetails",
               always=(("Filter", ["Role", "LocalManagedPolicy"]), ("MaxItems", 1000)))  # fmt: skip
WHOLE = (SUMMARY, DETAILS)
"""Of an account so many of whose roles are wanted, with their policies, that to list all takes fewer calls. Where these
are refused the calls for each role do."""
CALLS = (*FACTS, *LISTING, *WHOLE)


def read_role(client: BaseClient, arn: str, wanted: frozenset[str], documents: Once | None = None) -> dict[str, Fact]:
    """The wanted facts of the role `arn`; `client` is one of the role's own account, `documents` its managed policies.

    A managed policy that several roles of the account share is asked for once.
    """
    managed = Managed(client, documents or Once())
    name = arn.rpartition("/")[2]
    role = attempt(lambda: step(ROLE, lambda: _role(client, arn, name)))
    if isinstance(role, Failure) and role.code == _NO_ROLE:
        return {call.fact: Fact.absent(call.action, _NO_ROLE) for call in FACTS if call.fact in wanted}
    if isinstance(role, Failure):
        facts = {call.fact: settle(call, role) for call in (ROLE, TRUST, BOUNDARY) if call.fact in wanted}
    else:
        facts = of_role(managed, role, wanted)
    if INLINE.fact in wanted:
        facts[INLINE.fact] = settle(INLINE, attempt(lambda: _inline(client, name)))
    if ATTACHED.fact in wanted:
        facts[ATTACHED.fact] = settle(ATTACHED, attempt(lambda: _attached(client, name, managed)))
    return facts


def _role(client: BaseClient, arn: str, name: str) -> Json | Failure:
    """The role; names are unique in an account, so one of another path means that `arn` names none."""
    role = answer(client, ROLE, {"RoleName": name})
    if role["Arn"].split(":")[4:] != arn.split(":")[4:]:
        return Failure(_NO_ROLE, code=_NO_ROLE)
    return role


def of_role(managed: Managed, role: Json, wanted: frozenset[str]) -> dict[str, Fact]:
    """What a role itself tells, as GetRole or a list gives it, and the boundary that it names."""
    kept = {member: role[member] for member in _KEPT if role.get(member)}  # a list tells of no tags as an empty list
    if "Tags" in kept:
        kept["Tags"] = sorted(kept["Tags"], key=lambda tag: str(tag.get("Key")))
    facts = {
        ROLE.fact: Fact.of(ROLE.action, kept),
        TRUST.fact: settle(TRUST, attempt(lambda: decoded(role["AssumeRolePolicyDocument"]))),
    }
    if BOUNDARY.fact in wanted:
        facts[BOUNDARY.fact] = _boundary(managed, role)
    return {name: fact for name, fact in facts.items() if name in wanted}


def _boundary(managed: Managed, role: Json) -> Fact:
    arn = (role.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn")
    if not arn:
        return Fact.absent(BOUNDARY.action, _NO_BOUNDARY)
    document = attempt(lambda: managed.document(arn))
    if isinstance(document, Failure):
        return Fact.unknown(document.action, document.reason, document.detail)
    return Fact.of(BOUNDARY.action, {"PolicyArn": arn, "PolicyDocument": document})


def _inline(client: BaseClient, role: str) -> Json:
    """Every inline policy; one that cannot be read makes the whole list unknown."""
    names = _listed(client, INLINE_LIST, role)
    return [{"PolicyName": name, "PolicyDocument": _inline_document(client, role, name)} for name in sorted(names)]


def _inline_document(client: BaseClient, role: str, policy: str) -> Json:
    said = answer(client, INLINE, {"RoleName": role, "PolicyName": policy})
    return decoded(need(said, "PolicyDocument"))


def _attached(client: BaseClient, role: str, managed: Managed) -> Json:
    """Every attached policy in its default version; one that cannot be read makes the whole list unknown."""
    return documented(managed, ATTACHED_LIST, _listed(client, ATTACHED_LIST, role))


def documented(managed: Managed, call: Call, listed: list[Json]) -> Json:
    """The attached policies that `call` listed, sorted, each with its document."""
    named = step(call, lambda: sorted((need(each, "PolicyName"), need(each, "PolicyArn")) for each in listed))
    return [{"PolicyName": name, "PolicyArn": arn, "PolicyDocument": managed.document(arn)} for name, arn in named]


def _listed(client: BaseClient, call: Call, role: str) -> list[Json]:
    """Every item of a list of the role's policies."""
    return step(call, lambda: list(pages(client, call.operation, call.select, RoleName=role)))


@dataclass(frozen=True, slots=True)
class Managed:
    """The managed policies of one account, as it may read them."""

    client: BaseClient
    asked: Once
    told: Mapping[str, Json] = field(default_factory=dict)
    """ARN -> document of those that need not be asked for."""

    def document(self, arn: str) -> Json:
        """The document of a managed policy's default version."""
        return self.told[arn] if arn in self.told else self.asked.get(arn, lambda: self._read(arn))

    def _read(self, arn: str) -> Json:
        policy = step(MANAGED, lambda: answer(self.client, MANAGED, {"PolicyArn": arn}))
        return step(ATTACHED, lambda: self._version(arn, policy["DefaultVersionId"]))

    def _version(self, arn: str, version: str) -> Json:
        said = answer(self.client, ATTACHED, {"PolicyArn": arn, "VersionId": version})
        return decoded(need(said, "Document"))


def decoded(document: Json) -> Json:
    """A policy document, which the SDK has decoded; raises UnexpectedAnswer if it could not."""
    if not isinstance(document, dict):
        raise UnexpectedAnswer("the policy document is not a JSON object")
    return plain(document)
