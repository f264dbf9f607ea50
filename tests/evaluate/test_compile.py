"""On plain data the compiled expressions are JMESPath."""

import jmespath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.evaluate.compile import compiled
from auditor.evaluate.reading import Reading
from auditor.snapshot import Json
from tests.evaluate.asking import expression, refuse

KEYS = st.sampled_from(["a", "b", "c", "d e"])
SCALARS = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "x", "yy", "a"])
DATA = st.dictionaries(
    KEYS, st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4))
)
LITERALS = st.sampled_from(["`1`", "`0`", "'x'", "`null`", "`true`", "`[]`", "`{}`", "''"])
FIELDS = st.sampled_from(["a", "b", "c", '"d e"', "@", "*"])
SUFFIXES = st.sampled_from([".a", ".b", "[0]", "[-1]", "[1:]", "[::-1]", "[]", "[*]", ".*", "[*].a", "[].b", " | [0]"])


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.tuples(inner, inner)
    return st.one_of(
        st.tuples(inner, SUFFIXES).map(lambda pair: f"({pair[0]}){pair[1]}"),
        pairs.map(lambda pair: f"({pair[0]}) && ({pair[1]})"),
        pairs.map(lambda pair: f"({pair[0]}) || ({pair[1]})"),
        pairs.map(lambda pair: f"({pair[0]}) | ({pair[1]})"),
        inner.map(lambda text: f"!({text})"),
        st.tuples(inner, st.sampled_from(["==", "!="]), inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        st.tuples(inner, st.sampled_from(["<", ">", "<=", ">="]), st.sampled_from(["`1`", "`2`"])).map(
            lambda t: f"({t[0]}) {t[1]} {t[2]}"
        ),
        pairs.map(lambda pair: f"({pair[0]})[?{pair[1]}]"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]})[?{t[1]}].[{t[2]}]"),
        pairs.map(lambda pair: f"[{pair[0]}, {pair[1]}]"),
        pairs.map(lambda pair: f"{{x: {pair[0]}, y: {pair[1]}}}"),
        inner.map(lambda text: f"type({text})"),
        inner.map(lambda text: f"to_array({text})"),
        pairs.map(lambda pair: f"not_null({pair[0]}, {pair[1]})"),
        pairs.map(lambda pair: f"map(&({pair[0]}), to_array({pair[1]}))"),
    )


EXPRESSIONS = st.recursive(LITERALS | FIELDS, _grown, max_leaves=6)


@settings(max_examples=400, deadline=None)
@given(EXPRESSIONS, DATA)
def test_it_agrees_with_jmespath_on_plain_data(text: str, data: Json) -> None:
    try:
        expected = jmespath.search(text, data)
    except TypeError:  # JMESPath's own fault: it orders a text and a number
        return
    assert compiled(expression(text))(data, Reading(refuse)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "sort_by(people, &age)[*].name",
        "max_by(people, &age).name",
        "people[?age > `20` && contains(name, 'n')].name | [0]",
        "length(people[?starts_with(name, 'a')])",
        "people[*].{n: name, old: age >= `30`}",
        "join(', ', sort(people[].name))",
        "merge({a: `1`}, {b: people[0].age})",
        "people[].tags[].k",
        "people[0:2].tags[0].k",
        "keys(people[0]) | sort(@)",
        "to_number('3') < `4`",
    ],
)
def test_functions_and_projections_as_rules_write_them(text: str) -> None:
    data = {
        "people": [
            {"name": "ann", "age": 31, "tags": [{"k": 1}, {"k": 2}]},
            {"name": "ben", "age": 20, "tags": []},
            {"name": "abe", "age": 45},
        ]
    }
    assert compiled(expression(text))(data, Reading(refuse)) == jmespath.search(text, data)


def test_an_expression_is_compiled_once() -> None:
    assert compiled(expression("a.b")) is compiled(expression("a.b"))
