"""Which documents AWS stores, as the second evaluator reads its pages; used by tests alone."""

from __future__ import annotations

import re
from itertools import chain
from typing import Any

KNOWN = {"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Condition"}
TESTS = [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "ArnEquals",
    "ArnLike",
    "ArnNotEquals",
    "ArnNotLike",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
]
_ANY_TEST = "|".join(sorted(TESTS, key=len, reverse=True))
NAME = re.compile(rf"(?:(ForAllValues|ForAnyValue):)?(?:({_ANY_TEST})(IfExists)?|Null)")


class Refused(Exception):
    """AWS does not store this document."""


def check(case: dict[str, Any]) -> None:
    """Raise `Refused` if any document of the case is one that AWS does not store."""
    service = case["action"].lower().split(":")[0]
    own = {"kms": "key", "sts": "trust"}.get(service, "bucket")
    for document in case["identity_policies"]:
        _check_document(document, "identity")
    for kind, levels in (("scp", case["scps"]), ("rcp", case["rcps"])):
        for document in chain(*levels):
            _check_document(document, kind)
    if case["permission_boundary"] is not None:
        _check_document(case["permission_boundary"], "identity")
    if case["resource_policy"] is not None:
        _check_document(case["resource_policy"], own)


def _refuse_if(wrong: bool) -> None:
    if wrong:
        raise Refused


def _check_document(document: Any, kind: str) -> None:
    _refuse_if(not set(document) <= {"Version", "Id", "Statement"} or "Statement" not in document)
    versions = ("2012-10-17",) if kind == "rcp" else ("2012-10-17", "2008-10-17")
    _refuse_if("Version" in document and document["Version"] not in versions)
    _refuse_if(kind == "rcp" and "Version" not in document)
    for one in many(document["Statement"]):
        _refuse_if(not isinstance(one, dict) or not set(one) <= KNOWN or one.get("Effect") not in ("Allow", "Deny"))
        _refuse_if(("Action" in one) == ("NotAction" in one))
        _refuse_if((("Resource" in one) + ("NotResource" in one)) != (0 if kind == "trust" else 1))
        _refuse_if((("Principal" in one) + ("NotPrincipal" in one)) != (0 if kind in ("identity", "scp") else 1))
        _refuse_if("NotPrincipal" in one and (one["Effect"] == "Allow" or kind == "trust"))
        actions = many(one.get("Action", one.get("NotAction")))
        _refuse_if(not actions or any(not re.fullmatch(r"\*|[^:]+:.+", action) for action in actions))
        resources = many(one.get("Resource", one.get("NotResource", "*")))
        _refuse_if(not resources or any(pattern != "*" and not pattern.startswith("arn:") for pattern in resources))
        _refuse_if(any(not NAME.fullmatch(operator) for operator in one.get("Condition", {})))
        _refuse_if(kind == "rcp" and (one["Effect"] == "Allow" or "*" in actions or "NotAction" in one))
        _refuse_if(kind == "rcp" and one.get("Principal") != "*")
        principal = one.get("Principal", one.get("NotPrincipal", "*"))
        if principal != "*":
            _refuse_if(
                not isinstance(principal, dict)
                or not set(principal) <= {"AWS", "Service", "Federated", "CanonicalUser"}
            )
            entries = [entry for values in principal.values() for entry in many(values)]
            _refuse_if(not entries or any(entry != "*" and re.search(r"[*?]", entry) for entry in entries))


def many(value: Any) -> list[Any]:
    """One or a list, as a list."""
    return value if isinstance(value, list) else [value]
