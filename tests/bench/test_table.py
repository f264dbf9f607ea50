"""What the bench found becomes Markdown, and goes between the marks of its page."""

from __future__ import annotations

import json

import pytest

from bench import table
from bench.result import Section, Target

FOUND = Section("Part", ({"run": "a|b", "wall s": 1234.5, "floor s": None},), (Target("wall", 0.05, 1 / 12),), ("So.",))


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (1 / 16.14, "x", "1/16.1"), (0.9, "x", "0.9 x"), (1.2345, "x", "1.23 x"), (0, "x", "0 x"),
        (299.96, "MiB", "300 MiB"), (0, "calls", "0 calls"), (123_456, "calls", "123,456 calls"),
    ],
)  # fmt: skip
def test_a_ratio_below_one_is_told_as_a_fraction(value: float, unit: str, expected: str) -> None:
    assert table.figure(value, unit) == expected


@pytest.mark.parametrize(("measured", "met"), [(0.9, True), (1.0, True), (1.01, False)])
def test_a_target_is_met_up_to_its_limit(measured: float, met: bool) -> None:
    assert Target("it", measured, 1.0).met is met


def test_what_is_missed_or_was_not_measured_stands_out() -> None:
    said = table.promised([Target("wall", 2, 1), Target("memory", 1, 2, "MiB"), Target("peer", None, 1)])
    first, _, _, _, *lines = said.splitlines()
    assert first == "1 of 3 are met."
    assert [line.split("|")[4].strip() for line in lines] == ["**missed**", "met", "**not measured**"]


def test_a_table_leaves_out_columns_that_are_empty_and_escapes_the_rest() -> None:
    assert table.table(FOUND.rows).splitlines() == ["| run | wall s |", "| --- | --- |", "| a\\|b | 1,234.5 |"]


def test_targets_come_first_and_notes_last() -> None:
    said = table.markdown([FOUND])
    assert said.index("### Asked and found") < said.index("1/20") < said.index("### Part") < said.index("So.")


def test_what_is_between_the_marks_is_replaced() -> None:
    text = f"before\n{table.BEGIN}\nold\n{table.END}\nafter\n"
    assert table.page(text, "new") == f"before\n{table.BEGIN}\n\nnew\n\n{table.END}\nafter\n"


def test_a_page_without_its_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="has lost the line"):
        table.page("nothing here", "new")


def test_the_page_in_the_documentation_has_its_marks() -> None:
    text = table.PAGE.read_text(encoding="utf-8")
    assert "new" in table.page(text, "new")


def test_what_was_not_measured_is_not_met() -> None:
    assert not Target("it", None, 1.0).met


def test_a_section_survives_json() -> None:
    assert Section.of(json.loads(json.dumps(FOUND.plain()))) == FOUND
