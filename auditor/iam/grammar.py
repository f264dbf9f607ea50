"""Which elements a statement of each kind must and must not have, and what its values look like.

Takes a statement's object and gives its elements as tuples of text; raises `Fault`, which leads to the fault.
Sources: reference_policies_grammar, reference_policies_elements_principal and _notprincipal,
orgs_manage_policies_rcps_syntax.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Self

from auditor.iam.document import Duplicated, Json, Kind, plain, type_of
from auditor.iam.policy import Principal

ELEMENTS = frozenset(
    ("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Condition")
)
PRINCIPAL_TYPES = ("AWS", "Service", "Federated", "CanonicalUser")

WITHOUT_PRINCIPAL = frozenset((Kind.IDENTITY, Kind.BOUNDARY, Kind.SCP))


class Fault(Exception):
    """Something AWS refuses, at a path below the element that is being read; becomes a `PolicyError`."""

    def __init__(self, reason: str, path: str = "") -> None:
        self.reason, self.path = reason, path
        super().__init__(reason)

    def within(self, element: str) -> Self:
        """The same fault, seen from one element further out."""
        return type(self)(self.reason, f"{element}.{self.path}" if self.path else element)


def object_(value: Json, what: str) -> Mapping[str, Json]:
    """`value` if it is an object without a key given twice."""
    if type(value) is dict:
        return value
    if isinstance(value, Duplicated):
        raise Fault("given twice", value.key)
    if isinstance(value, Mapping):
        return value
    raise Fault(f"{what} is an object, not {type_of(value)}")


def check_elements(statement: Mapping[str, Json], kind: Kind) -> None:
    """Every element is known, and present or absent as the kind of policy demands."""
    if not statement.keys() <= ELEMENTS:
        raise Fault("no such element", next(str(name) for name in statement if name not in ELEMENTS))
    if statement.get("Effect") not in ("Allow", "Deny"):
        raise Fault("must be Allow or Deny" if "Effect" in statement else "is missing", "Effect")
    _exactly_one("Action", statement)
    if kind is Kind.TRUST:
        _none("Resource", statement, "a trust policy is about its own role only")
    else:
        _exactly_one("Resource", statement)
    if kind in WITHOUT_PRINCIPAL:
        _none("Principal", statement, f"a policy of kind {kind} is about the principals it is attached to")
    else:
        _exactly_one("Principal", statement)
        _check_not_principal(statement, kind)
    if kind is Kind.RCP and statement["Principal"] != "*":
        raise Fault('must be "*" in an RCP', "Principal")


def _exactly_one(name: str, statement: Mapping[str, Json]) -> None:
    given, inverse = name in statement, f"Not{name}" in statement
    if given and inverse:
        raise Fault(f"given beside {name}", f"Not{name}")
    if not given and not inverse:
        raise Fault("is missing", name)


def _none(name: str, statement: Mapping[str, Json], why: str) -> None:
    for element in (name, f"Not{name}"):
        if element in statement:
            raise Fault(f"not allowed here: {why}", element)


def _check_not_principal(statement: Mapping[str, Json], kind: Kind) -> None:
    if "NotPrincipal" not in statement:
        return
    if kind in (Kind.TRUST, Kind.RCP):
        raise Fault(f"not allowed in a policy of kind {kind}", "NotPrincipal")
    if statement["Effect"] == "Allow":
        raise Fault("not allowed with Effect Allow", "NotPrincipal")


def strings(value: Json) -> tuple[str, ...]:
    """One string or a list of at least one, as a tuple."""
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, (list, tuple)):
        raise Fault(f"a string or a list of strings, not {type_of(value)}")
    if not value:
        raise Fault("an empty list")
    for one in value:
        if not isinstance(one, str):
            raise Fault(f"a list of strings, but it holds {type_of(one)}")
    return tuple(value)


@lru_cache(maxsize=8192)
def check_actions(patterns: tuple[str, ...]) -> None:
    """Action patterns are `*`, or `service:name`."""
    for pattern in patterns:
        service, _, name = pattern.partition(":")
        if pattern != "*" and not (service and name):
            raise Fault(f'"{plain(pattern)}" is not of the form service:action')


@lru_cache(maxsize=8192)
def check_resources(patterns: tuple[str, ...]) -> None:
    """Resource patterns are `*`, or an ARN; one that a `*` cuts short passes, as AWS lets some of them pass."""
    for pattern in patterns:
        if pattern != "*" and not (pattern.startswith("arn:") and (pattern.count(":") >= 5 or pattern[-1] == "*")):
            raise Fault(f'"{plain(pattern)}" is neither "*" nor an ARN')


def condition_values(value: Json) -> tuple[str, ...]:
    """Strings, numbers and booleans, one or a list; the latter two as JSON writes them."""
    if isinstance(value, str):
        return (value,)
    values = value if isinstance(value, (list, tuple)) else (value,)
    return tuple(one if isinstance(one, str) else _text(one) for one in values)


def _text(value: Json) -> str:
    if isinstance(value, (bool, int, float)):
        return json.dumps(value)
    raise Fault(f"a string, number or boolean, not {type_of(value)}")


def principals(value: Json) -> tuple[Principal, ...]:
    """The entries of a Principal element; `"*"` is `{"AWS": "*"}` (reference_policies_elements_principal)."""
    if value == "*":
        return _EVERYONE
    found = tuple(_entries(object_(value, 'a principal other than "*"')))
    if not found:
        raise Fault("names nobody")
    return found


_EVERYONE = (Principal("AWS", "*"),)


def _entries(value: Mapping[str, Json]) -> Iterator[Principal]:
    for type_, entries in value.items():
        if type_ not in PRINCIPAL_TYPES:
            raise Fault("no such type of principal", str(type_))
        try:
            found = strings(entries)
        except Fault as fault:
            raise fault.within(type_) from None
        for entry in found:
            if entry != "*" and ("*" in entry or "?" in entry):
                raise Fault(f'"{plain(entry)}" has a wildcard inside a principal', type_)
            yield Principal(type_, entry)
