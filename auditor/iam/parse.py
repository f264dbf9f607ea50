"""A policy document goes in, a `Policy` comes out: checked once, its patterns and conditions compiled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from auditor.iam import grammar
from auditor.iam.arn import Where, not_resources, resources
from auditor.iam.conditions import Condition, condition, form
from auditor.iam.document import Json, Kind, PolicyError, load, plain, type_of
from auditor.iam.grammar import Fault
from auditor.iam.policy import Policy, Principal, Statement

VERSIONS = ("2012-10-17", "2008-10-17")
RCP_FULL_ACCESS = "RCPFullAWSAccess"
"""The one RCP that allows; AWS attaches it everywhere, and nobody can write another one."""


def parse(document: str | Mapping[str, Json], kind: Kind, name: str) -> Policy:
    """The policy in `document` (JSON text, or the object in it), called `name` in every message.

    Raises `PolicyError` for what AWS refuses to store.
    """
    return parse_object(load(document, kind, name), kind, name)


def parse_object(document: Json, kind: Kind, name: str) -> Policy:
    """The same for an object whose size is known to be within bounds."""
    try:
        content = grammar.object_(document, "a policy")
        version = _version(content, kind)
        statements = tuple(_statements(content, kind, version))
        if kind is Kind.RCP and name != RCP_FULL_ACCESS:
            _check_rcp(statements)
        return Policy(name, kind, version, content.get("Id"), statements)
    except Fault as fault:
        raise PolicyError(name, fault.path, fault.reason) from None


def _version(content: Mapping[str, Json], kind: Kind) -> str | None:
    for element in content:
        if element not in ("Version", "Id", "Statement"):
            raise Fault("no such element", str(element))
    if "Id" in content and not isinstance(content["Id"], str):
        raise Fault(f"a string, not {type_of(content['Id'])}", "Id")
    version: str | None = content.get("Version")
    if "Version" in content and version not in VERSIONS:
        raise Fault(_wrong_version(version), "Version")
    if kind is Kind.RCP and version != VERSIONS[0]:
        raise Fault(f"an RCP has version {VERSIONS[0]}", "Version")
    return version


def _wrong_version(version: Json) -> str:
    if not isinstance(version, str):
        return f"a string, not {type_of(version)}"
    odd = next((char for char in version if not (char.isdigit() and char.isascii()) and char != "-"), None)
    where = f": character {version.index(odd) + 1} is U+{ord(odd):04X}, not a hyphen or digit" if odd else ""
    return f'must be 2012-10-17 or 2008-10-17, not "{plain(version, 40)}"{where}'


def _statements(content: Mapping[str, Json], kind: Kind, version: str | None) -> Iterator[Statement]:
    if "Statement" not in content:
        raise Fault("is missing", "Statement")
    found = content["Statement"]
    alone = isinstance(found, Mapping)
    if not alone and not isinstance(found, (list, tuple)):
        raise Fault(f"an object or a list of objects, not {type_of(found)}", "Statement")
    for index, one in enumerate([found] if alone else found):
        try:
            yield _statement(index, grammar.object_(one, "a statement"), kind, version == VERSIONS[0])
        except Fault as fault:
            raise fault.within("Statement" if alone else f"Statement[{index}]") from None


def _statement(index: int, value: Mapping[str, Json], kind: Kind, variables: bool) -> Statement:
    grammar.check_elements(value, kind)
    sid = value.get("Sid", "")
    if not isinstance(sid, str):
        raise Fault(f"a string, not {type_of(sid)}", "Sid")
    listed = _strings("Resource", value, grammar.check_resources)
    not_listed = _strings("NotResource", value, grammar.check_resources)
    return Statement(
        index,
        sid,
        value["Effect"],
        _strings("Action", value, grammar.check_actions),
        _strings("NotAction", value, grammar.check_actions),
        listed,
        not_listed,
        _principals("Principal", value),
        _principals("NotPrincipal", value),
        tuple(_conditions(value["Condition"], variables)) if "Condition" in value else (),
        _where(listed, not_listed, variables),
    )


def _strings(element: str, value: Mapping[str, Json], check: Callable[[tuple[str, ...]], None]) -> tuple[str, ...]:
    if element not in value:
        return ()
    try:
        found = grammar.strings(value[element])
        check(found)
    except Fault as fault:
        raise fault.within(element) from None
    return found


def _principals(element: str, value: Mapping[str, Json]) -> tuple[Principal, ...]:
    if element not in value:
        return ()
    try:
        return grammar.principals(value[element])
    except Fault as fault:
        raise fault.within(element) from None


def _where(listed: tuple[str, ...], not_listed: tuple[str, ...], variables: bool) -> Where | None:
    if listed:
        return resources(listed, variables)
    return not_resources(not_listed, variables) if not_listed else None


def _conditions(value: Json, variables: bool) -> Iterator[Condition]:
    element = "Condition"
    try:
        for operator, keys in grammar.object_(value, "a condition").items():
            element = f"Condition.{operator}"
            if form(operator) is None:
                raise Fault("no such condition operator")
            for key, values in grammar.object_(keys, "a condition operator").items():
                element = f"Condition.{operator}.{key}"
                yield condition(operator, key, grammar.condition_values(values), variables)
    except Fault as fault:
        raise fault.within(element) from None


def _check_rcp(statements: tuple[Statement, ...]) -> None:
    """What an RCP of one's own may not have (orgs_manage_policies_rcps_syntax)."""
    for statement in statements:
        faults = (
            ("Effect", statement.effect == "Allow", "only RCPFullAWSAccess allows; an RCP of your own denies"),
            ("NotAction", bool(statement.not_actions), "not allowed in an RCP"),
            ("Action", "*" in statement.actions, 'an RCP names the service: "*" alone is not allowed'),
        )
        for element, wrong, reason in faults:
            if wrong:
                raise Fault(reason, f"Statement[{statement.index}].{element}")
