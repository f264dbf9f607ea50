"""What a rule has read, and the verdict it led to -> the same verdict wherever it would read the same again.

A rule's verdict hangs on nothing but the values it reads of the subject, in the order in which they lead it on. So what
it read first is a fork, of which each value leads to what it reads next, and in the end to the verdict. Texts, numbers
and truths are the same if they are equal; objects and long lists if they are one object, as those of facts are that
many resources share.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias, cast

from auditor.evaluate.reading import Found, Noted, Read
from auditor.evaluate.told import Asked
from auditor.finding import Alike, Status
from auditor.snapshot import Json

_SHORT = 8
"""Lists of so many texts are compared, not only recognised."""
Key: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Precedent:
    """A verdict, with the log of what was read for it."""

    status: Status
    seen: tuple[Noted, ...]
    alike: Alike | None
    """Of one that is settled the whole finding but for its subject."""


@dataclass(frozen=True, slots=True)
class _Fork:
    """What is read next, and where each value leads."""

    read: Read
    ways: dict[object, _Fork | Precedent] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class View:
    """A subject as rules look at it: what they found in it, shared by all of them."""

    parts: Json
    found: dict[Read, Found] = field(default_factory=dict)
    keys: dict[Read, Key] = field(default_factory=dict)

    def key(self, read: Read) -> Key:
        """What makes the value of a path the same one as another subject's."""
        key = self.keys.get(read)
        if key is None:
            found = self.found.get(read)
            if found is None:
                found = self.found[read] = read.of(self.parts)
            key = self.keys[read] = _key(found[0])
        return key


class Precedents:
    """The verdicts of a court so far, by rule."""

    def __init__(self, most: int = 4096) -> None:
        self._most, self._size = most, 0
        self._first: dict[object, _Fork | Precedent] = {}
        self._held: list[Json] = []
        """Values that are known by their `id`, which so is not given to another."""

    def of(self, rule: str, view: View) -> Precedent | None:
        """The precedent for a rule on a subject."""
        at = self._first.get(rule)
        while isinstance(at, _Fork):
            at = at.ways.get(view.key(at.read))
        return at

    def add(self, asked: Asked, view: View, made: Precedent) -> None:
        """Remember a verdict, unless it rests on more than was read; after `most` of them all others are let go."""
        if asked.reading.alone:
            return
        if self._size >= self._most:
            self._size = 0
            self._first.clear()
            self._held.clear()
        self._size += 1
        ways, way = self._first, cast("object", asked.rule.info.id)
        for read in dict.fromkeys(asked.reading.reads):
            fork = ways.get(way)
            if not isinstance(fork, _Fork):
                fork = ways[way] = _Fork(read)
            ways, way = fork.ways, view.key(read)
            self._held.append(view.found[read][0][1])
        ways[way] = made


def _key(noted: Noted) -> Key:
    _, value, source, unknown, _ = noted
    kind = type(value)
    if unknown:
        return (None, source, unknown)
    if kind is str or value is None or kind is bool or kind is int or kind is float:
        return (kind, source, value)
    if not value:
        return (kind, source)
    if kind is list and len(value) <= _SHORT and all(type(each) is str for each in value):
        return (kind, source, *value)
    return (id(value), source)
