import pytest

from auditor.evaluate import functions
from auditor.evaluate.reading import BadValue
from auditor.rules.signatures import FUNCTIONS
from auditor.rules.vocabulary import ASKED
from auditor.snapshot import Json
from tests.evaluate.asking import value

COMPILED = {*ASKED, "any", "all", "known"}


def test_every_function_a_rule_may_call_is_there() -> None:
    assert set(functions.FUNCTIONS.FUNCTION_TABLE) | COMPILED == set(FUNCTIONS)


@pytest.mark.parametrize("name", sorted(set(functions.FUNCTIONS.FUNCTION_TABLE)))
def test_declared_and_real_arguments_agree(name: str) -> None:
    signature = functions.FUNCTIONS.FUNCTION_TABLE[name]["signature"]
    assert FUNCTIONS[name].takes == tuple(tuple(each["types"]) for each in signature)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("account_of('arn:aws:iam::111111111111:role/r')", "111111111111"),
        ("account_of('111111111111')", "111111111111"),
        ("account_of('arn:aws:s3:::b')", None),
        ("account_of('AROAEXAMPLE')", None),
        ("region_of('arn:aws:kms:eu-west-1:1:key/k')", "eu-west-1"),
        ("region_of('arn:aws:s3:::b')", None),
        ("region_of('b')", None),
        ("matches('s3:Get*', 's3:GetObject')", True),
        ("matches('s3:Get?', 's3:GetObject')", False),
        ("matches('s3:get*', 's3:GetObject')", False),
        ('outside(`["a", "b"]`, `["b"]`)', ["a"]),
        ("split('a:b', ':')", ["a", "b"]),
        ("split('a', '')", ["a"]),
        ("illegal_characters('2012-10-17')", []),
        ("illegal_characters('2012\u201310\u201317')", ["U+2013 EN DASH"]),
        ("illegal_characters(' 2012-10-17\u200b')", ["U+0020 SPACE", "U+200B ZERO WIDTH SPACE"]),
        ("illegal_characters(`null`)", []),
        ("document(`null`)", None),
        ('document(\'{"Version": "2012-10-17"}\').Version', "2012-10-17"),
        ("document('not json')", "?"),
    ],
)
def test_what_functions_give(text: str, expected: Json) -> None:
    assert value(text) == expected


@pytest.mark.parametrize("text", ["length(`null`)", "contains('abc', `null`)", "any('text')", 'max(`[1, "a"]`)'])
def test_what_a_function_cannot_take_is_an_error(text: str) -> None:
    with pytest.raises(BadValue):
        value(text)
