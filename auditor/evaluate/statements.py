"""A policy document -> its statements in one form, in which rules can look for actions and principals.

No verdict is made here: whether a request is allowed is for `auditor.iam` to say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Set
from functools import lru_cache

from auditor.evaluate.reading import Unknown
from auditor.iam.pattern import matcher
from auditor.snapshot import Json


def document(policy: Json) -> Json:
    """The policy as JSON, None for none, Unknown if the text is no JSON."""
    return _decoded(policy) if isinstance(policy, str) else policy


def statements(policy: Json) -> Json:
    """The statements of a policy (text or object) or of several, each an object with every member of `STATEMENT`."""
    if isinstance(policy, list):
        each = [statements(one) for one in policy]
        unknown = next((one for one in each if isinstance(one, Unknown)), None)
        return unknown or [statement for one in each for statement in one]
    return _of_text(policy) if isinstance(policy, str) else _of_document(policy)


@lru_cache(maxsize=1024)
def _of_text(policy: str) -> Json:
    """Several rules look into the same policy; none changes what it finds."""
    return _of_document(_decoded(policy))


def _of_document(content: Json) -> Json:
    if content is None or isinstance(content, Unknown):
        return content or []
    listed = content.get("Statement", []) if isinstance(content, dict) else None
    listed = [listed] if isinstance(listed, dict) else listed
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        return Unknown("MalformedPolicy: Statement is no list of objects")
    return [_normal(index, one, content.get("Version")) for index, one in enumerate(listed)]


@lru_cache(maxsize=1024)
def _decoded(text: str) -> Json:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return Unknown("MalformedPolicy: it is not JSON")


def _normal(index: int, statement: Mapping[str, Json], version: Json) -> Json:
    return {
        "Effect": statement.get("Effect"),
        "Actions": _listed(statement.get("Action")),
        "NotActions": _listed(statement.get("NotAction")),
        "Resources": _listed(statement.get("Resource")),
        "NotResources": _listed(statement.get("NotResource")),
        "Principals": list(_principals(statement.get("Principal"))),
        "NotPrincipals": list(_principals(statement.get("NotPrincipal"))),
        "Condition": statement.get("Condition") or {},
        "Sid": statement.get("Sid"),
        "Index": index,
        "Version": version,
    }


def _principals(element: Json) -> Iterator[Json]:
    """Each principal by itself (IAM User Guide, "Principal"); `"*"` means the same as `{"AWS": "*"}`."""
    if isinstance(element, str):
        element = {"AWS": element}
    for type, values in (element or {}).items() if isinstance(element, dict | None) else ():
        for value in _listed(values):
            account = account_of(str(value)) if type == "AWS" else ""
            yield {"type": type, "value": value, "account": "*" if value == "*" else account}


def account_of(arn: str) -> str:
    """The account of an ARN, or the 12 digits themselves; empty for none."""
    if len(arn) == 12 and arn.isdigit():
        return arn
    parts = arn.split(":", 5)
    return parts[4] if len(parts) == 6 and parts[0] == "arn" else ""


def takes_in(statement: Mapping[str, Json], bucket: str) -> bool:
    """Whether Resource or NotResource takes in the bucket (by name), or objects in it.

    NotResource does unless it leaves out both the bucket and all of its objects.
    """
    if statement["NotResources"]:
        left_out = [matcher(_of_s3(str(pattern))) for pattern in statement["NotResources"]]
        return not all(any(fits(name) for fits in left_out) for name in (bucket, f"{bucket}/{_SOME}"))
    return any(matcher(_of_s3(str(pattern)).partition("/")[0])(bucket) for pattern in statement["Resources"])


def narrowed(statement: Mapping[str, Json], keys: list[Json]) -> bool:
    """Whether a condition holds only for certain values of one of the keys: no negation, no `...IfExists`.

    A value that stands for anybody is none: a wildcard in what it begins with, an ARN of any account, all addresses.
    """
    wanted = {str(key).lower() for key in keys}
    return any(key in wanted and all(map(_certain, values)) for key, values in _asked(statement))


def kept_within(statement: Mapping[str, Json], own: Set[str]) -> bool:
    """Whether a condition lets in only principals, or access points, of the accounts."""
    return any(
        key in _OF_ACCOUNT and bool(values) and all(account_of(str(value)) in own for value in values)
        for key, values in _asked(statement)
    )


_OF_ACCOUNT = frozenset(
    {"aws:principalaccount", "aws:principalarn", "s3:dataaccesspointaccount", "s3:dataaccesspointarn"}
)
"""Context keys whose value, an account or an ARN, says whose the caller or the access point is."""


def _asked(statement: Mapping[str, Json]) -> Iterator[tuple[str, list[Json]]]:
    """(key in small letters, values) of the conditions that hold only where the key is there and has a value."""
    for operator, asked in statement["Condition"].items():
        if "not" not in operator.lower() and not operator.lower().endswith(("ifexists", "null")):
            for key, values in asked.items() if isinstance(asked, dict) else ():
                yield key.lower(), _listed(values)


def _certain(value: Json) -> bool:
    """Whether the value stands for somebody in particular: `o-1/*`, an ARN of one account, not `*`, not 0.0.0.0/0."""
    text = str(value)
    parts = text.split(":", 5)
    whose = (parts[4] or parts[5]) if len(parts) == 6 and parts[0] == "arn" else re.split("[:/]", text)[0]
    return not text.endswith("/0") and not any(mark in whose for mark in "*?")


def _of_s3(pattern: str) -> str:
    """`bucket` or `bucket/key` of an S3 ARN, `*` for that; empty for what is of no bucket."""
    parts = pattern.split(":", 5)
    return parts[5] if len(parts) == 6 and parts[2] == "s3" else pattern if pattern == "*" else ""


_SOME = "an/object\x00"
"""Stands for an object's key that no policy names."""


def admits_outside(statement: Mapping[str, Json], own: Set[str]) -> bool:
    """Whether it names an AWS principal outside the accounts; `NotPrincipal` names everybody else.

    A principal whose account cannot be told (a unique id of something deleted) is outside.
    """
    if statement["NotPrincipals"]:
        return True
    return any(each["account"] not in own for each in statement["Principals"] if each["type"] == "AWS")


def strays(given: list[Json], roles: list[Json], accounts: list[Json]) -> list[str] | Unknown:
    """The AWS principals, in the accounts, that stand for none of the roles: neither it, its session nor its account.

    Everybody, and a principal that does not exist, belong to no account and are left out. Unknown if only principals
    of other accounts are left: which roles those use was not read.
    """
    ours = {form for role in roles for form in (str(role), account_of(str(role)), _session(str(role)))}
    named = {str(each["value"]): each for one in given for each in one["Principals"] if each["type"] == "AWS"}
    lone = [value for value, each in named.items() if str(each["account"]).isdigit() and _meant(value) not in ours]
    within = [value for value in lone if named[value]["account"] in accounts]
    if lone and not within:
        return Unknown(f"NotCollected: the rules of account {named[lone[0]]['account']}")
    return within


def _session(role: str) -> str:
    """How the sessions of a role begin: without its path, which they do not tell."""
    head, _, name = role.rpartition("/")
    return f"{head.partition(':role')[0].replace(':iam:', ':sts:', 1)}:assumed-role/{name}"


def _meant(principal: str) -> str:
    """What a principal stands for: an account's number, the beginning of a role's sessions, or itself."""
    if ":assumed-role/" in principal:
        return principal.rpartition("/")[0]
    return account_of(principal) if principal.endswith(":root") else principal


def covers(statement: Mapping[str, Json], action: str) -> bool:
    """Whether Action or NotAction takes the action in; actions have no case (IAM User Guide, "Action")."""
    if statement["NotActions"]:
        return not _names(statement["NotActions"], action)
    return _names(statement["Actions"], action)


def _names(patterns: list[str], action: str) -> bool:
    return any(matcher(str(pattern).lower())(action.lower()) for pattern in patterns)


def _listed(value: Json) -> list[Json]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
