"""What evaluation of one rule on one subject remembers: every path it read, with value, source or reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TypeAlias

from auditor.finding import Evidence
from auditor.snapshot import Fact, Json
from auditor.snapshot.store import dump

_TRUTHS = ("false", "true")
LONGEST, MOST = 400, 20
"""Evidence shows so many characters of a value, and so many values of one expression."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """The third truth value: what an expression gives that rests on something unread."""

    why: str
    """The reason of the fact, with AWS's words if it has any."""
    known: tuple[Json, ...] = ()
    """Of a list, the members that it certainly has."""


class BadValue(ValueError):
    """A function was given something it cannot take; the message says which and what."""


Ask: TypeAlias = "Callable[[str, str, str, Reading], bool | Unknown]"
"""Answers `may` and `denied`: (function, purpose, side or empty for all, log) -> true, false or Unknown."""


Told: TypeAlias = dict[tuple[str, int, str, str, tuple[str, ...]], tuple[Json, tuple[str, str | None, str], Evidence]]
"""What was noted, its value by `id` -> that value, which so keeps its id; what the evidence is known by, and itself."""


Noted: TypeAlias = tuple[str, Json, str, str, tuple[str, ...]]
"""Expression, value, IAM action, reason why unknown, what it depends on."""


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A path from the subject itself: member after member. There is one object of each (`read_of`)."""

    pieces: tuple[str | int, ...]
    text: str

    def of(self, parts: Json) -> Found:
        """What is found there, with the first fact's reason if that is unknown."""
        value, source = parts, ""
        for place, piece in enumerate(self.pieces, 1):
            value = member(value, piece)
            if type(value) is Fact:
                source, why = value.source, reason(value)
                if why:
                    known = tuple(value.value or ()) if place == len(self.pieces) else ()
                    return (self.text, None, source, why, ()), Unknown(why, known)
                value = value.value
        return (self.text, value, source, "", ()), value


Found: TypeAlias = tuple[Noted, Json]
"""What is noted of a read, and its value: JSON, or Unknown."""


@cache
def read_of(pieces: tuple[str | int, ...], text: str) -> Read:
    """The path; the same object for the same one, in whichever rule."""
    return Read(pieces, text)


def member(value: Json, piece: str | int) -> Json:
    """One step of a path, as JMESPath has it: null where there is none; an unknown value stays as it is."""
    kind = type(value)  # judging spends much of its time in here
    if kind is dict or isinstance(value, dict):
        return value.get(piece)
    if kind is list and isinstance(piece, int):
        return value[piece] if -len(value) <= piece < len(value) else None
    return value if kind is Unknown else None


@dataclass(slots=True)
class Reading:
    """A log of what was read, in order; one for each judgement."""

    ask: Ask
    seen: list[Noted] = field(default_factory=list)
    told: Told = field(default_factory=dict)
    """The evidence that was made of what was read; rules on one subject may share it, for they read the same."""
    found: dict[Read, Found] = field(default_factory=dict)
    """What was found in the subject; shared likewise."""
    reads: list[Read] = field(default_factory=list)
    """Where was looked in the subject, in order."""
    alone: bool = False
    """More was looked at than `reads` tell: the whole subject, or its requests."""

    def read(self, read: Read, parts: Json) -> Json | Unknown:
        """The value of a path from the subject. Remembered."""
        found = self.found.get(read)
        if found is None:
            found = self.found[read] = read.of(parts)
        self.reads.append(read)
        self.seen.append(found[0])
        return found[1]

    def note(
        self, expression: str, value: Json, source: str = "", unknown: str = "", depends_on: tuple[str, ...] = ()
    ) -> None:
        """Remember that `expression` gave `value`."""
        self.seen.append((expression, value, source, unknown, depends_on))

    def open(self, fact: Fact, expression: str) -> Json | Unknown:
        """The value of a fact; None if it is absent, Unknown if it was not read. Remembered either way."""
        why = reason(fact)
        self.note(expression, fact.value, fact.source, why)
        return Unknown(why) if why else fact.value

    def evidence(self) -> tuple[Evidence, ...]:
        """What was read, each once, in the order it was read first."""
        kept: dict[tuple[str, str | None, str], Evidence] = {}
        for expression, value, source, unknown, depends_on in self.seen:
            known = (expression, id(value), source, unknown, depends_on)
            told = self.told.get(known)
            if told is None:
                written, made = _evidence(expression, value, source, unknown, depends_on)
                told = self.told[known] = value, (expression, written, unknown), made
            kept.setdefault(told[1], told[2])
        if len(kept) <= MOST:
            return tuple(kept.values())
        return tuple(_first(kept.values()))


def _first(evidence: Iterable[Evidence]) -> Iterator[Evidence]:
    """Of each expression the first values."""
    times = Counter[str]()
    for each in evidence:
        times[each.expression] += 1
        if times[each.expression] <= MOST:
            yield each


def _evidence(
    expression: str, value: Json, source: str, unknown: str, depends_on: tuple[str, ...]
) -> tuple[str | None, Evidence]:
    """The value as text, by which it is known again, and the evidence that it is."""
    if value is None or isinstance(value, str):
        return value, Evidence(expression, shown(value) if value else value, source, unknown, depends_on)
    if value is True or value is False:
        return _TRUTHS[value], Evidence(expression, value, source, unknown, depends_on)
    held = plain(value)
    written = dump(held)
    short = shown(held) if isinstance(held, (dict, list)) and len(written) > LONGEST else held
    return written, Evidence(expression, short, source, unknown, depends_on)


def reason(fact: Fact) -> str:
    """Why a fact is unknown; empty if it is not."""
    if fact.state != "unknown":
        return ""
    return f"{fact.reason}: {fact.detail}" if fact.detail else fact.reason


def plain(value: Json) -> Json:
    """A value without facts in it: theirs in their place, `unknown (reason)` where there is none."""
    if isinstance(value, Fact):
        return f"unknown ({reason(value)})" if reason(value) else plain(value.value)
    if isinstance(value, Unknown):
        return f"unknown ({value.why})"
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list) else value


def shown(value: Json) -> str:
    """A value as messages show it, of at most `LONGEST` characters."""
    if isinstance(value, str):
        text = value
    elif isinstance(value, list) and all(isinstance(each, str) for each in value):
        text = ", ".join(value) or "none"
    else:
        text = "none" if value is None else dump(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text)} characters)"
