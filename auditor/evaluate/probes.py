"""An edge -> its requests, about one object under the rule's prefix and about those that a policy singles out.

A rule covers many keys, and a statement may speak of some of them only (`bucket/secret/*`): each such pattern within
the prefix is asked about too, so that a grant or a denial of a part is not taken for one of the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from auditor.evaluate.documents import Documents
from auditor.iam import Policy
from auditor.topology import ReplicationRequest, Subject, requests
from auditor.topology.options import PROBE, prefix

_WILD = re.compile(r"[*?]")
MOST = 16
"""So many patterns of one request are tried; `left_out` of the request counts the others."""


def asked_about(edge: Subject, documents: Documents, purpose: str = "") -> tuple[ReplicationRequest, ...]:
    """The requests of `topology.requests`, each followed by those about the objects that its policies single out."""
    return tuple(each for request in requests(edge, purpose) for each in _with_parts(request, edge, documents))


def _with_parts(request: ReplicationRequest, edge: Subject, documents: Documents) -> Iterator[ReplicationRequest]:
    bucket, _, key = request.resource.partition("/")
    if request.needed is False or not bucket.startswith("arn:") or not key or ":s3:" not in bucket:
        yield request
        return
    named = sorted(
        _named(request, edge, documents, f"{bucket}/{prefix(edge.parts)}") - {request.resource, f"{bucket}/"}
    )
    yield replace(request, left_out=len(named) - MOST) if len(named) > MOST else request
    for resource in named[:MOST]:
        yield replace(request, resource=resource)


def _named(request: ReplicationRequest, edge: Subject, documents: Documents, stem: str) -> set[str]:
    """An object for each resource pattern about some that begin with `stem`, in a statement about the action."""
    policies = documents.policies(request, edge.parts)
    found: set[str] = set()
    for document in policies.documents():
        for statement in document.statements if isinstance(document, Policy) else ():
            if statement.covers(request.action.lower()) is not False:
                for pattern in (*statement.resources, *statement.not_resources):
                    found |= _object(pattern, stem)
    return found


def meets(pattern: str, stem: str) -> bool:
    """Whether the pattern matches some text that begins with `stem`."""
    return bool(_after(pattern, stem))


@lru_cache(4096)
def _object(pattern: str, stem: str) -> frozenset[str]:
    """One text that begins with `stem` and that the pattern matches; none if there is none, or all of them match."""
    rests = [pattern[place:] for place in _after(pattern, stem)]
    if "${" in pattern or not rests or any(rest and not rest.strip("*") for rest in rests):
        return frozenset()
    return frozenset({stem + min(rests, key=len).replace("*", PROBE).replace("?", "x")})


def _after(pattern: str, stem: str) -> set[int]:
    """The places of the pattern from which it may go on once it has matched all of `stem`."""
    literal = _WILD.split(pattern, maxsplit=1)[0]  # most patterns are of another bucket
    alike = min(len(literal), len(stem))
    if literal[:alike] != stem[:alike]:
        return set()
    places = _past_stars(pattern, {alike})
    for char in stem[alike:]:
        stay = {place for place in places if pattern[place : place + 1] == "*"}
        step = {place + 1 for place in places - stay if pattern[place : place + 1] in (char, "?")}
        places = _past_stars(pattern, stay | step)
    return places


def _past_stars(pattern: str, places: set[int]) -> set[int]:
    """With the places behind a `*`, which may match nothing."""
    found = set(places)
    for place in places:
        end = place
        while pattern[end : end + 1] == "*":
            end += 1
            found.add(end)
    return found
