"""What is said of an unknown is true of every value that it may have."""

from hypothesis import given, settings

from auditor.evaluate.compile import compiled
from auditor.evaluate.logic import is_false
from auditor.evaluate.reading import BadValue, Reading, Unknown
from auditor.snapshot import Fact, Json
from tests.evaluate.asking import expression, refuse
from tests.evaluate.grammar import DATA, VERDICTS


def verdict(text: str, data: Json) -> bool | Unknown:
    value = compiled(expression(text))(data, Reading(refuse))
    return value if isinstance(value, Unknown) else not is_false(value)


VALUES: tuple[Json, ...] = (True, False, 0, 1, "", "x", [], [True], [{"b": 1}], {}, {"b": "x"}, {"b": [False]})


@settings(max_examples=1200, deadline=None)
@given(VERDICTS, DATA)
def test_a_verdict_despite_an_unknown_holds_for_every_value(text: str, data: Json) -> None:
    try:
        found = verdict(text, {**data, "a": Fact.unknown("x:y", "AccessDenied")})
    except BadValue:
        return
    if isinstance(found, Unknown):
        return
    for each in (Fact.absent("x:y", "Nothing"), *(Fact.of("x:y", value) for value in VALUES)):
        try:
            assert verdict(text, {**data, "a": each}) is found
        except BadValue:
            continue


@settings(max_examples=300, deadline=None)
@given(VERDICTS, DATA)
def test_a_fact_that_was_read_is_its_value(text: str, data: Json) -> None:
    try:
        plain = verdict(text, data)
    except BadValue:
        return
    assert verdict(text, {**data, "a": Fact.of("x:y", data.get("a"))}) is plain
