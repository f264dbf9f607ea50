"""Wildcards: the same as a plain regular expression on random patterns, and linear where that would explode."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.iam.pattern import ANY, ONE, compiled, matcher, tokens


def _regex(pattern: str) -> str:
    return "".join({"*": ".*", "?": "."}.get(char) or re.escape(char) for char in pattern)


@given(st.text("ab*?", max_size=12), st.text("ab", max_size=12))
def test_equals_a_plain_translation(pattern: str, text: str) -> None:
    assert matcher(pattern)(text) == bool(re.fullmatch(_regex(pattern), text, re.DOTALL))


@given(st.text(max_size=8), st.text(max_size=8))
def test_without_wildcards_is_equality(pattern: str, text: str) -> None:
    assert compiled((pattern,))(text) == (pattern == text)


@given(st.text("a*?[]().+\\^$|\n", max_size=8))
def test_a_literal_matches_itself(text: str) -> None:
    assert compiled((text,) if text else ())(text)


def test_tokens_keep_order() -> None:
    assert tokens("a*?b") == ("a", ANY, ONE, "b")


@pytest.mark.parametrize(
    "pattern", ["*a" * 10_000 + "b", "?*" * 10_000 + "b", "*?a" * 6_000 + "b", "a*" * 10_000 + "?"]
)
def test_hostile_pattern_comes_to_an_answer(pattern: str) -> None:
    """One that went back for every star would never end here; bench/iam.py shows that time grows in proportion."""
    assert not matcher(pattern)("a" * 1_000 + "c")


@pytest.mark.parametrize("text", ["a" * 1_000, "ab" * 500])
def test_one_more_question_mark_than_characters(text: str) -> None:
    assert not matcher("*" + "?" * 1_001)(text)
    assert matcher("*" + "?" * 1_000)(text)
