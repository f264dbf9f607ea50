"""Which elements a statement of each kind must and must not have, and what its values look like.

Takes a statement's object, gives its elements as tuples of text, or a `PolicyError` that leads to the fault.
Sources: reference_policies_grammar, reference_policies_elements_principal and _notprincipal,
orgs_manage_policies_rcps_syntax.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.iam.document import Duplicated, Json, Kind, PolicyError, plain, type_of
from auditor.iam.policy import Principal

ELEMENTS = frozenset(
    ("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Condition")
)
PRINCIPAL_TYPES = ("AWS", "Service", "Federated", "CanonicalUser")

WITHOUT_PRINCIPAL = frozenset((Kind.IDENTITY, Kind.BOUNDARY, Kind.SCP))


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which document something stands, to name it when it is wrong."""

    document: str
    path: str

    def __truediv__(self, name: str) -> Place:
        return Place(self.document, f"{self.path}.{name}" if self.path else name)

    def __getitem__(self, index: int) -> Place:
        return Place(self.document, f"{self.path}[{index}]")

    def refuse(self, reason: str) -> PolicyError:
        """The error to raise."""
        return PolicyError(self.document, self.path, reason)


def check_object(value: Json, place: Place, what: str) -> Mapping[str, Json]:
    """`value` if it is an object without a key given twice."""
    if type(value) is dict:
        return value
    if isinstance(value, Duplicated):
        raise (place / value.key).refuse("given twice")
    if isinstance(value, Mapping):
        return value
    raise place.refuse(f"{what} is an object, not {type_of(value)}")


def check_elements(statement: Mapping[str, Json], kind: Kind, place: Place) -> None:
    """Every element is known, and present or absent as the kind of policy demands."""
    for name in statement:
        if name not in ELEMENTS:
            raise (place / str(name)).refuse("no such element")
    if statement.get("Effect") not in ("Allow", "Deny"):
        raise (place / "Effect").refuse("is missing" if "Effect" not in statement else "must be Allow or Deny")
    _exactly_one("Action", statement, place)
    if kind is Kind.TRUST:
        _none("Resource", statement, place, "a trust policy is about its own role only")
    else:
        _exactly_one("Resource", statement, place)
    if kind in WITHOUT_PRINCIPAL:
        _none("Principal", statement, place, f"a policy of kind {kind} is about the principals it is attached to")
    else:
        _exactly_one("Principal", statement, place)
        _check_not_principal(statement, kind, place)


def _exactly_one(name: str, statement: Mapping[str, Json], place: Place) -> None:
    given, inverse = name in statement, f"Not{name}" in statement
    if given and inverse:
        raise (place / f"Not{name}").refuse(f"given beside {name}")
    if not given and not inverse:
        raise (place / name).refuse("is missing")


def _none(name: str, statement: Mapping[str, Json], place: Place, why: str) -> None:
    for element in (name, f"Not{name}"):
        if element in statement:
            raise (place / element).refuse(f"not allowed here: {why}")


def _check_not_principal(statement: Mapping[str, Json], kind: Kind, place: Place) -> None:
    if "NotPrincipal" not in statement:
        return
    if kind in (Kind.TRUST, Kind.RCP):
        raise (place / "NotPrincipal").refuse(f"not allowed in a policy of kind {kind}")
    if statement["Effect"] == "Allow":
        raise (place / "NotPrincipal").refuse("not allowed with Effect Allow")


def strings(value: Json, place: Place) -> tuple[str, ...]:
    """One string or a list of at least one, as a tuple."""
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, (list, tuple)):
        raise place.refuse(f"a string or a list of strings, not {type_of(value)}")
    if not value:
        raise place.refuse("an empty list")
    for index, one in enumerate(value):
        if not isinstance(one, str):
            raise place[index].refuse(f"a string, not {type_of(one)}")
    return tuple(value)


def actions(value: Json, place: Place) -> tuple[str, ...]:
    """Action patterns: `*`, or `service:name`."""
    found = strings(value, place)
    for pattern in found:
        service, _, name = pattern.partition(":")
        if pattern != "*" and not (service and name):
            raise place.refuse(f'"{plain(pattern)}" is not of the form service:action')
    return found


def resources(value: Json, place: Place) -> tuple[str, ...]:
    """Resource patterns: `*`, or an ARN; one that a `*` cuts short is kept, as AWS does with some of them."""
    found = strings(value, place)
    for pattern in found:
        if pattern != "*" and not (pattern.startswith("arn:") and (pattern.count(":") >= 5 or pattern[-1] == "*")):
            raise place.refuse(f'"{plain(pattern)}" is neither "*" nor an ARN')
    return found


def condition_values(value: Json, place: Place) -> tuple[str, ...]:
    """Strings, numbers and booleans, one or a list; the latter two as JSON writes them."""
    values = value if isinstance(value, (list, tuple)) else (value,)
    return tuple(_text(one, place) for one in values)


def _text(value: Json, place: Place) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, int, float)):
        return json.dumps(value)
    raise place.refuse(f"a string, number or boolean, not {type_of(value)}")


def principals(value: Json, place: Place) -> tuple[Principal, ...]:
    """The entries of a Principal element; `"*"` is `{"AWS": "*"}` (reference_policies_elements_principal)."""
    if value == "*":
        return (Principal("AWS", "*"),)
    if isinstance(value, str):
        raise place.refuse('"*" or an object')
    found = tuple(_entries(check_object(value, place, "a principal"), place))
    if not found:
        raise place.refuse("names nobody")
    return found


def _entries(value: Mapping[str, Json], place: Place) -> Iterator[Principal]:
    for type_, entries in value.items():
        if type_ not in PRINCIPAL_TYPES:
            raise (place / str(type_)).refuse("no such type of principal")
        for entry in strings(entries, place / type_):
            if entry != "*" and ("*" in entry or "?" in entry):
                raise (place / type_).refuse(f'"{plain(entry)}" has a wildcard inside a principal')
            yield Principal(type_, entry)
