"""Action drop-grants: what a role is granted that none of its edges needs is taken out of its policies."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.remediate import document as policy
from auditor.remediate.desk import Desk
from auditor.remediate.document import Statement
from auditor.remediate.given import text
from auditor.remediate.role_policy import Held, put_documents, read, require_role
from auditor.snapshot import Json
from auditor.topology.arn import parse_arn

Grants = frozenset[tuple[str, str]]
"""Action and resource as the policy spells them."""
_NOTE = "Whatever else used these rights of the role loses them; check that only S3 assumes it."
_SHARED = "A new default version of a managed policy holds for everyone it is attached to."


def drop_grants(given: Mapping[str, Json], desk: Desk) -> None:
    """`{role, grants, sharers}`: drop each `{action, resource}`; `sharers` are sources that want another role."""
    role = text(given, "role")
    require_role(desk, role)
    sharers = list(dict.fromkeys(map(str, policy.listed(given.get("sharers")))))
    if sharers:
        desk.by_hand(f"make a role of its own for each of {', '.join(sharers)}, which now share {role}", role)
    grants = frozenset((str(each["action"]), str(each["resource"])) for each in policy.listed(given.get("grants")))
    for name in ("inline_policies", "attached_policies") if grants else ():
        held = read(desk, role, name, None)
        left = [_without(each, grants) for each in held]
        fixed = [old for old, new in zip(held, left, strict=True) if old != new and _only_detached(new)]
        for each in fixed:
            desk.by_hand(f"detach {each['PolicyArn']} from {role}, or put what is needed of it into another", role)
        kept = [old if old in fixed else new for old, new in zip(held, left, strict=True)]
        put_documents(desk, role, name, kept, _NOTE, *([_SHARED] if name == "attached_policies" else []))
    for action, resource in sorted(grants):
        if "all but " in (action[:8], resource[:8]):
            desk.by_hand(f"name what {role} needs instead of allowing {action} on {resource}", role)


def _without(held: Held, grants: Grants) -> Held:
    document = held["PolicyDocument"]
    left = [part for statement in document["Statement"] for part in _left(statement, grants)]
    return {**held, "PolicyDocument": {**document, "Statement": left}}


def _left(statement: Statement, grants: Grants) -> list[Statement]:
    """The statement without the grants: as it is if it has none of them, else one for each set of resources left."""
    actions = [str(each) for each in policy.listed(statement.get("Action"))]
    resources = [str(each) for each in policy.listed(statement.get("Resource"))]
    if statement.get("Effect") != "Allow" or not any((act, to) in grants for act in actions for to in resources):
        return [statement]
    places: dict[tuple[str, ...], list[str]] = {}
    for action in actions:
        places.setdefault(tuple(to for to in resources if (action, to) not in grants), []).append(action)
    sid = str(statement.get("Sid", ""))
    return [
        {
            **statement,
            **({"Sid": f"{sid}{number}" if number > 1 else sid} if sid else {}),
            "Action": acts,
            "Resource": list(where),
        }
        for number, (where, acts) in enumerate(((to, acts) for to, acts in places.items() if to), start=1)
    ]


def _only_detached(held: Held) -> bool:
    """A managed policy that AWS keeps, or of which nothing is left."""
    parsed = parse_arn(str(held.get("PolicyArn", "")))
    return parsed is not None and (parsed.account == "aws" or not held["PolicyDocument"]["Statement"])
