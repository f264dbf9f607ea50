"""A subject and one of its parts -> the ids of the subjects that the part stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.topology.arn import parse_arn, subject_id
from auditor.topology.subject import Part, Subject


def places(subject: Subject, part: str) -> Iterator[str]:
    """A bucket's, role's or key's id, each edge's of a list; `rule` is the edge itself. None of what is not known."""
    if part == "rule":
        yield subject.id
        return
    held = subject.parts[part]
    for each in held if isinstance(held, list) else [held]:
        yield from _id(each)


def _id(part: Part) -> Iterator[str]:
    if not isinstance(part, Mapping):
        return
    if "id" in part:
        yield part["id"]
    elif isinstance(part["arn"], str):
        arn = parse_arn(part["arn"])
        yield subject_id(part["arn"]) if arn and arn.service == "s3" else part["arn"]
