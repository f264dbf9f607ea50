"""An edge -> its requests, about one object under the rule's prefix and about those that a policy singles out.

A rule covers many keys, and a statement may speak of some of them only (`bucket/secret/*`): each such pattern within
the prefix is asked about too, so that a grant or a denial of a part is not taken for one of the whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from auditor.evaluate.documents import Documents
from auditor.iam import Policy
from auditor.topology import ReplicationRequest, Subject, requests
from auditor.topology.options import PROBE, prefix

MOST = 16
"""So many patterns of one request are tried."""


def asked_about(edge: Subject, documents: Documents) -> tuple[ReplicationRequest, ...]:
    """The requests of `topology.requests`, each followed by those about the objects that its policies single out."""
    return tuple(each for request in requests(edge) for each in (request, *_parts(request, edge, documents)))


def _parts(request: ReplicationRequest, edge: Subject, documents: Documents) -> Iterator[ReplicationRequest]:
    bucket, _, key = request.resource.partition("/")
    if request.needed is False or not bucket.startswith("arn:") or not key or ":s3:" not in bucket:
        return
    named = _named(request, edge, documents, f"{bucket}/{prefix(edge.parts)}")
    for resource in sorted(named - {request.resource})[:MOST]:
        yield replace(request, resource=resource)


def _named(request: ReplicationRequest, edge: Subject, documents: Documents, stem: str) -> set[str]:
    """An object for each resource pattern that lies within `stem` and stands in a statement about the action."""
    _, policies = documents.asked(request, edge.parts)
    found: set[str] = set()
    for document in policies.documents():
        for statement in document.statements if isinstance(document, Policy) else ():
            if statement.covers(request.action.lower()) is not False:
                patterns = (*statement.resources, *statement.not_resources)
                found |= {_object(pattern) for pattern in patterns if _narrows(pattern, stem)}
    return found


def _narrows(pattern: str, stem: str) -> bool:
    """Whether the pattern is about some of the objects that begin with `stem`, and not about all of them."""
    fixed = pattern.partition("*")[0].partition("?")[0]
    return "${" not in pattern and fixed.startswith(stem) and pattern != f"{stem}*"


def _object(pattern: str) -> str:
    """One object that the pattern matches."""
    return pattern.replace("*", PROBE).replace("?", "x")
