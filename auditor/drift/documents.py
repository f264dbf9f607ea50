"""Two policy documents in, the statements and fields that differ out; a change that lets more through weighs more.

Sources: IAM User Guide, "JSON policy element reference" (an element may be one value or a list, `*` and
`{"AWS": "*"}` are the same, so are an account id and the ARN of its root; names of actions and keys ignore case).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from auditor.drift.diff import Change, Kind, diff, pair, spelled
from auditor.finding import Severity
from auditor.snapshot import Json

_ROOT = re.compile(r"arn:[a-z-]+:iam::(\d{12}):root")
_GRANTING = frozenset({"Action", "Resource", "Principal"})
_SPARING = frozenset({"NotAction", "NotResource", "NotPrincipal"})


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement in normal form, and what to call it."""

    name: str
    """Its Sid, or `#n` by position (from 1)."""
    form: Json

    @property
    def allows(self) -> bool:
        """It grants; anything but an Allow is taken for a Deny."""
        return isinstance(self.form, dict) and self.form.get("Effect") == "Allow"

    @property
    def content(self) -> str:
        """Equal for statements that say the same under another Sid."""
        return spelled(self.form)


def compare_documents(before: Json, after: Json, path: str) -> Iterator[Change]:
    """How a policy (JSON text, object, or None where there is none) changed. HIGH is what lets more through."""
    old, new = _parse(before), _parse(after)
    yield from diff(_head(old), _head(new), path)
    yield from compare_statements(_statements(old), _statements(new), path)


def compare_statements(before: Sequence[Statement], after: Sequence[Statement], path: str) -> Iterator[Change]:
    """How the statements of one policy, or of several that work as one, changed; in whatever order they stand."""
    for was, now in pair(before, after, lambda each: each.content, lambda each: each.name):
        yield from _compare(was, now, f"{path}.Statement")


def statements(document: Json) -> list[Statement]:
    """Those of a policy (JSON text or object); what is no policy is one statement that says what it says."""
    parsed = _parse(document)
    return _statements(parsed) if isinstance(parsed, dict) else [Statement("#1", parsed)]


def _compare(was: Statement | None, now: Statement | None, path: str) -> Iterator[Change]:
    if was is not None and now is not None:
        yield from _fields(was, now, f"{path}[{was.name}]")
    elif now is not None:
        severity = Severity.HIGH if now.allows else Severity.MEDIUM
        yield Change(f"{path}[{now.name}]", Kind.ADD, None, now.form, severity)
    elif was is not None:
        severity = Severity.MEDIUM if was.allows else Severity.HIGH
        yield Change(f"{path}[{was.name}]", Kind.REMOVE, was.form, None, severity)


def _fields(was: Statement, now: Statement, path: str) -> Iterator[Change]:
    if not (isinstance(was.form, dict) and isinstance(now.form, dict)):
        yield from diff(was.form, now.form, path)
        return
    for element in sorted(was.form.keys() | now.form.keys()):
        whole = not (element in was.form and element in now.form)
        old = {element: was.form[element]} if element in was.form else {}
        new = {element: now.form[element]} if element in now.form else {}
        for change in diff(old, new, path):
            widens = element == "Effect" or _widens(element, change.kind, allows=was.allows, whole=whole)
            yield replace(change, severity=Severity.HIGH) if widens else change


def _widens(element: str, kind: Kind, *, allows: bool, whole: bool) -> bool:
    """More is let through: an Allow gained, or a Deny lost, an action, a resource, a principal or its condition."""
    gain, loss = (Kind.ADD, Kind.REMOVE) if allows else (Kind.REMOVE, Kind.ADD)
    if element in _GRANTING:
        return kind is gain
    if element in _SPARING:
        return kind is loss or (whole and kind is Kind.ADD)
    return element == "Condition" and kind is loss


def _parse(document: Json) -> Json:
    """The document as an object; text that is no JSON object stays text, and is compared as such."""
    if not isinstance(document, str):
        return document
    try:
        return json.loads(document)
    except (ValueError, RecursionError):
        return document


def _head(document: Json) -> dict[str, Json]:
    """All but the statements; the Id is only a name. A document without a Version has the older one."""
    if document is None:
        return {}
    if not isinstance(document, dict):
        return {"text": document}
    rest = {key: value for key, value in document.items() if key not in ("Statement", "Id")}
    return {"Version": "2008-10-17", **rest}


def _statements(document: Json) -> list[Statement]:
    listed = document.get("Statement", []) if isinstance(document, dict) else []
    return [
        Statement(_name(statement, position), _normal(statement))
        for position, statement in enumerate(_listed(listed), start=1)
    ]


def _name(statement: Json, position: int) -> str:
    sid = statement.get("Sid") if isinstance(statement, dict) else None
    return str(sid) if sid else f"#{position}"


def _normal(statement: Json) -> Json:
    if not isinstance(statement, dict):
        return statement
    return {key: _element(key, value) for key, value in statement.items() if key != "Sid"}


def _element(key: str, value: Json) -> Json:
    if key in ("Action", "NotAction"):
        return _set([each.lower() if isinstance(each, str) else each for each in _listed(value)])
    if key in ("Resource", "NotResource"):
        return _set(_listed(value))
    if key in ("Principal", "NotPrincipal"):
        return _principal(value)
    return _condition(value) if key == "Condition" else value


def _principal(value: Json) -> Json:
    named = value if isinstance(value, dict) else {"AWS": value}
    return {kind: _set([_account(each) for each in _listed(who)]) for kind, who in named.items()}


def _account(principal: Json) -> Json:
    root = _ROOT.fullmatch(principal) if isinstance(principal, str) else None
    return root[1] if root else principal


def _condition(value: Json) -> Json:
    if not isinstance(value, dict):
        return value
    return {
        operator: {key.lower(): _set([_text(each) for each in _listed(given)]) for key, given in keys.items()}
        if isinstance(keys, dict)
        else keys
        for operator, keys in value.items()
    }


def _text(value: Json) -> Json:
    """AWS gives numbers and booleans of a condition back as text."""
    return json.dumps(value) if isinstance(value, (bool, int, float)) else value


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]


def _set(values: list[Json]) -> list[Json]:
    """Each value once, in one order."""
    return [json.loads(text) for text in sorted({spelled(value) for value in values})]
