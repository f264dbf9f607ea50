"""Sections of the bench -> Markdown, and into the page that shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from bench.result import Section, Target

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
BEGIN, END = "<!-- what make bench found: begin -->", "<!-- what make bench found: end -->"


def page(text: str, found: str) -> str:
    """`text` with `found` between its two marks. A ValueError where a mark is missing."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{PAGE} has lost the line {BEGIN!r} or {END!r}")
    return f"{before}{BEGIN}\n\n{found.strip()}\n\n{END}{after}"


def markdown(sections: Iterable[Section]) -> str:
    """What was promised of all sections first, then each section's own table."""
    every = list(sections)
    targets = [target for section in every for target in section.targets]
    return "\n".join([*(("### Asked and found", "", promised(targets), "") if targets else ()), *map(_section, every)])


def promised(targets: Sequence[Target]) -> str:
    """One line for each target, and how many are met."""
    lines = [
        {"promise": each.what, "asked: at most": figure(each.limit, each.unit), "found": found(each),
         "": verdict(each)}
        for each in targets
    ]  # fmt: skip
    return f"{sum(each.met for each in targets)} of {len(targets)} are met.\n\n{table(lines)}"


def found(target: Target) -> str:
    return "" if target.measured is None else figure(target.measured, target.unit)


def verdict(target: Target) -> str:
    if target.measured is None:
        return "**not measured**"
    return "met" if target.met else "**missed**"


def table(rows: Sequence[Mapping[str, object]]) -> str:
    """Rows with the columns of the first, left out where no row has anything to say."""
    columns = [name for name in rows[0] if any(row[name] is not None for row in rows)] if rows else []
    lines = [[cell(row[name]) for name in columns] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in [columns, ["---"] * len(columns), *lines])


def cell(value: object) -> str:
    if value is None:
        return ""
    said = f"{value:,}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
    return said.replace("|", "\\|")


def figure(value: float, unit: str) -> str:
    """A ratio below one as a fraction, as targets are spoken of: 1/12."""
    if unit == "x":
        return f"1/{1 / value:.3g}" if 0 < value < 0.8 else f"{value:.3g} x"
    return f"{value:,.4g} {unit}" if value < 10_000 else f"{value:,.0f} {unit}"


def _section(section: Section) -> str:
    body = table(section.rows) if section.rows else ""
    return "\n".join([f"### {section.title}", "", body, "", *(f"{note}\n" for note in section.notes)])
