"""A YAML file in, plain data and the line of every part of it out; nothing in the file can surprise its reader.

Of YAML only what JSON can say: no anchors, no tags but the caller's, no dates, no `yes` and `no` for true and false.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from auditor.errors import InputError

Value: TypeAlias = Any
"""Null, boolean, number, text, list or dictionary with text keys; or what a tag's function made."""
Step: TypeAlias = str | int
Tags: TypeAlias = Mapping[str, Callable[[Value], Value]]
"""Tag (`!unknown`) -> what becomes of the value after it; a scalar arrives as its text.

A ValueError that it raises says what is wrong."""

MAX_BYTES = 1_000_000
MAX_DEPTH = 50
LONGEST_NAME = 80
"""Characters of a key that errors repeat."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ACCOUNT_ID = re.compile(r"[0-9]{12}")
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Document:
    """What a YAML file holds, and where."""

    file: str
    value: Value
    lines: Mapping[tuple[Step, ...], int]
    """Path of keys and indexes -> line, from 1."""

    def line(self, path: tuple[Step, ...]) -> int:
        """The line of `path`, or of the deepest part of it that the file has."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def dotted(path: tuple[Step, ...]) -> str:
    """`("accounts", 2, "id")` as `accounts[2].id`, in one line whatever the keys hold."""
    names = (step if isinstance(step, int) or len(step) <= LONGEST_NAME else f"{step[:LONGEST_NAME]}…" for step in path)
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in names).removeprefix(".")
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def read(file: Path | Traversable, tags: Tags | None = None) -> Document:
    """The one document in `file`, UTF-8 with or without a byte order mark.

    Raises InputError with file, line and field for: no file, more than MAX_BYTES, deeper than MAX_DEPTH, an anchor or
    alias, a key that stands twice, is not text or is `<<`, a tag that is not in `tags`, a second document, and what is
    not YAML.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=str(file)) from error
    return parse(content, str(file), tags)


def parse(content: bytes, file: str, tags: Tags | None = None) -> Document:
    """As `read`, of bytes at hand; `file` is named in errors."""
    if len(content) > MAX_BYTES:
        raise InputError(f"is longer than {MAX_BYTES} bytes; split it", file=file)
    try:
        text = content.decode("utf-8-sig")
        return _Builder(file, tags or {}, yaml.parse(text, Loader=_LOADER)).document()
    except UnicodeDecodeError as error:
        place = content.count(b"\n", 0, error.start) + 1
        raise InputError(f"is not UTF-8 (byte {error.start}); save it as UTF-8", file=file, line=place) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise InputError(f"is not YAML: {error.problem or error.context}", file=file, line=line) from error
    except yaml.reader.ReaderError as error:
        place = text.partition(chr(error.character))[0].count("\n") + 1
        what = f"is not YAML: character #x{error.character:04x}: {error.reason}"
        raise InputError(what, file=file, line=place) from error


class _Builder:
    """Builds a document from the parser's events, so that a bad file ends where it is bad."""

    def __init__(self, file: str, tags: Tags, events: Iterator[yaml.Event]) -> None:
        self._file, self._tags, self._events = file, tags, events
        self._lines: dict[tuple[Step, ...], int] = {}

    def document(self) -> Document:
        value: Value = None
        seen = False
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent) and seen:
                raise self._wrong(event, (), "a second document begins; keep one in a file")
            if isinstance(event, yaml.NodeEvent):
                value, seen = self._node(event, ()), True
        return Document(self._file, value, self._lines)

    def _node(self, event: yaml.Event, path: tuple[Step, ...]) -> Value:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise self._wrong(
                event,
                path,
                "anchors and aliases (& and *) are not read; write it out, a pattern in quotes",
            )
        if len(path) > MAX_DEPTH:
            raise self._wrong(event, path[:3], f"is nested deeper than {MAX_DEPTH} levels")
        self._lines.setdefault(path, _line(event))
        tag = getattr(event, "tag", None)
        value = self._content(event, path, tagged=tag is not None)
        if tag is None or tag == "!":
            return value
        if tag not in self._tags:
            known = ", ".join(sorted(self._tags)) or "none"
            raise self._wrong(event, path, f"the tag {tag!r} is not known here; known: {known}")
        try:
            return self._tags[tag](value)
        except ValueError as error:
            raise self._wrong(event, path, str(error)) from error

    def _content(self, event: yaml.Event, path: tuple[Step, ...], *, tagged: bool) -> Value:
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return [self._node(item, (*path, index)) for index, item in enumerate(self._until(yaml.SequenceEndEvent))]
        if not isinstance(event, yaml.ScalarEvent):
            raise self._wrong(event, path, "a value is missing")
        return event.value if tagged or not event.implicit[0] else self._plain(event, path)

    def _mapping(self, path: tuple[Step, ...]) -> dict[str, Value]:
        built: dict[str, Value] = {}
        for event in self._until(yaml.MappingEndEvent):
            key = self._key(event, path)
            if key in built:
                first = self._lines[(*path, key)]
                raise self._wrong(event, (*path, key), f"the key {key!r} stands twice, first on line {first}")
            self._lines[(*path, key)] = _line(event)
            built[key] = self._node(next(self._events), (*path, key))
        return built

    def _key(self, event: yaml.Event, path: tuple[Step, ...]) -> str:
        if not isinstance(event, yaml.ScalarEvent) or event.anchor is not None or event.tag is not None:
            raise self._wrong(event, path, "a key must be plain text")
        key = self._plain(event, path) if event.implicit[0] else event.value
        if not isinstance(key, str):
            raise self._wrong(event, path, f"the key {event.value!r} is not text; put it in quotes")
        if key == "<<" and event.implicit[0]:
            raise self._wrong(event, path, "merge keys (<<) are not read; write the values out")
        return key

    def _until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        """The events that open each item, until the one that closes the collection."""
        for event in self._events:
            if isinstance(event, end):
                return
            yield event

    def _plain(self, event: yaml.ScalarEvent, path: tuple[Step, ...]) -> Value:
        """What an unquoted word means. Twelve digits are an account id, and a leading zero makes no number."""
        text = event.value
        if text in _WORDS:
            return _WORDS[text]
        if _ACCOUNT_ID.fullmatch(text):
            return text
        if _INTEGER.fullmatch(text):
            return int(text)
        if _NUMBER.fullmatch(text) and not text.lstrip("-").isdigit():
            number = float(text)
            if not math.isfinite(number):
                raise self._wrong(event, path, f"the number {text} is too large")
            return number
        return text

    def _wrong(self, event: yaml.Event, path: tuple[Step, ...], what: str) -> InputError:
        return InputError(what, file=self._file, line=_line(event), field=dotted(path))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
