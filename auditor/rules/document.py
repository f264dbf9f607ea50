"""Text of a YAML file -> plain values, and the line of each; everything that could surprise is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

import yaml

from auditor.errors import RuleError
from auditor.snapshot import Fact, Json

LONGEST, DEEPEST = 256 * 1024, 30
"""A rule file has at most so many bytes, and so many levels."""

Place: TypeAlias = tuple[str | int, ...]
"""Keys and positions from the top of the document to a value, e.g. `("examples", 0, "expect")`."""

_FACTS: Mapping[str, Callable[[str, str], Fact]] = {"!unknown": Fact.unknown, "!absent": Fact.absent}


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says: `value` in plain types, with a `Fact` where it says `!unknown` or `!absent`."""

    file: str
    value: Json
    lines: Mapping[Place, int]

    def line(self, place: Place) -> int:
        """The line of the value at `place`, or of the nearest one around it."""
        while place not in self.lines:
            place = place[:-1]
        return self.lines[place]

    def error(self, place: Place, what: str) -> RuleError:
        """An error about the value at `place`."""
        return RuleError(one_line(what), file=self.file, line=self.line(place), field=dotted(place))


def one_line(text: str) -> str:
    """The text on one line, with escapes for what a terminal would not print as it is."""
    spaced = " ".join(text.split())
    return (
        spaced
        if spaced.isprintable()
        else "".join(char if char.isprintable() else ascii(char)[1:-1] for char in spaced)
    )


def dotted(place: Place) -> str:
    """How a place is named in messages: `examples[0].expect`."""
    return one_line("".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in place).lstrip("."))


def read_document(content: bytes, file: str) -> Document:
    """The one document of a YAML file. Raises RuleError with file, line and field."""
    if len(content) > LONGEST:
        raise RuleError(f"longer than {LONGEST} bytes; a rule is a short text", file=file)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RuleError(f"byte {error.start} is not UTF-8", file=file, line=_line_at(content, error.start)) from None
    lines: dict[Place, int] = {(): 1}
    try:
        root = _Composer(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise RuleError(f"not valid YAML: {error.problem}", file=file, line=line) from None
    except yaml.reader.ReaderError as error:
        raise RuleError(f"not valid YAML: character #x{error.character:04x} {error.reason}",
                        file=file, line=text.count("\n", 0, error.position) + 1) from None  # fmt: skip
    if root is None:
        raise RuleError("the file is empty", file=file, line=1)
    value = _Reader(file, lines).value(root, ())
    return Document(file, value, lines)


def _line_at(content: bytes, position: int) -> int:
    return content.count(b"\n", 0, position) + 1


class _Composer(yaml.SafeLoader):
    """YAML without anchors, aliases and deep nesting; true, false, null and whole numbers as JSON has them.

    YAML 1.1 would read `on` as true, 2012-10-17 as a date and 012345678901 as an octal number.
    """

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # types-pyyaml leaves it untyped
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.MarkedYAMLError(
                problem="anchors and aliases are not allowed here", problem_mark=event.start_mark
            )
        if self.depth >= DEEPEST:
            raise yaml.MarkedYAMLError(problem=f"deeper than {DEEPEST} levels", problem_mark=event.start_mark)
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


_Composer.yaml_implicit_resolvers = {}
_Composer.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(null|~|)$"), ["n", "~", ""])
_Composer.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(true|false)$"), ["t", "f"])
# Twelve digits are an account, not a number.
_Composer.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?(0|[1-9][0-9]{0,10})$"), list("-0123456789"))

_SCALARS: Mapping[str, Callable[[str], Json]] = {
    "tag:yaml.org,2002:null": lambda text: None,  # noqa: ARG005  every spelling of it is null
    "tag:yaml.org,2002:bool": lambda text: text == "true",
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:str": str,
}


@dataclass(frozen=True, slots=True)
class _Reader:
    file: str
    lines: dict[Place, int]

    def value(self, node: yaml.Node, place: Place) -> Json:
        self.lines[place] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode) and node.tag == "tag:yaml.org,2002:map":
            return {key: self.value(child, (*place, key)) for key, child in self._pairs(node, place)}
        if isinstance(node, yaml.SequenceNode) and node.tag == "tag:yaml.org,2002:seq":
            return [self.value(child, (*place, index)) for index, child in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode) and node.tag in _SCALARS:
            return self._scalar(node, place)
        if isinstance(node, yaml.ScalarNode) and node.tag in _FACTS:
            return self._fact(node, place)
        return self._refuse(node, place, f"tag {node.tag} is not known here; only !unknown and !absent are")

    def _pairs(self, node: yaml.MappingNode, place: Place) -> Iterator[tuple[str, yaml.Node]]:
        seen: set[str] = set()
        for key, child in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag != "tag:yaml.org,2002:str":
                self._refuse(key, place, "a key must be text; put it in quotes")
            if key.value in seen:
                self._refuse(key, (*place, key.value), "the key is there twice")
            if key.value == "<<":
                self._refuse(key, place, "merge keys (<<) are not allowed here")
            seen.add(key.value)
            yield key.value, child

    def _scalar(self, node: yaml.ScalarNode, place: Place) -> Json:
        try:
            return _SCALARS[node.tag](node.value)
        except ValueError:
            self._refuse(node, place, f"{node.value!r} is no {node.tag.rpartition(':')[2]}")

    def _fact(self, node: yaml.ScalarNode, place: Place) -> Fact:
        if place[:1] != ("examples",) or place[2:3] != ("given",) or len(place) == 3:
            self._refuse(node, place, f"{node.tag} may stand only inside `given` of an example")
        if not node.value:
            self._refuse(node, place, f"{node.tag} needs AWS's code after it, e.g. {node.tag} AccessDenied")
        return _FACTS[node.tag]("", node.value)

    def _refuse(self, node: yaml.Node, place: Place, what: str) -> NoReturn:
        raise RuleError(one_line(what), file=self.file, line=node.start_mark.line + 1, field=dotted(place))
