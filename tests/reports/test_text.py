"""Invisible characters are made visible, everything else stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.reports.text import counted, printable, shortened, value_text


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\u202e", "\\u202e"),
        ("\u2066", "\\u2066"),
        ("\u200e\u200f", "\\u200e\\u200f"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\x9b31m", "\\x9b31m"),
        ("a\r\nb", "a\\r\\nb"),
        ("\u2028", "\\u2028"),
        ("\ud800", "\\ud800"),
        ("\ufffe", "\\ufffe"),
        ("\ufeff", "\\ufeff"),
        ("\u00a0", "\\xa0"),
        ("\u3164", "\\u3164"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_what_cannot_be_seen_is_spelled_out(hostile: str, shown: str) -> None:
    assert printable(hostile) == shown


@pytest.mark.parametrize("text", ["", "plain text", "Größe", "注文", "`|<script>${}", "c:\\temp"])
def test_what_can_be_seen_stays(text: str) -> None:
    assert printable(text) == text


@given(st.text(st.characters(exclude_categories=[])))
def test_the_result_is_always_printable_and_can_be_encoded(text: str) -> None:
    shown = printable(text)

    assert shown.isprintable()
    assert shown.encode("utf-8").decode("utf-8") == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Enabled", "Enabled"),
        ("", '""'),
        (None, "null"),
        ("null", '"null"'),
        ("111122223333", '"111122223333"'),
        (True, "true"),
        ({"b": 1, "a": [None]}, '{"a": [null], "b": 1}'),
        ("\u202e", "\\u202e"),
    ],
)
def test_values_are_told_apart(value: object, shown: str) -> None:
    assert value_text(value) == shown


def test_a_long_value_says_how_long_it_is() -> None:
    assert shortened("x" * 12, 10) == "xxxxxxxxxx… (12 characters)"


@pytest.mark.parametrize(("number", "text"), [(0, "0 gaps"), (1, "1 gap"), (2, "2 gaps")])
def test_numbers_agree_with_their_noun(number: int, text: str) -> None:
    assert counted(number, "gap") == text
