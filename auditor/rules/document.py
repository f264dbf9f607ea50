"""Text of a rule or pack file -> plain values, `!unknown` and `!absent` as facts, and the line of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from auditor.errors import InputError, RuleError
from auditor.snapshot import Fact, Json
from auditor.yamlfile import Document, Step, Tags, dotted, parse

__all__ = ["Document", "Place", "mistake", "one_line", "read_document"]

_LONGEST = 800
"""Characters of an error; more was not written by a person."""

_TEXT = re.compile(r"\s*(?:- )?(?P<key>when|must|message|note|title|rationale): +(?P<value>\S.*)")
"""A field that is text, in a line of its own."""
_SPECIAL = frozenset("!&*`@%'\"[{|>-")
"""What YAML takes for something else where a text begins with it."""

Place: TypeAlias = tuple[Step, ...]
"""Keys and positions from the top of the document to a value, e.g. `("examples", 0, "expect")`."""


def one_line(text: str) -> str:
    """The text on one line, with escapes for what a terminal would not print as it is."""
    spaced = " ".join(text.split())
    return (
        spaced
        if spaced.isprintable()
        else "".join(char if char.isprintable() else ascii(char)[1:-1] for char in spaced)
    )


def _brief(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def mistake(document: Document, place: Place, what: str) -> RuleError:
    """An error about the value at `place`, with file, line and field."""
    return RuleError(_brief(what), file=document.file, line=document.line(place), field=dotted(place))


def read_document(content: bytes, file: str) -> Document:
    """The one document of a YAML file. Raises RuleError with file, line and field."""
    try:
        document = parse(content, file, _TAGS)
    except InputError as error:
        what = error.what + _unquoted(error, content)
        raise RuleError(_brief(what), file=error.file, line=error.line, field=error.field) from error
    if document.value is None:
        raise RuleError("the file is empty", file=file, line=1)
    for place in _facts(document.value, ()):
        if place[:1] != ("examples",) or place[2:3] != ("given",) or len(place) == 3:
            raise mistake(document, place, "!unknown and !absent may stand only inside `given` of an example")
    return document


def _unquoted(error: InputError, content: bytes) -> str:
    """What to do about a text that YAML takes for something else, as many expressions and messages are."""
    if error.line is None or not error.what.startswith(("is not YAML", "the tag '!", "anchors")):
        return ""
    lines = content.decode("utf-8", "replace").splitlines()
    found = _TEXT.match(lines[error.line - 1]) if error.line <= len(lines) else None
    if found is None:
        return ""
    first = found["value"][0]
    if first in _SPECIAL and not found["value"].startswith(("!!", "!unknown", "!absent")):
        return f"; a text that begins with {first} stands in quotes, or in the line below `{found['key']}: >-`"
    held = ": " in found["value"]
    return f"; a text with `: ` in it stands in quotes, or in the line below `{found['key']}: >-`" if held else ""


def _facts(value: Json, place: Place) -> Iterator[Place]:
    """Where facts stand."""
    if isinstance(value, Fact):
        yield place
    elif isinstance(value, dict | list):
        for step, member in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _facts(member, (*place, step))


def _fact(tag: str, make: Callable[[str, str], Fact]) -> Callable[[Json], Fact]:
    def fact(code: Json) -> Fact:
        if not isinstance(code, str) or not code:
            raise ValueError(f"{tag} needs AWS's code after it, e.g. {tag} AccessDenied")
        if not code.isprintable() or " " in code:
            raise ValueError(f"{tag} needs one code of AWS's after it, not {code!r}")
        return make("", code)

    return fact


_TAGS: Tags = {"!unknown": _fact("!unknown", Fact.unknown), "!absent": _fact("!absent", Fact.absent)}
