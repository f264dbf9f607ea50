"""Actions on a bucket policy: let the role in, take back what it does not need, name it instead of its account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from auditor.remediate import document as policy
from auditor.remediate.buckets import require_bucket
from auditor.remediate.desk import Desk
from auditor.remediate.document import Statement
from auditor.remediate.given import NeedsPerson, TooEarly, text, texts
from auditor.remediate.needs import UNSEEN, by_target
from auditor.snapshot import Json, State
from auditor.topology.arn import parse_arn
from auditor.topology.least import least

SID = "AuditorAdmitsReplicationRole"
Needs: TypeAlias = Mapping[str, Sequence[str]]
"""Role ARN -> actions on the bucket's objects."""


def permit_on_bucket(given: Mapping[str, Json], desk: Desk) -> None:
    """`{bucket, role, actions}`: Allow the role these actions, of the bucket or of its objects."""
    permit(desk, text(given, "bucket"), text(given, "role"), texts(given, "actions"))


def permit(desk: Desk, bucket: str, role: str, actions: Iterable[str]) -> None:
    """Merge the grant into the bucket's policy, as one statement for each target."""
    wanted: list[Statement] = [
        {"Effect": "Allow", "Principal": {"AWS": role}, "Action": listed, "Resource": target}
        for target, listed in by_target(tuple(actions), bucket).items()
    ]
    require_bucket(desk, bucket)
    document = policy.read(desk.fact(bucket, "policy"), bucket, wanted)
    if desk.fact(role, "role").state is State.ABSENT:
        raise NeedsPerson(
            f"{role} does not exist, and S3 refuses a policy that names it: create the role, then add this to {bucket}",
            bucket,
            wanted,
        )
    for statement in wanted:
        document = policy.allow(document, statement, SID)
    desk.put(bucket, "policy", policy.written(document))


def revoke_on_bucket(given: Mapping[str, Json], desk: Desk) -> None:
    """`{bucket, actions, keep_account}`: take actions (patterns) from principals outside `keep_account`.

    A wildcard action gives way to those actions of replication that it stood for.
    """
    bucket, patterns, home = text(given, "bucket"), texts(given, "actions"), text(given, "keep_account")
    document = policy.read(desk.fact(bucket, "policy"), bucket, None)
    needs = _needs(desk, bucket)
    kept = [part for statement in document["Statement"] for part in _revoked(statement, patterns, home, needs)]
    if not kept:
        raise TooEarly(f"nothing would be left of the policy of {bucket}: delete it, if that is meant", bucket)
    desk.put(bucket, "policy", policy.written({**document, "Statement": kept}))


def name_role_on_bucket(given: Mapping[str, Json], desk: Desk) -> None:
    """`{bucket, role, account}`: grants to the whole account go to its replication roles alone."""
    bucket, role, account = text(given, "bucket"), text(given, "role"), text(given, "account")
    document = policy.read(desk.fact(bucket, "policy"), bucket, None)
    roles = sorted({role, *_roles_into(desk, bucket, account)})
    named = [
        _narrowed(statement, account, roles) if statement.get("Effect") == "Allow" else statement
        for statement in document["Statement"]
    ]
    note = f"Other principals of account {account} lose what these statements gave them."
    desk.put(bucket, "policy", policy.written({**document, "Statement": named}), note)


def is_account(principal: str, account: str) -> bool:
    """The principal is all of `account`: its number, or its `root` ARN (IAM User Guide, "AWS account principals")."""
    parsed = parse_arn(principal)
    return principal == account or (parsed is not None and parsed.account == account and parsed.resource == "root")


def _needs(desk: Desk, bucket: str) -> Needs:
    """What the role of each edge into the bucket needs on its objects."""
    edges = [edge for edge in desk.edges() if edge.parts["destination"]["arn"] == bucket]
    roles = {str(edge.parts["role"]["arn"]) for edge in edges}
    return {
        role: sorted(
            action
            for action, where in least(edge for edge in edges if edge.parts["role"]["arn"] == role)
            if where == f"{bucket}/*"
        )
        for role in sorted(roles)
    }


def _revoked(statement: Statement, patterns: Sequence[str], home: str, needs: Needs) -> list[Statement]:
    """Parts of a statement: for those at home, for strangers, and for roles that would lose what they need."""
    strangers = [principal for principal in policy.principals(statement) if not _at_home(principal, home)]
    actions = policy.listed(statement.get("Action"))
    needed = sorted({action for role in needs for action in needs[role]}) if needs else UNSEEN
    left = list(dict.fromkeys(left for action in actions for left in _left(str(action), patterns, needed)))
    if statement.get("Effect") != "Allow" or not strangers or left == actions:
        return [statement]
    others = _without(statement["Principal"], strangers)
    parts: dict[str, Statement] = (
        {"Others": {"Principal": {"AWS": strangers}, "Action": left}} if others else {"": {"Action": left}}
    )
    for n, (role, lost) in enumerate(_losses(statement, strangers, left, needs), start=1):
        parts[f"Role{n}"] = {"Principal": {"AWS": role}, "Action": lost}
    home_part = [{**statement, "Principal": others}] if others else []
    return home_part + [
        {**statement, **_sid(statement, name), **part} for name, part in parts.items() if part["Action"]
    ]


def _losses(
    statement: Statement, strangers: Sequence[str], left: Sequence[str], needs: Needs
) -> Iterator[tuple[str, list[str]]]:
    """Roles of known edges that the statement let in, each with the needed actions that are not left to it."""
    actions = [str(action) for action in policy.listed(statement["Action"])]
    for role, needed in needs.items():
        lost = [name for name in needed if name not in left and any(policy.matches(each, name) for each in actions)]
        if lost and any(_lets_in(principal, role) for principal in strangers):
            yield role, lost


def _lets_in(principal: str, role: str) -> bool:
    parsed = parse_arn(role)
    return principal in ("*", role) or (parsed is not None and is_account(principal, parsed.account))


def _sid(statement: Statement, suffix: str) -> Statement:
    return {"Sid": f"{statement['Sid']}{suffix}"} if "Sid" in statement else {}


def _left(action: str, patterns: Iterable[str], needed: Iterable[str]) -> list[str]:
    """The action if it may stay; else nothing, or what replication needs of a wildcard."""
    wild = "*" in action or "?" in action
    if not any(policy.matches(pattern, action) or (wild and policy.matches(action, pattern)) for pattern in patterns):
        return [action]
    if not wild:
        return [action] if action in needed and action not in patterns else []
    return [name for name in needed if policy.matches(action, name) and name not in patterns]


def _at_home(principal: str, home: str) -> bool:
    parsed = parse_arn(principal)
    return principal == home or (parsed is not None and parsed.account == home)


def _without(principal: Json, gone: list[str]) -> Json:
    """The principals but for these of AWS; services and the like stay. Empty if nobody is left."""
    if not isinstance(principal, dict):
        return {}
    left = [each for each in policy.listed(principal.get("AWS")) if each not in gone]
    others = {type: named for type, named in principal.items() if type != "AWS"}
    return {**others, "AWS": left} if left else others


def _roles_into(desk: Desk, bucket: str, account: str) -> set[str]:
    return {
        edge.parts["role"]["arn"]
        for edge in desk.edges()
        if edge.parts["destination"]["arn"] == bucket and edge.parts["role"]["account"] == account
    }


def _narrowed(statement: Statement, account: str, roles: list[str]) -> Statement:
    named = policy.principals(statement)
    whole = [principal for principal in named if is_account(principal, account)]
    if not whole:
        return statement
    left = _without(statement["Principal"], whole)
    return {**statement, "Principal": {**left, "AWS": list(dict.fromkeys([*left.get("AWS", []), *roles]))}}
