"""A pattern with `*` and `?` goes in; a matcher comes out whose time is linear in pattern x text, never worse.

Nothing else is special: no regular expressions, so `.`, `[` and `(` are characters like any other.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import lru_cache
from typing import Final, TypeAlias

Matcher: TypeAlias = Callable[[str], bool]


class Wild(Enum):
    """The two tokens that are no literal text."""

    ANY = "*"
    ONE = "?"


ANY: Final = Wild.ANY
"""Token `*`: any run of characters, also none."""
ONE: Final = Wild.ONE
"""Token `?`: exactly one character."""

Token: TypeAlias = str | Wild
"""`ANY`, `ONE`, or literal text of any length (in which `*` and `?` are ordinary characters)."""


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a pattern without variables."""
    found: list[Token] = []
    literal = 0
    for place, char in enumerate(text):
        if char in "*?":
            if place > literal:
                found.append(text[literal:place])
            found.append(ANY if char == "*" else ONE)
            literal = place + 1
    if literal < len(text):
        found.append(text[literal:])
    return tuple(found)


@lru_cache(maxsize=8192)
def matcher(pattern: str) -> Matcher:
    """The matcher of a pattern without variables; case-sensitive, the whole text must match."""
    return compiled(tokens(pattern))


@lru_cache(maxsize=8192)
def compiled(pattern: tuple[Token, ...]) -> Matcher:
    """The fastest matcher that is right for these tokens."""
    pieces = _pieces(pattern)
    if any(ONE in piece for piece in pieces):
        return _automaton(pieces)
    return _segments(["".join(map(str, piece)) for piece in pieces])


def _pieces(pattern: tuple[Token, ...]) -> list[list[Token]]:
    """The runs between the `*`: one piece means no `*` at all."""
    pieces: list[list[Token]] = [[]]
    for token in pattern:
        if token is ANY:
            pieces.append([])
        else:
            pieces[-1].append(token)
    return pieces


def _segments(literals: list[str]) -> Matcher:
    """Literals with `*` between: fixed head and tail, each middle one at its leftmost place."""
    if len(literals) == 1:
        return literals[0].__eq__
    head, *middle, tail = literals
    middle = [literal for literal in middle if literal]
    if not middle and not tail:
        return lambda text: text.startswith(head)
    shortest = sum(map(len, literals))

    def matches(text: str) -> bool:
        if len(text) < shortest or not text.startswith(head) or not text.endswith(tail):
            return False
        start, end = len(head), len(text) - len(tail)
        for literal in middle:
            found = text.find(literal, start, end)
            if found < 0:
                return False
            start = found + len(literal)
        return True

    return matches


def _automaton(pieces: list[list[Token]]) -> Matcher:
    """All positions at once, one bit each in one integer: a step costs pattern length / 64 machine words."""
    size, loops, anyone, places = _positions(pieces)
    shortest = size
    steps = {char: _bits(found, size) | anyone for char, found in places.items()}
    accept = 1 << size

    def matches(text: str) -> bool:
        if len(text) < shortest or (not loops and len(text) > size):
            return False
        state = 1
        for char in text:
            state = ((state & steps.get(char, anyone)) << 1) | (state & loops)
            if not state:
                return False
        return bool(state & accept)

    return matches


def _positions(pieces: list[list[Token]]) -> tuple[int, int, int, dict[str, list[int]]]:
    """Pattern length; bits that stay under any character; bits that any one moves; places of each character."""
    place, loops, anyone = 0, [], []
    places: dict[str, list[int]] = {}
    for number, piece in enumerate(pieces):
        if number:
            loops.append(place)
        for token in piece:
            if token is ONE:
                anyone.append(place)
                place += 1
                continue
            for char in str(token):
                places.setdefault(char, []).append(place)
                place += 1
    return place, _bits(loops, place), _bits(anyone, place), places


def _bits(places: list[int], size: int) -> int:
    buffer = bytearray(size // 8 + 1)
    for place in places:
        buffer[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(buffer, "little")
