"""One JSON line of a simulation in, the request and the parsed policies it holds out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from auditor.errors import InputError
from auditor.iam.document import MAX_BYTES_ELSE, Duplicated, Json, Kind, PolicyError, plain, type_of, unique
from auditor.iam.parse import parse, parse_object
from auditor.iam.policy import Document, Malformed
from auditor.iam.request import Policies, Request
from auditor.iam.variables import Value, fold

MAX_KEPT = 4096
"""Documents whose parsed form is kept for the cases to come; most estates repeat a few."""


@dataclass(frozen=True, slots=True)
class Case:
    """A line of input, read."""

    id: Json
    request: Request
    policies: Policies


def read(line: str) -> Case:
    """The case on a line. A malformed policy is part of the case, not an error. Raises `InputError`."""
    case = _object(_load(line), "case")
    action = _text(case, "action")
    unknown = frozenset(_strings(case.get("unknown_context", []), "unknown_context"))
    request = Request(
        _text(case, "principal"),
        action,
        _text(case, "resource"),
        None if case.get("resource_account", "") is None else _text(case, "resource_account"),
        _context(_field(case, "context"), frozenset(map(fold, unknown))),
        unknown,
    )
    return Case(case.get("id"), request, _policies(case, action))


def id_of(line: str) -> Json:
    """The id of a line that is not a case, if it can be told."""
    try:
        case = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return case.get("id") if isinstance(case, dict) else None


def _load(line: str) -> Json:
    try:
        return json.loads(line, object_pairs_hook=unique)
    except RecursionError:
        raise InputError("nested too deeply", field="case") from None
    except ValueError as error:
        raise InputError(f"not JSON: {plain(str(error))}", field="case") from None


def _object(value: Json, field: str) -> Mapping[str, Json]:
    if isinstance(value, Duplicated):
        raise InputError(f'"{plain(value.key)}" is given twice', field=field)
    if not isinstance(value, dict):
        raise InputError(f"must be an object, not {type_of(value)}", field=field)
    return value


def _field(case: Mapping[str, Json], name: str) -> Json:
    if name not in case:
        raise InputError("is missing", field=name)
    return case[name]


def _text(case: Mapping[str, Json], name: str) -> str:
    value = _field(case, name)
    if not isinstance(value, str):
        raise InputError(f"must be a string, not {type_of(value)}", field=name)
    return value


def _list(value: Json, field: str) -> list[Json]:
    if not isinstance(value, list):
        raise InputError(f"must be a list, not {type_of(value)}", field=field)
    return value


def _strings(value: Json, field: str) -> tuple[str, ...]:
    for one in _list(value, field):
        if not isinstance(one, str):
            raise InputError(f"must be a list of strings; it holds {type_of(one)}", field=field)
    return tuple(value)


def _context(value: Json, unknown: frozenset[str]) -> Mapping[str, Value]:
    """The known part of the context: what a case still says about an unknown key does not count."""
    return {
        key: found if isinstance(found, str) else _strings(found, f"context.{plain(key)}")
        for key, found in _object(value, "context").items()
        if not unknown or fold(key) not in unknown
    }


def _policies(case: Mapping[str, Json], action: str) -> Policies:
    boundary, resource = _field(case, "permission_boundary"), _field(case, "resource_policy")
    kind = _RESOURCE_KINDS.get(fold(action).partition(":")[0], Kind.BUCKET)
    return Policies(
        _documents(_field(case, "identity_policies"), Kind.IDENTITY, "identity_policies"),
        None if boundary is None else _document(boundary, Kind.BOUNDARY, "permission_boundary"),
        _levels(_field(case, "scps"), Kind.SCP, "scps"),
        _levels(_field(case, "rcps"), Kind.RCP, "rcps"),
        None if resource is None else _document(resource, kind, "resource_policy"),
    )


_RESOURCE_KINDS = {"kms": Kind.KEY, "sts": Kind.TRUST}
"""Whose policy the resource policy is, by the action's service; else a bucket's."""


def _levels(value: Json, kind: Kind, field: str) -> tuple[tuple[Document, ...], ...]:
    return tuple(_documents(level, kind, f"{field}[{number}]") for number, level in enumerate(_list(value, field)))


def _documents(value: Json, kind: Kind, field: str) -> tuple[Document, ...]:
    return tuple(_document(document, kind, f"{field}[{number}]") for number, document in enumerate(_list(value, field)))


_kept: dict[tuple[str, str], Document] = {}


def _document(value: Json, kind: Kind, name: str) -> Document:
    """The parsed document, shared with all cases that hold the same one in the same place."""
    try:
        text = repr(value)
    except RecursionError:
        return Malformed(name, "", "nested too deeply")
    key = (f"{kind}{name}", text)
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= MAX_KEPT:
            _kept.clear()
        # No character of the text stands for more than four bytes, so a short one needs no measuring.
        found = _kept[key] = _parsed(value, kind, name, short=len(text) * 4 <= MAX_BYTES_ELSE)
    return found


def _parsed(value: Json, kind: Kind, name: str, short: bool) -> Document:
    try:
        return parse_object(value, kind, name) if short else parse(value, kind, name)
    except PolicyError as error:
        return Malformed(error.document, error.path, error.reason)
