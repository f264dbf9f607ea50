"""Kleene's tables, as values and where only truth counts."""

import pytest

from tests.evaluate.asking import value

T, F, U = "yes", "no", "unknown"
AND = {(T, T): T, (T, F): F, (F, T): F, (F, F): F, (T, U): U, (U, T): U, (F, U): F, (U, F): F, (U, U): U}
OR = {(T, T): T, (T, F): T, (F, T): T, (F, F): F, (T, U): T, (U, T): T, (F, U): U, (U, F): U, (U, U): U}
GIVES = {T: True, F: False, U: "?"}


@pytest.mark.parametrize("operands", AND)
def test_and(operands: tuple[str, str]) -> None:
    assert value(f"{operands[0]} && {operands[1]}") == GIVES[AND[operands]]


@pytest.mark.parametrize("operands", OR)
def test_or(operands: tuple[str, str]) -> None:
    assert value(f"{operands[0]} || {operands[1]}") == GIVES[OR[operands]]


@pytest.mark.parametrize("operands", AND)
def test_not_of_and(operands: tuple[str, str]) -> None:
    expected = GIVES[AND[operands]]
    assert value(f"!({operands[0]} && {operands[1]})") == (expected if expected == "?" else not expected)


@pytest.mark.parametrize("operands", OR)
def test_not_of_or(operands: tuple[str, str]) -> None:
    expected = GIVES[OR[operands]]
    assert value(f"!({operands[0]} || {operands[1]})") == (expected if expected == "?" else not expected)


@pytest.mark.parametrize(
    "text",
    [
        "!unknown", "unknown == 'x'", "'x' != unknown", "unknown == `null`", "unknown < `1`", "unknown == unknown",
        "unknown.a.b", "unknown[0]", "unknown[1:]", "unknown[]", "unknown[*].a", "unknown.*", "unknown[?a]",
        "unknown | @", "[name, unknown]", "{a: name, b: unknown}", "length(unknown)", "contains('abc', unknown)",
        "not_null(unknown, name)", "mixed[].ok", "mixed[?ok]", "mixed[?ok == `true`] | length(@)", "bucket.*.Status",
        "map(&ok, mixed)", "min_by(mixed[1:], &ok)", "values(bucket)", "facts[].x", "facts[*]", "statements(unknown)",
        "any(unknown)",
    ],
)  # fmt: skip
def test_unknown_travels(text: str) -> None:
    assert value(text) == "?"


def test_a_default_does_not_stand_in_for_what_was_not_read() -> None:
    assert value("bucket.unread.Status || 'Suspended'") == "?"


def test_a_default_stands_in_for_what_is_absent() -> None:
    assert value("bucket.absent.Status || 'Suspended'") == "Suspended"


def test_where_only_truth_counts_an_empty_value_is_a_known_false() -> None:
    assert value("!(unknown && name == 'm' && '')") is True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("any(mixed, &ok)", True),
        ("all(mixed, &ok)", False),
        ("any(mixed[:1], &!ok)", False),
        ("any(mixed[1:], &ok)", "?"),
        ("all(mixed[:2], &ok)", "?"),
        ("any(null)", False),
        ("all(null)", True),
        ("any(`[false, true]`)", True),
        ('all(`[1, 0, ""]`)', False),
        ("any(facts, &x == `1`)", True),
        ("all(facts, &x == `1`)", "?"),
    ],
)
def test_one_known_element_may_decide(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("unknown", False), ("null", True), ("bucket.absent", True), ("name", True)]
)
def test_known_is_what_could_be_read(text: str, expected: bool) -> None:
    assert value(f"known({text})") is expected


def test_texts_and_numbers_have_no_order() -> None:
    assert value("name < `1`") is None
