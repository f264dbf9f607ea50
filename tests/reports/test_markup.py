"""Hostile text in Markdown: no HTML, no markup, tables that keep their shape, by a real GFM parser."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from auditor.reports.markup import Markdown, code, link, plain, show, table
from auditor.reports.text import printable
from tests.reports.sample import HOSTILE

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
ANY = st.text(st.characters(exclude_categories=[]) | st.sampled_from("`|\\<>*_[]&~$#-+=1.) \n"))


def _inline(markdown: str) -> list[tuple[str, str]]:
    """The tokens of a document that must be one paragraph."""
    tokens = PARSER.parse(markdown)
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    return [(token.type, token.content) for token in tokens[1].children or ()]


@given(ANY.filter(lambda text: printable(text).strip()))
def test_plain_text_is_one_paragraph_of_nothing_but_text(text: str) -> None:
    tokens = _inline(plain(text))

    assert {kind for kind, _ in tokens} <= {"text", "text_special"}
    assert "".join(content for _, content in tokens) == printable(text).strip()


@given(ANY.filter(lambda text: printable(text).strip()))
def test_code_is_one_code_span_that_holds_the_text(text: str) -> None:
    (token,) = _inline(code(text))

    assert token == ("code_inline", printable(text))


@given(st.lists(st.tuples(ANY, ANY.map(code)), min_size=1, max_size=4))
def test_a_table_keeps_its_shape(rows: list[tuple[str, Markdown]]) -> None:
    tokens = PARSER.parse("\n".join(table(("A", "B"), rows)))

    assert tokens[0].type == "table_open"
    assert tokens[-1].type == "table_close"
    assert sum(token.type == "tr_open" for token in tokens) == len(rows) + 1
    assert sum(token.type in {"td_open", "th_open"} for token in tokens) == 2 * (len(rows) + 1)


def test_a_table_shows_the_hostile_text_itself() -> None:
    tokens = PARSER.parse("\n".join(table(("A", "B"), [(HOSTILE, code(HOSTILE))])))
    cells = [token.children or [] for token in tokens if token.type == "inline"][2:]

    assert ["".join(child.content for child in cell) for cell in cells] == [printable(HOSTILE)] * 2


def test_a_table_without_rows_is_nothing() -> None:
    assert list(table(("A",), [])) == []


@pytest.mark.parametrize("text", ["# head", "- item", "1. item", "1) item", "+ x", "===", "---", "> quote", "    x"])
def test_plain_text_starts_no_block(text: str) -> None:
    assert "".join(content for _, content in _inline(plain(text))) == text.strip()


@pytest.mark.parametrize("text", ["https://evil.example", "www.evil.example", "a@evil.example"])
def test_plain_text_makes_no_bare_link(text: str) -> None:
    assert not re.search(r"(?<!\\)://|www\.|(?<!\\)@", plain(text))


def test_version_numbers_are_left_as_they_are() -> None:
    assert plain("1.0.0") == "1.0.0"


@pytest.mark.parametrize(("text", "shown"), [("", "*(empty)*"), ("  ", "*(blank)*")])
def test_code_of_nothing_says_so(text: str, shown: str) -> None:
    assert code(text) == shown


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://x.example/<b>", "https://x y", "http://\u202e"])
def test_only_plain_web_addresses_become_links(url: str) -> None:
    assert link(url) == code(url)


def test_a_web_address_becomes_a_link() -> None:
    assert [kind for kind, _ in _inline(link("https://docs.aws.amazon.com/a_b"))] == ["link_open", "text", "link_close"]


def test_markdown_is_printed_as_it_is() -> None:
    assert show(Markdown("**x**")) == "**x**"
