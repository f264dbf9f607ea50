"""Evidence of an unknown verdict in, one short line out: what it depends on. The evidence itself holds every way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from auditor.finding import Evidence
from auditor.snapshot import Fact
from auditor.topology import Part

LONGEST, MOST = 300, 3
"""Characters of the line, and reasons told in it."""
_EDGES = re.compile(r"[.\[]")
"""Where the name of something ends in the path of what it holds."""
_FACTS = {
    "inline policies": "inline_policies",
    "attached policies": "attached_policies",
    "permissions boundary": "boundary",
    "trust policy": "trust",
    "bucket policy": "policy",
    "key policy": "policy",
}
"""A document as decisions name it -> the fact that holds it."""


def doubtful(title: str, parts: Mapping[str, Part], evidence: Sequence[Evidence]) -> str:
    """What is not known, and the first reasons; context keys only where no document is missing."""
    reasons = tuple(dict.fromkeys(reason for each in _outermost(evidence) for reason in _reasons(each, parts)))
    rest = f" and {len(reasons) - MOST} more" if len(reasons) > MOST else ""
    start = f"Not known whether: {title}. It depends on "
    told = ", ".join(reasons[:MOST])
    room = LONGEST - len(start) - len(rest)
    return f"{start}{told if len(told) <= room else told[: room - 1] + '…'}{rest}"


def _outermost(evidence: Sequence[Evidence]) -> Iterator[Evidence]:
    """What is not known, without what lies in another such thing: of a list that was not read no member is either."""
    unknown = {each.expression: each.unknown for each in evidence if each.unknown}
    for each in evidence:
        around = (each.expression[: edge.start()] for edge in _EDGES.finditer(each.expression))
        if each.unknown and all(unknown.get(place) != each.unknown for place in around):
            yield each


def _reasons(evidence: Evidence, parts: Mapping[str, Part]) -> Iterator[str]:
    """The names that a decision depends on, with why they are not known; else what was not read."""
    if not evidence.depends_on:
        why, detailed, _ = evidence.unknown.partition(": ")
        yield f"{evidence.expression} ({why if detailed and why.isalnum() else evidence.unknown})"
        return
    unread = {name: why for name in evidence.depends_on if (why := _unread(name, parts.values()))}
    for name in evidence.depends_on:
        if name in unread:
            yield f"{name} ({unread[name]})"
        elif not unread:
            yield name


def _unread(name: str, parts: Iterable[Part]) -> str:
    """Why the document of that name was not read; empty if it is none, or was."""
    kind, _, owner = name.partition(" of ")
    fields = (part for part in parts if isinstance(part, dict) and owner in (part.get("name"), part.get("arn")))
    facts = (part.get(_FACTS.get(kind, "")) for part in fields)
    return next((fact.reason for fact in facts if isinstance(fact, Fact) and fact.state == "unknown"), "")
