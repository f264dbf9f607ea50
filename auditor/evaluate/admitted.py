"""A statement in the form of `statements` -> whom it lets in: its principals, and the conditions that narrow them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set

from auditor.evaluate.reading import Unknown
from auditor.evaluate.statements import account_of, listed
from auditor.snapshot import Json


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
                yield key.lower(), listed(values)


def _certain(value: Json) -> bool:
    """Whether the value stands for somebody in particular: `o-1/*`, an ARN of one account, not `*`, not 0.0.0.0/0."""
    text = str(value)
    parts = text.split(":", 5)
    whose = (parts[4] or parts[5]) if len(parts) == 6 and parts[0] == "arn" else re.split("[:/]", text)[0]
    return not text.endswith("/0") and not any(mark in whose for mark in "*?")
