"""Differences of plain values: complete, symmetric, blind to order; and things matched though renamed."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from auditor.drift.diff import Change, Kind, diff, pair

WORDS = st.sampled_from(["a", "b", "c"])
SCALARS = st.none() | st.booleans() | st.integers(0, 3) | WORDS
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3), max_leaves=12
)
TURNED = {Kind.ADD: Kind.REMOVE, Kind.REMOVE: Kind.ADD, Kind.NOT_EQUAL: Kind.NOT_EQUAL}


def _shuffled(value: Any, draw: Any) -> Any:
    if isinstance(value, dict):
        return {key: _shuffled(value[key], draw) for key in draw(st.permutations(sorted(value)))}
    return [_shuffled(item, draw) for item in draw(st.permutations(value))] if isinstance(value, list) else value


@given(VALUES)
def test_nothing_differs_from_itself(value: Any) -> None:
    assert list(diff(value, value, "x")) == []


@given(st.dictionaries(WORDS, st.lists(SCALARS, max_size=4)), st.data())
def test_order_is_no_difference(value: Any, data: Any) -> None:
    assert list(diff(value, _shuffled(value, data.draw), "")) == []


@given(VALUES, VALUES)
def test_the_other_way_round_turns_add_into_remove(before: Any, after: Any) -> None:
    forth = {(each.path, each.kind, repr(each.before), repr(each.after)) for each in diff(before, after, "x")}
    back = {(each.path, TURNED[each.kind], repr(each.after), repr(each.before)) for each in diff(after, before, "x")}

    assert forth == back


@given(st.dictionaries(WORDS, SCALARS), st.dictionaries(WORDS, SCALARS))
def test_flat_objects_differ_exactly_where_their_fields_do(before: Any, after: Any) -> None:
    unlike = {
        key
        for key in before.keys() | after.keys()
        if key not in before or key not in after or repr(before[key]) != repr(after[key])
    }

    assert {each.path for each in diff(before, after, "")} == unlike


def test_true_is_not_one() -> None:
    assert list(diff({"a": True}, {"a": 1}, "")) == [Change("a", Kind.NOT_EQUAL, True, 1)]


def test_a_change_reads_as_a_sentence() -> None:
    changes = diff({"a": "x", "b": 1}, {"a": "y" * 99, "c": "", "d": {"e": 1}}, "p")

    assert [str(each) for each in changes] == [
        f"p.a was x, is {'y' * 80}…",
        "p.b is gone: 1",
        'p.c is new: ""',
        "p.d is new",
    ]


@given(st.lists(st.tuples(WORDS, WORDS), max_size=6), st.data())
def test_what_is_only_reordered_is_matched_completely(things: list[tuple[str, str]], data: Any) -> None:
    matched = pair(things, data.draw(st.permutations(things)), "".join, lambda each: each[0])

    assert [(before, after) for before, after in matched if before != after] == []


@given(st.lists(st.tuples(WORDS, WORDS), max_size=6), st.lists(st.tuples(WORDS, WORDS), max_size=6))
def test_everything_is_matched_once(before: list[tuple[str, str]], after: list[tuple[str, str]]) -> None:
    matched = pair(before, after, "".join, lambda each: each[0])

    assert [one for one, _ in matched if one is not None] == before
    assert sorted(other for _, other in matched if other is not None) == sorted(after)


def test_a_renamed_thing_is_matched_by_content_before_a_namesake() -> None:
    matched = pair([("a", "1")], [("a", "2"), ("b", "1")], lambda each: each[1], lambda each: each[0])

    assert matched == [(("a", "1"), ("b", "1")), (None, ("a", "2"))]
