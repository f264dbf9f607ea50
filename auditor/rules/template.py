"""Text with `{expression}` in it -> pieces of text and expressions; `{{` and `}}` stand for braces."""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditor.rules.expression import Expression, Unusable, parse

_PIECE = re.compile(r"(?P<brace>\{\{|\}\})|\{(?P<expression>[^{}]*)\}|(?P<stray>[{}])|(?P<text>[^{}]+)")


@dataclass(frozen=True, slots=True)
class Template:
    """A message: text as it stands, and expressions whose values are put in."""

    pieces: tuple[str | Expression, ...]


def parse_template(text: str, kind: str) -> Template:
    """The message `text` of a rule about subjects of `kind`. Raises Unusable."""
    pieces: list[str | Expression] = []
    for match in _PIECE.finditer(text):
        if match["stray"]:
            raise Unusable(
                f"a single {match['stray']!r} at character {match.start() + 1}; write {match['stray'] * 2!r}"
            )
        if match["expression"] is not None:
            pieces.append(parse(match["expression"], kind))
        else:
            pieces.append(match["text"] or match["brace"][0])
    return Template(tuple(pieces))
