"""Text that AWS or a user wrote in, the same text with everything invisible spelled out."""

from __future__ import annotations

import json
import re

from auditor.snapshot import Json

_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
"""Letters and marks that print as nothing (Unicode's Default_Ignorable_Code_Point and the blank Braille cell)."""

_AMBIGUOUS = re.compile(r"|null|true|false|-?\d+(\.\d+)?")


def printable(text: str) -> str:
    r"""`text` in one line in which all is visible: a right-to-left override becomes `\u202e`, a line end `\n`.

    Control and format characters, odd spaces, lone surrogates and noncharacters are spelled as Python spells them, so
    that nothing can move a cursor, turn the reading direction, end a line or make XML ill-formed.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if char.isprintable() and not _BLANK.match(char) else _spelled(char) for char in text)


def value_text(value: Json, limit: int = 400) -> str:
    """A JSON value on one line, keys sorted, cut after `limit` characters with a note of how many there were.

    Text stands without quotes, unless it is empty or would be taken for a number, `true`, `false` or `null`.
    """
    bare = isinstance(value, str) and not _AMBIGUOUS.fullmatch(value)
    text = value if bare else json.dumps(value, sort_keys=True, ensure_ascii=False)
    return shortened(printable(text), limit)


def shortened(text: str, limit: int) -> str:
    """`text`, or its first `limit` characters and how long it really is."""
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text)} characters)"


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 gap`, `2 gaps`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def _spelled(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
