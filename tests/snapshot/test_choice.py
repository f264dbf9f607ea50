"""Patterns choose buckets by name; none chooses all; what fits nothing is named."""

from __future__ import annotations

import pytest

from auditor.snapshot import Choice


@pytest.mark.parametrize(
    ("patterns", "name", "held"),
    [
        ((), "any", True),
        (("invoices",), "invoices", True),
        (("invoices",), "invoices-2026", False),
        (("invoices-*",), "invoices-2026", True),
        (("logs", "invoices-?"), "invoices-1", True),
        (("Invoices",), "invoices", False),
    ],
)
def test_a_bucket_is_chosen_by_name(patterns: tuple[str, ...], name: str, held: bool) -> None:
    assert Choice(patterns).holds(name) is held


def test_what_fits_no_bucket_is_named() -> None:
    assert Choice(("a*", "b", "c")).unmet(["abc", "c"]) == ("b",)


def test_a_scope_that_names_no_buckets_means_all() -> None:
    assert [Choice.of(scope) for scope in (None, ["a"], {"accounts": {}})] == [Choice()] * 3


def test_a_scope_gives_back_what_was_put_into_it() -> None:
    assert Choice.of({"accounts": {}, **Choice(("b", "a", "b")).plain()}) == Choice(("a", "b"))


def test_all_buckets_leave_no_trace_in_a_scope() -> None:
    assert Choice().plain() == {}
