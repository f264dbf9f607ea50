"""Users and roles of an account that may be able to set up replication, with what their policies say of it.

Who puts a replication configuration must be allowed iam:PassRole on its role by a policy of their own (IAM User Guide,
"Grant a user permissions to pass a role"). So of the thousands of principals that GetAccountAuthorizationDetails lists
only those are kept that some Allow statement lets pass roles, and of policies only what is about the two actions.
Service-linked roles are left out: nobody but their service acts with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from botocore.client import BaseClient

from auditor.collect.iam import decoded
from auditor.collect.judge import Failure, UnexpectedAnswer, attempt
from auditor.collect.paging import More
from auditor.collect.read import Call, ask, need, plain, settle
from auditor.iam.pattern import matcher
from auditor.snapshot import Fact, Json

PRINCIPALS = Call("principals", "get_account_authorization_details", "iam:GetAccountAuthorizationDetails",
                  always=(("MaxItems", 1000),))  # fmt: skip
FACTS = (PRINCIPALS,)
CALLS = FACTS
PUT, PASS = "s3:putreplicationconfiguration", "iam:passrole"
_S3 = "s3.amazonaws.com"
_LINKED = "/aws-service-role/"
_NONE: Mapping[str, Any] = {"marker": "", "roles": [], "policies": {}, "groups": {}, "principals": []}


def read_principals(client: BaseClient, so_far: Json) -> Fact | More:
    """One more page. Groups and managed policies may come after who has them, so the last page settles who is kept."""
    before: Mapping[str, Json] = so_far or _NONE
    found = attempt(lambda: _page(client, before))
    if isinstance(found, Failure):
        return settle(PRINCIPALS, found)
    return More(found) if found["marker"] else Fact.of(PRINCIPALS.action, _whole(found))


def _page(client: BaseClient, before: Mapping[str, Json]) -> dict[str, Json]:
    marker = {"Marker": before["marker"]} if before["marker"] else {}
    said = ask(client, PRINCIPALS.operation, **dict(PRINCIPALS.always), **marker)
    more = said.get("Marker") if said.get("IsTruncated") else ""
    if said.get("IsTruncated") and more in (None, "", before["marker"]):
        raise UnexpectedAnswer("the list (RoleDetailList) is cut short and has no further page")
    roles = [role for role in need(said, "RoleDetailList") if not need(role, "Path").startswith(_LINKED)]
    users = need(said, "UserDetailList")
    return {
        "marker": more,
        "roles": [*before["roles"], *(need(role, "Arn") for role in roles if _trusts_s3(role))],
        "policies": {**before["policies"], **{need(each, "Arn"): _default(each) for each in need(said, "Policies")}},
        "groups": {
            **before["groups"],
            **{need(each, "GroupName"): _held(each, "GroupPolicyList") for each in need(said, "GroupDetailList")},
        },
        "principals": [
            *before["principals"],
            *(_principal(each, "UserPolicyList") for each in users),
            *(_principal(each, "RolePolicyList") for each in roles),
        ],
    }


def _principal(said: Json, inline: str) -> Json:
    """A user or role; of a user also the groups."""
    boundary = (said.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn")
    tags = sorted(plain(said.get("Tags") or []), key=lambda tag: str(tag.get("Key")))
    held = _held(said, inline)
    return {"Arn": need(said, "Arn"), "Groups": list(said.get("GroupList") or ()), "Boundary": boundary, "Tags": tags,
            **held}  # fmt: skip


def _held(said: Json, inline: str) -> dict[str, Json]:
    """Policies of a user, group or role: its own, of which one that says nothing is left out, and ARNs of others."""
    own = ({"PolicyName": need(each, "PolicyName"), "PolicyDocument": _bearing(need(each, "PolicyDocument"))}
           for each in said.get(inline) or ())  # fmt: skip
    return {
        "Inline": [each for each in own if each["PolicyDocument"]["Statement"]],
        "Attached": [need(each, "PolicyArn") for each in said.get("AttachedManagedPolicies") or ()],
    }


def _default(policy: Json) -> Json:
    versions = need(policy, "PolicyVersionList")
    chosen: Json = next((version for version in versions if version.get("IsDefaultVersion")), {})
    return _bearing(need(chosen, "Document"))


def _bearing(document: Json) -> Json:
    """The document with the statements that are about one of the two actions."""
    document = decoded(document)
    statements = [each for each in _listed(need(document, "Statement")) if _about(each, PUT) or _about(each, PASS)]
    return {**document, "Statement": statements}


def _about(statement: Json, action: str) -> bool:
    """Whether a statement is about an action; one that cannot be understood is, for others to judge."""
    if not isinstance(statement, Mapping) or ("Action" in statement) == ("NotAction" in statement):
        return True
    fits = any(
        matcher(str(each).lower())(action) for each in _listed(statement.get("Action", statement.get("NotAction")))
    )
    return fits is ("Action" in statement)


def _trusts_s3(role: Json) -> bool:
    statements = _listed(decoded(need(role, "AssumeRolePolicyDocument")).get("Statement"))
    return any(each.get("Effect") == "Allow" and _S3 in _services(each.get("Principal")) for each in statements)


def _services(principal: Json) -> list[Json]:
    return [_S3] if principal == "*" else _listed((principal or {}).get("Service"))


def _listed(value: Json) -> list[Json]:
    """IAM's "one or many"."""
    return [] if value is None else value if isinstance(value, list) else [value]


def _whole(found: Mapping[str, Json]) -> Json:
    """`{Roles, Policies, Principals}`: ARNs of roles that S3 may assume, managed policies by ARN, who may pass some."""
    kept = [each for each in (_joined(one, found["groups"]) for one in found["principals"])
            if _may_pass(each, found["policies"])]  # fmt: skip
    named = {arn for each in kept for arn in (*each["Attached"], each["Boundary"]) if arn}
    return plain({
        "Roles": sorted(found["roles"]),
        "Policies": {arn: held for arn, held in sorted(found["policies"].items()) if arn in named},
        "Principals": sorted(kept, key=lambda each: str(each["Arn"])),
    })  # fmt: skip


def _joined(principal: Json, groups: Mapping[str, Json]) -> Json:
    """With what a user's groups have; a group that was not told of is as good as unread."""
    parts = [principal, *(_of_group(name, groups) for name in principal["Groups"])]
    inline = [each for part in parts for each in part["Inline"]]
    attached = {arn for part in parts for arn in part["Attached"]}
    joined = {"Inline": sorted(inline, key=lambda each: str(each["PolicyName"])), "Attached": sorted(attached)}
    return {**{member: principal[member] for member in ("Arn", "Boundary", "Tags")}, **joined}


def _of_group(name: str, groups: Mapping[str, Json]) -> Json:
    return groups.get(name, {"Inline": [], "Attached": [f"group {name}"]})


def _may_pass(principal: Json, policies: Mapping[str, Json]) -> bool:
    """Whether an Allow statement lets it pass roles, or a policy that was not told of might."""
    if any(arn not in policies for arn in principal["Attached"]):
        return True
    documents = [
        *(each["PolicyDocument"] for each in principal["Inline"]),
        *map(policies.__getitem__, principal["Attached"]),
    ]
    return any(
        not isinstance(each, Mapping) or (each.get("Effect") == "Allow" and _about(each, PASS))
        for each in _statements(documents)
    )


def _statements(documents: Iterable[Json]) -> Iterator[Json]:
    for document in documents:
        yield from document["Statement"]
