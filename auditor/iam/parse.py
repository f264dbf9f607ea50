"""A policy document goes in, a `Policy` comes out: checked once, its patterns and conditions compiled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.iam import grammar
from auditor.iam.arn import Where, not_resources, resources
from auditor.iam.conditions import Condition, condition, form
from auditor.iam.document import Json, Kind, load, plain, type_of
from auditor.iam.grammar import Place
from auditor.iam.policy import Policy, Statement

VERSIONS = ("2012-10-17", "2008-10-17")
RCP_FULL_ACCESS = "RCPFullAWSAccess"
"""The one RCP that allows; AWS attaches it everywhere, and nobody can write another one."""


def parse(document: str | Mapping[str, Json], kind: Kind, name: str) -> Policy:
    """The policy in `document` (JSON text, or the object in it), called `name` in every message.

    Raises `PolicyError` for what AWS refuses to store.
    """
    place = Place(name, "")
    content = grammar.check_object(load(document, kind, name), place, "a policy")
    for element in content:
        if element not in ("Version", "Id", "Statement"):
            raise (place / str(element)).refuse("no such element")
    version = _version(content, kind, place)
    id_ = content.get("Id")
    if id_ is not None and not isinstance(id_, str):
        raise (place / "Id").refuse(f"a string, not {type_of(id_)}")
    statements = tuple(_statements(content, kind, version, place))
    return Policy(name, kind, version, id_, statements)


def _version(content: Mapping[str, Json], kind: Kind, place: Place) -> str | None:
    version = content.get("Version")
    if "Version" in content and version not in VERSIONS:
        raise (place / "Version").refuse(_wrong_version(version))
    if kind is Kind.RCP and version != VERSIONS[0]:
        raise (place / "Version").refuse(f"an RCP has version {VERSIONS[0]}")
    return version


def _wrong_version(version: Json) -> str:
    if not isinstance(version, str):
        return f"a string, not {type_of(version)}"
    odd = next((char for char in version if not (char.isdigit() and char.isascii()) and char != "-"), None)
    where = f": character {version.index(odd) + 1} is U+{ord(odd):04X}, not a hyphen or digit" if odd else ""
    return f'must be 2012-10-17 or 2008-10-17, not "{plain(version, 40)}"{where}'


def _statements(content: Mapping[str, Json], kind: Kind, version: str | None, place: Place) -> Iterator[Statement]:
    place = place / "Statement"
    if "Statement" not in content:
        raise place.refuse("is missing")
    found = content["Statement"]
    alone = isinstance(found, Mapping)
    if not alone and not isinstance(found, (list, tuple)):
        raise place.refuse(f"an object or a list of objects, not {type_of(found)}")
    for index, one in enumerate([found] if alone else found):
        here = place if alone else place[index]
        yield _statement(index, grammar.check_object(one, here, "a statement"), kind, version, here)


def _statement(index: int, value: Mapping[str, Json], kind: Kind, version: str | None, place: Place) -> Statement:
    grammar.check_elements(value, kind, place)
    sid = value.get("Sid", "")
    if not isinstance(sid, str):
        raise (place / "Sid").refuse(f"a string, not {type_of(sid)}")
    variables = version == VERSIONS[0]
    named = {element: _strings(element, value, place) for element in _STRINGS}
    statement = Statement(
        index,
        sid,
        value["Effect"],
        named["Action"],
        named["NotAction"],
        named["Resource"],
        named["NotResource"],
        grammar.principals(value["Principal"], place / "Principal") if "Principal" in value else (),
        grammar.principals(value["NotPrincipal"], place / "NotPrincipal") if "NotPrincipal" in value else (),
        tuple(_conditions(value.get("Condition", _NO_CONDITION), variables, place / "Condition")),
        _where(named["Resource"], named["NotResource"], variables),
    )
    if kind is Kind.RCP:
        _check_rcp(statement, place)
    return statement


_STRINGS = {
    "Action": grammar.actions,
    "NotAction": grammar.actions,
    "Resource": grammar.resources,
    "NotResource": grammar.resources,
}
_NO_CONDITION: Mapping[str, Json] = {}


def _strings(element: str, value: Mapping[str, Json], place: Place) -> tuple[str, ...]:
    return _STRINGS[element](value[element], place / element) if element in value else ()


def _where(listed: tuple[str, ...], not_listed: tuple[str, ...], variables: bool) -> Where | None:
    if listed:
        return resources(listed, variables)
    return not_resources(not_listed, variables) if not_listed else None


def _conditions(value: Json, variables: bool, place: Place) -> Iterator[Condition]:
    for operator, keys in grammar.check_object(value, place, "a condition").items():
        for key, values in grammar.check_object(keys, place / operator, "a condition operator").items():
            found = condition(operator, key, grammar.condition_values(values, place / operator / key), variables)
            if found is None:
                raise (place / operator).refuse("no such condition operator")
            yield found
        if not keys and form(operator) is None:
            raise (place / operator).refuse("no such condition operator")


def _check_rcp(statement: Statement, place: Place) -> None:
    """What only an RCP may not have (orgs_manage_policies_rcps_syntax)."""
    everything = (statement.actions, statement.resources, statement.conditions) == (("*",), ("*",), ())
    if statement.effect == "Allow" and not (place.document == RCP_FULL_ACCESS and everything):
        raise (place / "Effect").refuse("only RCPFullAWSAccess allows; an RCP of your own denies")
    if statement.not_actions:
        raise (place / "NotAction").refuse("not allowed in an RCP")
    if "*" in statement.actions and statement.effect == "Deny":
        raise (place / "Action").refuse('an RCP names the service: "*" alone is not allowed')
    if any((entry.type, entry.value) != ("AWS", "*") for entry in statement.principals):
        raise (place / "Principal").refuse('must be "*" in an RCP')
