import json

import pytest

from auditor.evaluate import statements
from auditor.evaluate.reading import Unknown
from auditor.rules.account_shapes import STATEMENT
from auditor.snapshot import Json
from tests.evaluate.asking import value

A, B = "111111111111", "222222222222"


def policy(*statements: Json, version: str = "2012-10-17") -> str:
    return json.dumps({"Version": version, "Statement": list(statements)})


def allow(principal: Json, **more: Json) -> Json:
    return {"Effect": "Allow", "Principal": principal, "Action": "s3:GetObject", "Resource": "*", **more}


def ask(text: str, *statements: Json) -> Json:
    return value(text, {"p": policy(*statements)})


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
    ("statement", "expected"),
    [
        (allow({"AWS": A}), 0),
        (allow({"AWS": B}), 1),
        (allow({"AWS": [A, B]}), 1),
        (allow("*"), 1),
        (allow({"AWS": "AROADELETED"}), 1),
        (allow({"Service": "s3.amazonaws.com"}), 0),
        ({"Effect": "Allow", "NotPrincipal": {"AWS": B}, "Action": "*", "Resource": "*"}, 1),
        ({**allow("*"), "Effect": "Deny"}, 0),
    ],
)
def test_who_is_foreign(statement: Json, expected: int) -> None:
    assert ask(f"length(foreign(statements(p), '{A}'))", statement) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"StringEquals": {"s3:DataAccessPointAccount": A}}, 0),
        ({"ArnLike": {"s3:DataAccessPointArn": f"arn:aws:s3:*:{A}:accesspoint/*"}}, 0),
        ({"StringEquals": {"aws:PrincipalAccount": [A]}}, 0),
        ({"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{A}:role/*"}}, 0),
        ({"StringEquals": {"aws:PrincipalAccount": [A, B]}}, 1),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/r"}}, 1),
        ({"StringEquals": {"aws:PrincipalAccount": []}}, 1),
        ({"StringNotEquals": {"aws:PrincipalAccount": A}}, 1),
        ({"StringEqualsIfExists": {"aws:PrincipalAccount": A}}, 1),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}, 1),
        ({"StringEquals": {"aws:SourceAccount": A}}, 1),
    ],
)
def test_a_condition_may_keep_a_grant_at_home(condition: Json, expected: int) -> None:
    assert ask(f"length(foreign(statements(p), '{A}'))", allow("*", Condition=condition)) == expected


def test_several_accounts_may_be_at_home() -> None:
    assert ask(f"foreign(statements(p), ['{A}', '{B}'])", allow({"AWS": [A, B]})) == []


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


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"StringEquals": {"aws:SourceAccount": A}}, True),
        ({"ArnLike": {"AWS:sourceaccount": A}}, True),
        ({"StringEquals": {"aws:SourceIp": A}}, False),
        ({"StringNotEquals": {"aws:SourceAccount": A}}, False),
        ({"StringEqualsIfExists": {"aws:SourceAccount": A}}, False),
        ({"Null": {"aws:SourceAccount": "false"}}, False),
        ({"StringLike": {"aws:SourceAccount": "*"}}, False),
        ({}, False),
    ],
)
def test_what_narrows_a_statement(condition: Json, expected: bool) -> None:
    assert ask("narrowed(statements(p)[0], ['aws:SourceAccount'])", allow("*", Condition=condition)) is expected


@pytest.mark.parametrize(
    ("key", "asked", "expected"),
    [
        ("aws:PrincipalArn", f"arn:aws:iam::{A}:role/*", True),
        ("aws:PrincipalArn", "arn:aws:iam::*:role/r", False),
        ("aws:PrincipalArn", "*:role/r", False),
        ("aws:SourceArn", "arn:aws:s3:::b", True),
        ("aws:SourceArn", "arn:aws:s3:::*", False),
        ("aws:PrincipalOrgPaths", "o-1/*", True),
        ("aws:PrincipalOrgID", "o-*", False),
        ("aws:userid", "AROAEXAMPLEID:*", True),
        ("aws:SourceIp", "10.0.0.0/8", True),
        ("aws:SourceIp", ["10.0.0.0/8", "0.0.0.0/0"], False),
        ("aws:SourceIp", "::/0", False),
    ],
)
def test_what_stands_for_anybody_narrows_nothing(key: str, asked: Json, expected: bool) -> None:
    statement = allow("*", Condition={"StringLike": {key: asked}})
    assert ask(f"narrowed(statements(p)[0], ['{key}'])", statement) is expected


def test_unknown_in_one_policy_is_unknown_of_all() -> None:
    assert value("statements(p)", {"p": [policy(allow("*")), "{"]}) == "?"


GRANT = "arn:aws:iam::111111111111:role/path/r"


@pytest.mark.parametrize(
    ("principal", "found"),
    [
        (GRANT, []),
        ("arn:aws:sts::111111111111:assumed-role/r/s3-replication", []),
        ("arn:aws:iam::111111111111:root", []),
        ("111111111111", []),
        ("*", []),
        ("AROAEXAMPLE", []),
        ("arn:aws:iam::111111111111:role/r", ["arn:aws:iam::111111111111:role/r"]),
        ("arn:aws:sts::111111111111:assumed-role/q/s3", ["arn:aws:sts::111111111111:assumed-role/q/s3"]),
    ],
)
def test_principals_that_stand_for_no_role(principal: str, found: list[str]) -> None:
    given = statements.statements({"Statement": [{"Effect": "Allow", "Principal": {"AWS": principal}}]})
    assert statements.strays(given, [GRANT], ["111111111111"]) == found


def test_the_roles_of_an_unread_account_are_not_known() -> None:
    given = statements.statements({"Statement": [{"Effect": "Allow", "Principal": {"AWS": "999999999999"}}]})
    assert isinstance(statements.strays(given, [GRANT], ["111111111111"]), Unknown)
