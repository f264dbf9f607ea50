"""A kind of subject in, every path that expressions about it may name out: for people who write rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.rules.kinds import WORDS, Leaf, Shape
from auditor.rules.needs import type_of
from auditor.rules.vocabulary import PARTS
from auditor.rules.written import joined, name
from auditor.snapshot import catalogue


def named(kind: str) -> Iterator[tuple[str, str, str]]:
    """Path, what it can be, and the IAM action that reads it, empty where it is told from several things."""
    for part, shape in PARTS[kind].items():
        yield from _under(part, shape, "")


def _under(path: str, shape: Shape, source: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(shape, list):
        yield from _under(f"{path}[]", shape[0], source)
        return
    if not isinstance(shape, Mapping) or not shape:
        yield path, _words(shape), source
        return
    type = type_of(shape)
    facts = catalogue.FACTS[type] if type else {}
    for member, inner in shape.items():
        yield from _under(joined(path, name(member)), inner, facts.get(member, source))


def _words(shape: Shape) -> str:
    """What it can be, in a word or by its values."""
    if isinstance(shape, Leaf):
        return "|".join(sorted(shape.values)) or WORDS[shape.kind]
    return "anything" if shape is None else WORDS["object"]
