"""Patterns in; for each combination of them that one text can match at once, such a text out.

All patterns are run together over every text, character by character; only as many characters are tried as the
patterns can tell apart. This is how "StringLike a*" and "StringLike *b" are found to have a value in common.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from auditor.iam.arn import split
from auditor.iam.conditions import Condition
from auditor.iam.pattern import ANY, ONE, Token, tokens
from auditor.iam.variables import Context, Unknown, resolve, template

MAX_STATES = 1000
"""Combined states visited; ten ARN patterns need some hundred."""


@dataclass(frozen=True, slots=True)
class Step:
    """One position of a pattern: which character leads on from it, and whether any may also stay."""

    chars: frozenset[str] | None
    """`None`: every character but those in `barred`."""
    barred: str
    stays: bool

    def takes(self, char: str) -> bool:
        """Whether the character fits here."""
        return char not in self.barred if self.chars is None else char in self.chars


Atom: TypeAlias = tuple[Step, ...]
State: TypeAlias = tuple[frozenset[int], ...]

_COLON = Step(frozenset(":"), "", stays=False)
_NEVER: Atom = (Step(frozenset(), "", stays=False),)


def atom(condition: Condition, value: str, context: Context) -> Atom | None:
    """One value of a text condition as an automaton; `None`: it hangs on an unknown key, or is no ARN where it must."""
    name = condition.form.operator.name
    found = _tokens(condition, name, value, context)
    if isinstance(found, Unknown):
        return None
    if found is None:
        return _NEVER
    if not name.startswith("Arn"):
        return tuple(_steps(found, barred="", any_case=name.endswith("IgnoreCase") or name == "Bool"))
    parts = split(found)
    if len(parts) < 6:
        return None
    head = [step for part in parts[:5] for step in (*_steps(part, ":"), _COLON)]
    return (*head, *_steps(parts[5], ""))


def _tokens(condition: Condition, name: str, value: str, context: Context) -> tuple[Token, ...] | Unknown | None:
    wildcards = "Like" in name or name.startswith("Arn")
    if condition.variables and name != "BinaryEquals":
        return resolve(template(value, wildcards), context)
    return tokens(value) if wildcards else (value,)


def _steps(pattern: Sequence[Token], barred: str, any_case: bool = False) -> list[Step]:
    steps: list[Step] = []
    for token in pattern:
        if token is ANY or token is ONE:
            steps.append(Step(None, barred, stays=token is ANY))
        else:
            steps += [
                Step(frozenset((char.lower(), char.upper()) if any_case else char), "", False) for char in str(token)
            ]
    return steps


def witnesses(atoms: Sequence[Atom]) -> list[str] | None:
    """One text for each combination of atoms that it can match, shortest first; `None` if there are too many states."""
    start: State = tuple(_closed(one, frozenset((0,))) for one in atoms)
    texts: dict[State, str] = {start: ""}
    queue = deque([start])
    other = _other(atoms)
    while queue:
        state = queue.popleft()
        for char in [*sorted(_telling(atoms, state)), other]:
            after = tuple(_after(one, places, char) for one, places in zip(atoms, state, strict=True))
            if after not in texts:
                queue.append(after)
            texts[after] = texts.get(after) or texts[state] + char
        if len(texts) > MAX_STATES:
            return None
    found: dict[tuple[bool, ...], str] = {}
    for state, text in sorted(texts.items(), key=lambda item: not item[1]):
        found.setdefault(tuple(len(one) in places for one, places in zip(atoms, state, strict=True)), text)
    return list(found.values())


def _closed(one: Atom, places: frozenset[int]) -> frozenset[int]:
    """With the places that a `*` lets the text skip to."""
    found = set(places)
    for place in sorted(places):
        while place < len(one) and one[place].stays:
            place += 1  # noqa: PLW2901 - it runs along the stars
            found.add(place)
    return frozenset(found)


def _after(one: Atom, places: frozenset[int], char: str) -> frozenset[int]:
    taking = [place for place in places if place < len(one) and one[place].takes(char)]
    return _closed(one, frozenset(place if one[place].stays else place + 1 for place in taking))


def _telling(atoms: Sequence[Atom], state: State) -> set[str]:
    """Characters that some place of the state treats differently from a character no pattern mentions."""
    steps = [one[place] for one, places in zip(atoms, state, strict=True) for place in places if place < len(one)]
    return {char for step in steps for char in (step.chars or step.barred)}


def _other(atoms: Sequence[Atom]) -> str:
    mentioned = {char for one in atoms for step in one for char in (step.chars or step.barred)}
    return next(char for char in map(chr, range(ord("x"), 0x110000)) if char not in mentioned)
