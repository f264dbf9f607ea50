"""What is said of an unknown is true of every value that it may have."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.evaluate.compile import compiled
from auditor.evaluate.logic import is_false
from auditor.evaluate.reading import BadValue, Reading, Unknown
from auditor.evaluate.steps import settled
from auditor.snapshot import Fact, Json
from tests.evaluate.asking import UNREAD, expression, refuse, value
from tests.evaluate.grammar import DATA, HOLE, HOLED, LOOKING, VERDICTS


def verdict(text: str, data: Json) -> bool | Unknown:
    value = compiled(expression(text))(data, Reading(refuse))
    return value if isinstance(value, Unknown) else not is_false(value)


VALUES: tuple[Json, ...] = (True, False, 0, 1, "", "x", [], [True], [{"b": 1}], {}, {"b": "x"}, {"b": [False]})


def _holds(answer: Callable[[Fact], Json]) -> None:
    """What is told of an unread fact, if it is not unknown, is told of each that it may turn out to be."""
    try:
        found = answer(UNREAD)
    except BadValue:
        return
    if isinstance(found, Unknown):
        return
    for each in (Fact.absent("x:y", "Nothing"), *(Fact.of("x:y", known) for known in VALUES)):
        try:
            assert answer(each) == found
        except BadValue:
            continue


@settings(max_examples=1200, deadline=None)
@given(VERDICTS, DATA)
def test_a_verdict_despite_an_unknown_holds_for_every_value(text: str, data: Json) -> None:
    _holds(lambda hole: verdict(text, {**data, "a": hole}))


def filled(data: Json, hole: Fact) -> Json:
    """The data with the same in every hole."""
    if isinstance(data, dict):
        return {name: filled(each, hole) for name, each in data.items()}
    if isinstance(data, list):
        return [filled(each, hole) for each in data]
    return hole if data == HOLE else data


def told(text: str, data: Json) -> Json:
    """The value, with those of the facts in it: Unknown if one is, as for whoever looks at all of it."""
    given = settled(compiled(expression(text))(data, Reading(refuse)), "", Reading(refuse))
    is_logic = expression(text).tree["type"] in ("and_expression", "or_expression")
    return not is_false(given) if is_logic and not isinstance(given, Unknown) else given


@settings(max_examples=600, deadline=None)
@given(LOOKING, HOLED)
def test_whatever_is_told_of_unknowns_deep_in_the_data_holds_for_every_value(text: str, data: Json) -> None:
    _holds(lambda hole: told(text, filled(data, hole)))


KLEENE = {"yes": True, "no": False, "unknown": None}
TREES = st.recursive(
    st.sampled_from(list(KLEENE)),
    lambda inner: st.tuples(st.sampled_from(["&&", "||"]), inner, inner) | st.tuples(st.just("!"), inner),
    max_leaves=8,
)


def logic(tree: Json) -> tuple[str, bool | None]:
    """The expression of a tree, and what Kleene's logic makes of it; None: unknown."""
    if isinstance(tree, str):
        return tree, KLEENE[tree]
    operands = [logic(each) for each in tree[1:]]
    if tree[0] == "!":
        ((text, value),) = operands
        return f"!({text})", None if value is None else not value
    deciding = tree[0] == "||"
    values = [value for _, value in operands]
    known = None if None in values else not deciding
    return f"({operands[0][0]}) {tree[0]} ({operands[1][0]})", deciding if deciding in values else known


@settings(max_examples=500, deadline=None)
@given(TREES)
def test_what_decides_is_never_lost(tree: Json) -> None:
    text, expected = logic(tree)
    assert value(text) == ("?" if expected is None else expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("to_string(bucket)", "?"),
        ("to_string({read: bucket.read, fact: bucket}) == to_string(bucket)", "?"),
        ("bucket == bucket", "?"),
        ("mixed == mixed", "?"),
        ("mixed[:1] == mixed[2:]", False),
        ('mixed[:1] == `[{"ok": true}]`', True),
        ("mixed == `[]`", False),
        ("bucket != {read: name}", True),
        ("contains(mixed, mixed[1])", "?"),
        ('contains(mixed[:1], `{"ok": true}`)', True),
        ('outside(mixed[:1], mixed[2:]) == `[{"ok": true}]`', True),
        ("map(&x, facts[:1])", [1]),
        ("map(&x, facts)", "?"),
        ("length(facts[])", "?"),
        ("keys(bucket) | length(@)", 3),
    ],
)
def test_facts_in_lists_and_objects_count_as_what_they_hold(text: str, expected: Json) -> None:
    assert value(text) == expected


@settings(max_examples=300, deadline=None)
@given(VERDICTS, DATA)
def test_a_fact_that_was_read_is_its_value(text: str, data: Json) -> None:
    try:
        plain = verdict(text, data)
    except BadValue:
        return
    assert verdict(text, {**data, "a": Fact.of("x:y", data.get("a"))}) is plain
