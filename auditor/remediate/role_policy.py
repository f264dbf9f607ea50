"""Actions on what a role may do: add what replication lacks, and narrow what is wider than replication needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from auditor.remediate import document as policy
from auditor.remediate.desk import Desk
from auditor.remediate.document import Document, Statement
from auditor.remediate.given import NeedsPerson, text, texts
from auditor.remediate.needs import target
from auditor.snapshot import Json, State
from auditor.topology import Subject
from auditor.topology.least import least, statements

NEW_POLICY = "auditor-replication"
SID = "AuditorReplication"
Held: TypeAlias = dict[str, Json]
"""An entry of `inline_policies` or `attached_policies`."""


def permit_on_role(given: Mapping[str, Json], desk: Desk) -> None:
    """`{role, actions, resources}`: Allow them in an inline policy of the role."""
    permit(desk, text(given, "role"), texts(given, "actions"), texts(given, "resources"))


def permit(
    desk: Desk,
    role: str,
    actions: Sequence[str],
    resources: Sequence[str],
    among: Sequence[str] = ("inline_policies", "attached_policies"),
) -> None:
    """Merge what no policy `among` these grants yet into the inline policy that serves replication, else a new one."""
    require_role(desk, role)
    wanted = _by_target(actions, resources)
    instead = [_allow(acts, where) for where, acts in wanted.items()]
    inline = read(desk, role, "inline_policies", instead[0] if len(instead) == 1 else instead)
    for where, acts in wanted.items():
        missing = [act for act in acts if not all(_allowed(desk, role, among, act, to) for to in where)]
        inline = _merged(inline, _allow(missing, where)) if missing else inline
    desk.put(role, "inline_policies", inline)


def _allow(actions: Sequence[str], resources: Sequence[str]) -> Statement:
    where = resources[0] if len(resources) == 1 else list(resources)
    return {"Effect": "Allow", "Action": list(actions), "Resource": where}


def _by_target(actions: Sequence[str], resources: Sequence[str]) -> Mapping[tuple[str, ...], list[str]]:
    """Actions by those of the resources that they act on: the buckets, or the objects; all if none fits."""
    grouped: dict[tuple[str, ...], list[str]] = {}
    for action in actions:
        fitting = tuple(resource for resource in resources if _acts_on(action, resource)) or tuple(resources)
        grouped.setdefault(fitting, []).append(action)
    return grouped


def _acts_on(action: str, resource: str) -> bool:
    bucket, objects, _ = resource.partition("/")
    return not action.startswith("s3:") or (target(action, bucket) == bucket) is not bool(objects)


def require_role(desk: Desk, role: str) -> None:
    """A role that is certainly gone must be created first: here is all that its edges need."""
    if desk.fact(role, "role").state is State.ABSENT:
        needs = {"Version": policy.VERSION, "Statement": statements(least(edges_of(desk, role)))}
        raise NeedsPerson(
            f"{role} does not exist: create it, trusted by s3.amazonaws.com and with this policy, then scan again",
            role,
            needs,
        )


def edges_of(desk: Desk, role: str) -> list[Subject]:
    """The replication edges that use the role."""
    return [edge for edge in desk.edges() if edge.parts["role"]["arn"] == role]


def put_documents(desk: Desk, role: str, name: str, held: Iterable[Held], *notes: str) -> None:
    """Want these policies of the role; inline ones that are left empty go."""
    left = [each for each in held if name == "attached_policies" or each["PolicyDocument"]["Statement"]]
    desk.put(role, name, sorted(left, key=lambda each: str(each["PolicyName"])), *notes)


def read(desk: Desk, role: str, name: str, instead: Json) -> list[Held]:
    """The role's policies of one kind, each document parsed."""
    fact = desk.fact(role, name)
    if fact.state is State.UNKNOWN:
        raise NeedsPerson(
            f"the policies of {role} were not read ({fact.reason}): add this to one of them", role, instead
        )
    return [
        {**each, "PolicyDocument": policy.parsed(each["PolicyDocument"], role, instead)} for each in fact.value or []
    ]


def _allowed(desk: Desk, role: str, among: Sequence[str], action: str, resource: str) -> bool:
    """Some unconditional Allow of any policy that was read covers it."""
    held = [each for name in among for each in desk.fact(role, name).value or []]
    return any(
        statement.get("Effect") == "Allow"
        and "Condition" not in statement
        and policy.covers(statement, action, resource)
        for each in held
        for statement in policy.parsed(each["PolicyDocument"], role)["Statement"]
    )


def _merged(inline: list[Held], wanted: Statement) -> list[Held]:
    grown = [{**each, "PolicyDocument": policy.allow(each["PolicyDocument"], wanted, SID)} for each in inline]
    twin = next((n for n, each in enumerate(grown) if _extended(inline[n], each)), None)
    chosen = twin if twin is not None else _home(inline)
    if chosen is not None:
        return [grown[n] if n == chosen else each for n, each in enumerate(inline)]
    fresh: Document = {"Version": policy.VERSION, "Statement": [{"Sid": SID, **wanted}]}
    added = [*inline, {"PolicyName": NEW_POLICY, "PolicyDocument": fresh}]
    return sorted(added, key=lambda each: str(each["PolicyName"]))


def _extended(before: Held, after: Held) -> bool:
    """An existing statement grew; no statement was added."""
    then, now = before["PolicyDocument"]["Statement"], after["PolicyDocument"]["Statement"]
    return then != now and len(then) == len(now)


def _home(inline: list[Held]) -> int | None:
    """Our own policy, else the first that names an action of replication."""
    names = [str(each["PolicyName"]) for each in inline]
    if NEW_POLICY in names:
        return names.index(NEW_POLICY)
    speaks = [n for n, each in enumerate(inline) if "Replicat" in policy.written(each["PolicyDocument"])]
    return speaks[0] if speaks else None
