"""Action narrow-role: statements wider than replication needs give way to the least that the role's edges need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from auditor.remediate import document as policy
from auditor.remediate.desk import Desk
from auditor.remediate.document import Statement
from auditor.remediate.given import NeedsPerson, text
from auditor.remediate.needs import keys_unread
from auditor.remediate.role_policy import Held, edges_of, permit, put_documents, read, require_role
from auditor.snapshot import Json
from auditor.topology.arn import parse_arn
from auditor.topology.least import least, statements

Pairs = frozenset[tuple[str, str]]
_WRITES = ("Put", "Delete", "Replicate", "Restore", "Bypass", "ObjectOwnerOverride", "Abort", "Update", "Create")
_NOTE = "Whatever else used these rights of the role loses them; check that only S3 assumes it."
_SHARED = "A new default version of a managed policy holds for everyone it is attached to."


def narrow_role(given: Mapping[str, Json], desk: Desk) -> None:
    """`{role}`: what is too wide gives way to what is needed of it; a role without any rights gets what is needed."""
    role = text(given, "role")
    require_role(desk, role)
    edges = edges_of(desk, role)
    if not edges:
        raise NeedsPerson(
            f"no replication rule of {role} was read, so what it needs is not known: narrow it by hand", role
        )
    if keys_unread(edges):
        raise NeedsPerson(f"which keys the rules of {role} use was not read: narrow it when they are known", role)
    needs = least(edges)
    if not _allowed_anything(desk, role, needs):
        for least_of in statements(needs):
            permit(desk, role, least_of["Action"], least_of["Resource"])
        return
    sources = {str(edge.parts["source"]["arn"]) for edge in edges}
    _inline(desk, role, needs, sources)
    _attached(desk, role, needs, sources)


def _allowed_anything(desk: Desk, role: str, needs: Pairs) -> bool:
    """Some statement of some policy of the role allows something."""
    names = ("inline_policies", "attached_policies")
    documents = [each["PolicyDocument"] for name in names for each in read(desk, role, name, statements(needs))]
    return any(statement.get("Effect") == "Allow" for document in documents for statement in document["Statement"])


def _inline(desk: Desk, role: str, needs: Pairs, sources: Iterable[str]) -> None:
    held = read(desk, role, "inline_policies", statements(needs))
    narrowed = [_document(each, needs, sources) for each in held]
    put_documents(desk, role, "inline_policies", narrowed, _NOTE)


def _attached(desk: Desk, role: str, needs: Pairs, sources: Iterable[str]) -> None:
    """Customer managed policies get a new version; one that AWS keeps, or that is left empty, can only be detached."""
    held = read(desk, role, "attached_policies", statements(needs))
    narrowed = [_document(each, needs, sources) for each in held]
    changed = [(old, new) for old, new in zip(held, narrowed, strict=True) if not policy.same(old, new)]
    to_detach = [old for old, new in changed if _of_aws(old) or not new["PolicyDocument"]["Statement"]]
    kept = [old if old in to_detach else new for old, new in zip(held, narrowed, strict=True)]
    put_documents(desk, role, "attached_policies", kept, _NOTE, _SHARED)
    if not to_detach:
        return
    for least_of in statements(needs):
        permit(desk, role, least_of["Action"], least_of["Resource"], among=("inline_policies",))
    for each in to_detach:
        desk.by_hand(f"then detach {each['PolicyArn']} from {role}: it grants more than replication needs", role)


def _document(held: Held, needs: Pairs, sources: Iterable[str]) -> Held:
    document = held["PolicyDocument"]
    left = [part for statement in document["Statement"] for part in _statement(statement, needs, sources)]
    return {**held, "PolicyDocument": {**document, "Statement": left}}


def _statement(statement: Statement, needs: Pairs, sources: Iterable[str]) -> list[Statement]:
    """A statement that is not too wide as it is; else those needs that it covers, under its own condition."""
    if statement.get("Effect") != "Allow" or not _too_wide(statement, sources):
        return [statement]
    covered = [pair for pair in needs if _grants(statement, *pair)]
    extra = {name: statement[name] for name in ("Condition",) if name in statement}
    sid = str(statement.get("Sid", ""))
    return [
        {**({"Sid": f"{sid}{n}" if n > 1 else sid} if sid else {}), **least_of, **extra}
        for n, least_of in enumerate(statements(covered), start=1)
    ]


def _too_wide(statement: Statement, sources: Iterable[str]) -> bool:
    if "Action" not in statement or "Resource" not in statement:
        return True
    actions = [str(action) for action in policy.listed(statement["Action"])]
    resources = [str(resource) for resource in policy.listed(statement["Resource"])]
    if any("*" in action or "?" in action for action in actions) or any(map(_wild, resources)):
        return True
    changes = any(action.partition(":")[2].startswith(_WRITES) for action in actions)
    return changes and any(resource.partition("/")[0] in sources for resource in resources)


def _grants(statement: Statement, action: str, resource: str) -> bool:
    """As `covers`, for the NotAction and NotResource forms too."""
    for name, asked, covers in (("Action", action, policy.matches), ("Resource", resource, policy.names)):
        held = [str(each) for each in policy.listed(statement.get(name, statement.get(f"Not{name}")))]
        named = any(covers(each, asked) for each in held)
        if named is (name not in statement):
            return False
    return True


def _wild(resource: str) -> bool:
    """A wildcard anywhere but in the `/*` (or `/prefix*`) after a bucket's whole name."""
    bucket, _, objects = resource.partition("/")
    parsed = parse_arn(resource)
    of_bucket = parsed is not None and parsed.service == "s3" and bool(objects)
    return any(mark in (bucket if of_bucket else resource) for mark in "*?")


def _of_aws(held: Held) -> bool:
    """AWS's own managed policies carry the account `aws`."""
    parsed = parse_arn(str(held.get("PolicyArn", "")))
    return parsed is not None and parsed.account == "aws"
