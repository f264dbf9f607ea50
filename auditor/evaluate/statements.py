"""A policy document -> its statements in one form, in which rules can look for actions and principals.

No verdict is made here: whether a request is allowed is for `auditor.iam` to say.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
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
        "Actions": listed(statement.get("Action")),
        "NotActions": listed(statement.get("NotAction")),
        "Resources": listed(statement.get("Resource")),
        "NotResources": listed(statement.get("NotResource")),
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
        for value in listed(values):
            account = account_of(str(value)) if type == "AWS" else ""
            yield {"type": type, "value": value, "account": "*" if value == "*" else account}


def account_of(arn: str) -> str:
    """The account of an ARN, or the 12 digits themselves; empty for none."""
    if len(arn) == 12 and arn.isdigit():
        return arn
    parts = arn.split(":", 5)
    return parts[4] if len(parts) == 6 and parts[0] == "arn" else ""


_SOME = "an/object\x00"
"""Stands for an object's key that no policy names."""


def takes_in(statement: Mapping[str, Json], bucket: str) -> bool:
    """Whether Resource or NotResource takes in the bucket (by name), or objects in it.

    NotResource does unless it leaves out both the bucket and all of its objects.
    """
    if statement["NotResources"]:
        left_out = [matcher(_of_s3(str(pattern))) for pattern in statement["NotResources"]]
        return not all(any(fits(name) for fits in left_out) for name in (bucket, f"{bucket}/{_SOME}"))
    return any(matcher(_of_s3(str(pattern)).partition("/")[0])(bucket) for pattern in statement["Resources"])


def _of_s3(pattern: str) -> str:
    """`bucket` or `bucket/key` of an S3 ARN, `*` for that; empty for what is of no bucket."""
    parts = pattern.split(":", 5)
    return parts[5] if len(parts) == 6 and parts[2] == "s3" else pattern if pattern == "*" else ""


def covers(statement: Mapping[str, Json], action: str) -> bool:
    """Whether Action or NotAction takes the action in; actions have no case (IAM User Guide, "Action")."""
    if statement["NotActions"]:
        return not _names(statement["NotActions"], action)
    return _names(statement["Actions"], action)


def _names(patterns: list[str], action: str) -> bool:
    return any(matcher(str(pattern).lower())(action.lower()) for pattern in patterns)


def listed(value: Json) -> list[Json]:
    """IAM's "one or many"."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
