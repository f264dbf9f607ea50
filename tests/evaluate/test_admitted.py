"""Whom a statement lets in: outsiders, those that a condition leaves, those that stand for no role."""

from __future__ import annotations

import pytest

from auditor.evaluate.admitted import strays
from auditor.evaluate.reading import Unknown
from auditor.evaluate.statements import statements
from auditor.snapshot import Json
from tests.evaluate.policies import A, B, allow, ask


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
    given = statements({"Statement": [{"Effect": "Allow", "Principal": {"AWS": principal}}]})
    assert strays(given, [GRANT], ["111111111111"]) == found


def test_the_roles_of_an_unread_account_are_not_known() -> None:
    given = statements({"Statement": [{"Effect": "Allow", "Principal": {"AWS": "999999999999"}}]})
    assert isinstance(strays(given, [GRANT], ["111111111111"]), Unknown)
