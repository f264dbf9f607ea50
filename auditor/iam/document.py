"""A policy as text or as an object goes in; a plain object within bounds comes out, or a `PolicyError`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeAlias

from auditor.errors import AuditorError

Json: TypeAlias = Any
"""A value as `json.loads` gives it."""


class Kind(StrEnum):
    """What a policy is attached to; it decides which elements the policy must and must not have."""

    IDENTITY = "identity"
    BOUNDARY = "boundary"
    SCP = "scp"
    RCP = "rcp"
    BUCKET = "bucket"
    KEY = "key"
    TRUST = "trust"


class PolicyError(AuditorError):
    """A document that AWS refuses to store, so it cannot be what AWS enforces.

    `path` leads to the element (`Statement[1].Condition.StringMatches`), `reason` says what is wrong with it.
    """

    exit_code = 2

    def __init__(self, document: str, path: str, reason: str) -> None:
        self.document, self.path, self.reason = document, path, reason
        super().__init__(f"{plain(document)}: {plain(path) or 'document'}: {reason}")


MAX_BYTES = {Kind.KEY: 32_768}
"""Longest key policy (kms:resource-limits), without insignificant white space, in UTF-8."""
MAX_BYTES_ELSE = 20_480
"""Longest bucket policy. IAM's quotas are smaller, but differ by attachment and can be raised: they are not judged."""


class Duplicated(dict[str, Json]):
    """An object whose JSON text named `key` twice. No document may hold one, and none without equals it."""

    key: str


def unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    """`object_pairs_hook` of every JSON text that may hold policies: marks objects with a key given twice."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    marked = Duplicated(pairs)
    names = [name for name, _ in pairs]
    marked.key = next(name for name in names if names.count(name) > 1)
    marked["\0given twice"] = marked.key
    return marked


def load(document: str | Mapping[str, Json], kind: Kind, name: str) -> Mapping[str, Json]:
    """The document as an object: size checked, keys unique (below the top level `parse` looks for the mark)."""
    limit = MAX_BYTES.get(kind, MAX_BYTES_ELSE)
    if isinstance(document, str):
        document = _read(document, limit, name)
    if not isinstance(document, dict):
        raise PolicyError(name, "", f"a policy is an object, not {type_of(document)}")
    if _length(document, name) > limit:
        raise PolicyError(name, "", f"longer than the {limit} bytes that AWS stores")
    return document


def _read(text: str, limit: int, name: str) -> Json:
    if len(text) > 8 * limit:
        raise PolicyError(name, "", f"longer than the {limit} bytes that AWS stores")
    try:
        return json.loads(text, object_pairs_hook=unique, parse_constant=_no_constant)
    except RecursionError:
        raise PolicyError(name, "", "nested too deeply") from None
    except ValueError as error:
        raise PolicyError(name, "", f"not JSON: {plain(str(error))}") from None


def _no_constant(word: str) -> Json:
    raise ValueError(f"{word} is not JSON")


def _length(document: Mapping[str, Json], name: str) -> int:
    try:
        text = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    except (RecursionError, TypeError, ValueError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else f"not JSON: {plain(str(error))}"
        raise PolicyError(name, "", reason) from None
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def plain(text: str, limit: int = 300) -> str:
    """`text` for a line of a report: one line, printable ASCII (the rest escaped as in JSON), at most `limit` long."""
    if not (text.isascii() and text.isprintable()):
        text = json.dumps(text)[1:-1]
    return text if len(text) <= limit else text[: limit - 3] + "..."


def type_of(value: Json) -> str:
    """JSON's own word for the type of `value`."""
    if value is None:
        return "null"
    names = {bool: "a boolean", int: "a number", float: "a number", str: "a string", list: "a list"}
    return names.get(type(value), "an object")
