"""Text, code and tables in, GitHub-flavoured Markdown out that hostile content cannot break out of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from auditor.reports.text import printable

_SPECIAL = re.compile(r"[\\`*_\[\]<>&~$@]|:(?=//)|(?<=[wW]{3})\.")
"""What starts emphasis, code, links, HTML, entities, strike-through, mathematics, mentions and bare links."""
_BLOCK = re.compile(r"(?P<sign>[-+#=])|(?P<number>\d+)(?P<after>[.)])(?=\s|$)")
"""What starts a list or a heading at the beginning of a line."""
_URL = re.compile(r"https?://[A-Za-z0-9._~:/?#@!&'()*+,;=%-]+")


class Markdown(str):
    """Text that is Markdown already; any other text is escaped when it is printed."""

    __slots__ = ()


def plain(text: str) -> Markdown:
    """`text` shown as it is: one line, nothing in it is markup, no HTML, no link."""
    visible = _SPECIAL.sub(r"\\\g<0>", printable(text).strip())
    return Markdown(_BLOCK.sub(_escape_block, visible, count=1) if _BLOCK.match(visible) else visible)


def code(text: str) -> Markdown:
    """`text` as a code span whose fence is longer than any run of backticks in it (CommonMark, "Code spans")."""
    visible = printable(text)
    if not visible.strip():
        return Markdown("*(blank)*" if visible else "*(empty)*")
    fence = "`" * (max((len(run) for run in re.findall("`+", visible)), default=0) + 1)
    padding = " " if visible[0] in "` " or visible[-1] in "` " else ""
    return Markdown(f"{fence}{padding}{visible}{padding}{fence}")


def codes(texts: Iterable[str]) -> Markdown:
    """Each text as a code span, one after the other."""
    return Markdown(", ".join(code(text) for text in texts))


def link(url: str) -> Markdown:
    """A web address to click, or code if it is anything else."""
    return Markdown(f"<{url}>") if _URL.fullmatch(url) else code(url)


def show(value: object) -> Markdown:
    """What a template prints for `value`: Markdown as it is, all else escaped."""
    return value if isinstance(value, Markdown) else plain(str(value))


def table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[Markdown]:
    """A GitHub table line by line, nothing if there are no rows. Columns are not padded, so no row waits for others."""
    for number, row in enumerate(rows):
        if number == 0:
            yield _line(headers)
            yield Markdown("|" + " --- |" * len(headers))
        yield _line(row)


def whole(lines: Iterable[Markdown]) -> Markdown:
    """A short table in one piece."""
    return Markdown("\n".join(lines))


def optional(text: str | None) -> Markdown:
    """`text` as code, a dash for none."""
    return code(text) if text else Markdown("-")


def _line(cells: Iterable[object]) -> Markdown:
    return Markdown(f"| {' | '.join(map(_cell, cells))} |")


def _cell(value: object) -> str:
    """A bar ends a cell even inside code, unless a backslash stands before it (GFM, "Tables")."""
    return show(value).strip().replace("|", "\\|")


def _escape_block(start: re.Match[str]) -> str:
    if start["sign"]:
        return "\\" + start["sign"]
    return f"{start['number']}\\{start['after']}"
