import json

import pytest

from auditor.rules.account_shapes import STATEMENT
from auditor.snapshot import Json
from tests.evaluate.asking import value
from tests.evaluate.policies import A, B, allow, ask, policy


def test_a_statement_has_every_member_a_rule_may_name() -> None:
    (statement,) = ask("statements(p)", allow("*"))
    assert set(statement) == set(STATEMENT or ())


def test_a_single_value_becomes_a_list() -> None:
    assert ask("statements(p)[].[Actions, Resources, NotActions]", allow("*")) == [[["s3:GetObject"], ["*"], []]]


def test_a_single_statement_need_not_be_in_a_list() -> None:
    assert value("statements(p)[].Effect", {"p": json.dumps({"Statement": allow("*")})}) == ["Allow"]


def test_a_decoded_document_will_do() -> None:
    assert value("statements(p)[].Effect", {"p": {"Statement": [allow("*")]}}) == ["Allow"]


def test_several_policies_give_the_statements_of_all() -> None:
    policies = [policy(allow("*", Sid="a")), None, policy(allow("*", Sid="b"))]
    assert value("statements(p)[].Sid", {"p": policies}) == ["a", "b"]


def test_no_policy_has_no_statements() -> None:
    assert value("statements(p)", {"p": None}) == []


@pytest.mark.parametrize("text", ["{", "[]", '"x"', '{"Statement": "x"}', '{"Statement": ["x"]}', "[" * 100_000])
def test_what_is_no_policy_is_unknown(text: str) -> None:
    assert value("statements(p)", {"p": text}) == "?"


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        ("*", [("AWS", "*")]),
        ({"AWS": "*"}, [("AWS", "*")]),
        ({"AWS": A}, [("AWS", A)]),
        ({"AWS": [f"arn:aws:iam::{A}:root", f"arn:aws:iam::{B}:role/r"]}, [("AWS", A), ("AWS", B)]),
        ({"AWS": "AROADELETED"}, [("AWS", "")]),
        ({"Service": "s3.amazonaws.com"}, [("Service", "")]),
        ({"CanonicalUser": "79a5"}, [("CanonicalUser", "")]),
    ],
)
def test_principals_and_their_accounts(principal: Json, expected: Json) -> None:
    found = ask("statements(p)[].Principals[].[type, account]", allow(principal))
    assert [tuple(pair) for pair in found] == expected


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        ({"Action": "s3:PutBucketVersioning"}, True),
        ({"Action": ["s3:Get*", "S3:PUT*"]}, True),
        ({"Action": "*"}, True),
        ({"Action": "s3:Get*"}, False),
        ({"NotAction": "s3:Get*"}, True),
        ({"NotAction": ["s3:Put*"]}, False),
    ],
)
def test_which_actions_a_statement_is_about(actions: Json, expected: bool) -> None:
    statement = {"Effect": "Allow", "Principal": "*", "Resource": "*", **actions}
    assert ask("covers(statements(p)[0], 's3:PutBucketVersioning')", statement) is expected


def test_one_of_several_actions_is_enough() -> None:
    assert ask("covers(statements(p)[0], ['s3:PutObject', 's3:GetObject'])", allow("*")) is True


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        ({"Resource": "arn:aws:s3:::b"}, True),
        ({"Resource": "arn:aws:s3:::b/*"}, True),
        ({"Resource": "arn:aws:s3:::*"}, True),
        ({"Resource": "*"}, True),
        ({"Resource": "arn:aws:s3:::bb/*"}, False),
        ({"Resource": "arn:aws:sqs:eu-west-1:1:b"}, False),
        ({"NotResource": "arn:aws:s3:::b/*"}, True),
        ({"NotResource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]}, False),
        ({"NotResource": ["arn:aws:s3:::b", "arn:aws:s3:::b/secret/*"]}, True),
        ({"NotResource": "arn:aws:s3:::b*"}, False),
        ({"NotResource": "*"}, False),
        ({"NotResource": "arn:aws:s3:::c/*"}, True),
    ],
)
def test_which_buckets_a_statement_is_about(resources: Json, expected: bool) -> None:
    statement = {"Effect": "Allow", "Action": "s3:*", **resources}
    assert bool(ask("about(statements(p), ['b'])", statement)) is expected


def test_unknown_in_one_policy_is_unknown_of_all() -> None:
    assert value("statements(p)", {"p": [policy(allow("*")), "{"]}) == "?"
