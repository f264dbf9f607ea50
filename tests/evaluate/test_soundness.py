"""What is said of an unknown is true of every value that it may have."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from auditor.evaluate.compile import compiled
from auditor.evaluate.logic import is_false
from auditor.evaluate.reading import BadValue, Reading, Unknown
from auditor.snapshot import Fact, Json
from tests.evaluate.asking import expression, refuse
from tests.evaluate.grammar import DATA, JSON, KEYS, VERDICTS


def verdict(text: str, data: Json) -> bool | Unknown:
    value = compiled(expression(text))(data, Reading(refuse))
    return value if isinstance(value, Unknown) else not is_false(value)


@settings(max_examples=600, deadline=None)
@given(VERDICTS, DATA, KEYS, st.lists(JSON, min_size=3, max_size=6))
def test_a_verdict_despite_an_unknown_holds_for_every_value(
    text: str, data: Json, key: str, values: list[Json]
) -> None:
    try:
        found = verdict(text, {**data, key: Fact.unknown("x:y", "AccessDenied")})
    except BadValue:
        return
    assume(not isinstance(found, Unknown))
    for each in (Fact.absent("x:y", "Nothing"), *(Fact.of("x:y", value) for value in values)):
        try:
            assert verdict(text, {**data, key: each}) is found
        except BadValue:
            continue


@settings(max_examples=300, deadline=None)
@given(VERDICTS, DATA, KEYS)
def test_a_fact_that_was_read_is_its_value(text: str, data: Json, key: str) -> None:
    try:
        plain = verdict(text, data)
    except BadValue:
        return
    assert verdict(text, {**data, key: Fact.of("x:y", data.get(key))}) is plain
