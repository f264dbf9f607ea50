"""Actions on a bucket policy: let the role in, take back what it does not need, name it instead of its account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from auditor.remediate import document as policy
from auditor.remediate.buckets import require_bucket
from auditor.remediate.desk import Desk
from auditor.remediate.document import Statement
from auditor.remediate.given import NeedsPerson, text, texts
from auditor.remediate.needs import UNSEEN, by_target, least
from auditor.snapshot import Json, State
from auditor.topology.arn import parse_arn

SID = "AuditorAdmitsReplicationRole"


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
    needed = _needed(desk, bucket)
    kept: list[Statement] = []
    for statement in document["Statement"]:
        kept += _revoked(statement, patterns, home, needed)
    if not kept:
        raise NeedsPerson(f"nothing would be left of the policy of {bucket}: delete it, if that is meant", bucket)
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


def _needed(desk: Desk, bucket: str) -> tuple[str, ...]:
    """Actions on the bucket that the edges into it need; all of replication's where no edge is known."""
    edges = [edge for edge in desk.edges() if edge.parts["destination"]["arn"] == bucket]
    return tuple(sorted({action for action, where in least(edges) if where == f"{bucket}/*"})) if edges else UNSEEN


def _revoked(statement: Statement, patterns: Iterable[str], home: str, needed: Iterable[str]) -> list[Statement]:
    """What becomes of one statement: itself, or a part for those at home and a narrower one for strangers."""
    strangers = [principal for principal in policy.principals(statement) if not _at_home(principal, home)]
    actions = policy.listed(statement.get("Action"))
    left = [left for action in actions for left in _left(str(action), patterns, needed)]
    if statement.get("Effect") != "Allow" or not strangers or left == actions:
        return [statement]
    others = _without(statement["Principal"], strangers)
    parts: list[Statement] = [{**statement, "Principal": others}] if others else []
    if left:
        narrower = {**statement, "Action": list(dict.fromkeys(left))}
        if others:
            sid = {"Sid": f"{statement['Sid']}Others"} if "Sid" in statement else {}
            narrower |= {"Principal": {"AWS": strangers}, **sid}
        parts.append(narrower)
    return parts


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
