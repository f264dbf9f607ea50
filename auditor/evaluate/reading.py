"""What evaluation of one rule on one subject remembers: every path it read, with value, source or reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from auditor.finding import Evidence
from auditor.snapshot import Fact, Json
from auditor.snapshot.store import dump

LONGEST, MOST = 400, 20
"""Evidence shows so many characters of a value, and so many values of one expression."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """The third truth value: what an expression gives that rests on something unread."""

    why: str
    """The reason of the fact, with AWS's words if it has any."""


class BadValue(ValueError):
    """A function was given something it cannot take; the message says which and what."""


Ask: TypeAlias = "Callable[[str, str, str, Reading], bool | Unknown]"
"""Answers `may` and `denied`: (function, purpose, side or empty for all, log) -> true, false or Unknown."""


Told: TypeAlias = dict[tuple[str, int, str, str, tuple[str, ...]], tuple[Json, str | None, Evidence]]
"""What was noted, its value by `id` -> that value, which so keeps its id; its text, and the evidence."""


@dataclass(slots=True)
class Reading:
    """A log of what was read, in order; one for each judgement."""

    ask: Ask
    seen: list[tuple[str, Json, str, str, tuple[str, ...]]] = field(default_factory=list)
    """Expression, value, IAM action, reason why unknown, what it depends on."""
    told: Told = field(default_factory=dict)
    """The evidence that was made of what was read; rules on one subject may share it, for they read the same."""

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
        times: Counter[str] = Counter()
        for expression, value, source, unknown, depends_on in self.seen:
            known = (expression, id(value), source, unknown, depends_on)
            if known not in self.told:
                self.told[known] = value, *_evidence(expression, value, source, unknown, depends_on)
            _, written, evidence = self.told[known]
            key = (expression, written, unknown)
            if key not in kept:
                times[expression] += 1
                if times[expression] <= MOST:
                    kept[key] = evidence
        return tuple(kept.values())


def _evidence(
    expression: str, value: Json, source: str, unknown: str, depends_on: tuple[str, ...]
) -> tuple[str | None, Evidence]:
    """The value as text, by which it is known again, and the evidence that it is."""
    if value is None or isinstance(value, str):
        return value, Evidence(expression, shown(value) if value else value, source, unknown, depends_on)
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
