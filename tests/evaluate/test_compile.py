"""On plain data the compiled expressions are JMESPath."""

import jmespath
import pytest
from hypothesis import given, settings

from auditor.evaluate.compile import compiled
from auditor.evaluate.reading import Reading
from auditor.snapshot import Json
from tests.evaluate.asking import expression, refuse
from tests.evaluate.grammar import DATA, EXPRESSIONS


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
