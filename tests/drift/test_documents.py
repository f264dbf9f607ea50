"""Policy documents: spelled differently is the same, said differently is a change, more let through is HIGH."""

from __future__ import annotations

import json
from typing import Any

import pytest

from auditor.drift.documents import compare_documents

ALLOW: dict[str, Any] = {
    "Sid": "a",
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
    "Action": ["s3:ReplicateObject", "s3:ReplicateDelete"],
    "Resource": "arn:aws:s3:::b/*",
    "Condition": {"StringEquals": {"aws:SourceAccount": ["111111111111"]}},
}
DENY: dict[str, Any] = {**ALLOW, "Sid": "d", "Effect": "Deny"}


def _policy(*statements: Any, **more: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements), **more}


def _changes(before: Any, after: Any) -> list[tuple[str, str, str]]:
    return [(each.path, each.kind.value, each.severity.name) for each in compare_documents(before, after, "policy")]


@pytest.mark.parametrize(
    "same",
    [
        json.dumps(_policy(ALLOW)),
        json.dumps(_policy(ALLOW), indent=4),
        {"Version": "2012-10-17", "Statement": ALLOW},
        _policy(ALLOW, Id="another"),
        _policy({**ALLOW, "Sid": "renamed"}),
        _policy({key: value for key, value in ALLOW.items() if key != "Sid"}),
        _policy(dict(reversed(ALLOW.items()))),
        _policy({**ALLOW, "Action": ["s3:ReplicateDelete", "s3:ReplicateObject"]}),
        _policy({**ALLOW, "Action": ["s3:replicatedelete", "S3:ReplicateObject", "s3:ReplicateObject"]}),
        _policy({**ALLOW, "Resource": ["arn:aws:s3:::b/*"]}),
        _policy({**ALLOW, "Principal": {"AWS": ["111111111111"]}}),
        _policy({**ALLOW, "Condition": {"StringEquals": {"AWS:sourceaccount": "111111111111"}}}),
    ],
)
def test_another_spelling_is_no_change(same: Any) -> None:
    assert _changes(_policy(ALLOW), same) == []


def test_the_order_of_statements_is_no_change() -> None:
    assert _changes(_policy(ALLOW, DENY), _policy(DENY, ALLOW)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"Principal": "*"}, {"Principal": {"AWS": "*"}}),
        ({"Condition": {"Bool": {"k": True}}}, {"Condition": {"Bool": {"k": "true"}}}),
        ({"Condition": {"NumericLessThan": {"k": 5}}}, {"Condition": {"NumericLessThan": {"k": ["5"]}}}),
    ],
)
def test_two_spellings_of_an_element_are_equal(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert _changes(_policy({**ALLOW, **one}), _policy({**ALLOW, **other})) == []


def test_a_version_that_is_left_out_is_the_older_one() -> None:
    assert _changes({"Statement": [ALLOW]}, {"Version": "2008-10-17", "Statement": [ALLOW]}) == []


def test_another_version_is_a_change() -> None:
    assert _changes(_policy(ALLOW), _policy(ALLOW, Version="2008-10-17")) == [("policy.Version", "NOT_EQUAL", "MEDIUM")]


STATEMENT = "policy.Statement[a]"


@pytest.mark.parametrize(
    ("element", "value", "changes"),
    [
        ("Action", ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:*"], [(f"{STATEMENT}.Action", "ADD", "HIGH")]),
        ("Action", "s3:ReplicateObject", [(f"{STATEMENT}.Action", "REMOVE", "MEDIUM")]),
        ("Resource", ["arn:aws:s3:::b/*", "arn:aws:s3:::*"], [(f"{STATEMENT}.Resource", "ADD", "HIGH")]),
        ("Principal", {"AWS": ["111111111111", "*"]}, [(f"{STATEMENT}.Principal.AWS", "ADD", "HIGH")]),
        ("Principal", {"AWS": "111111111111", "Service": "x"}, [(f"{STATEMENT}.Principal.Service", "ADD", "HIGH")]),
        ("Condition", {}, [(f"{STATEMENT}.Condition.StringEquals", "REMOVE", "HIGH")]),
        ("Effect", "Deny", [(f"{STATEMENT}.Effect", "NOT_EQUAL", "HIGH")]),
    ],
)
def test_an_allow_that_gains_is_high(element: str, value: Any, changes: list[tuple[str, str, str]]) -> None:
    assert _changes(_policy(ALLOW), _policy({**ALLOW, element: value})) == changes


@pytest.mark.parametrize(
    ("element", "value", "change"),
    [
        ("Action", "s3:ReplicateObject", ("policy.Statement[d].Action", "REMOVE", "HIGH")),
        ("Action", [*DENY["Action"], "s3:*"], ("policy.Statement[d].Action", "ADD", "MEDIUM")),
        (
            "Condition",
            {**DENY["Condition"], "Bool": {"aws:SecureTransport": "false"}},
            ("policy.Statement[d].Condition.Bool", "ADD", "HIGH"),
        ),
    ],
)
def test_a_deny_that_loses_is_high(element: str, value: Any, change: tuple[str, str, str]) -> None:
    assert _changes(_policy(DENY), _policy({**DENY, element: value})) == [change]


def test_all_but_some_actions_is_high() -> None:
    inverted = {key: value for key, value in ALLOW.items() if key != "Action"} | {"NotAction": "s3:PutObject"}

    assert _changes(_policy(ALLOW), _policy(inverted)) == [
        (f"{STATEMENT}.Action", "REMOVE", "MEDIUM"),
        (f"{STATEMENT}.NotAction", "ADD", "HIGH"),
    ]


def test_an_allow_that_spares_fewer_actions_is_high() -> None:
    sparing = {key: value for key, value in ALLOW.items() if key != "Action"}
    before, after = ({**sparing, "NotAction": actions} for actions in (["s3:a", "s3:b"], ["s3:a"]))

    assert _changes(_policy(before), _policy(after)) == [(f"{STATEMENT}.NotAction", "REMOVE", "HIGH")]


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ((), (ALLOW,), ("policy.Statement[a]", "ADD", "HIGH")),
        ((ALLOW,), (), ("policy.Statement[a]", "REMOVE", "MEDIUM")),
        ((), (DENY,), ("policy.Statement[d]", "ADD", "MEDIUM")),
        ((DENY,), (), ("policy.Statement[d]", "REMOVE", "HIGH")),
    ],
)
def test_whole_statements_are_weighed_by_their_effect(before: Any, after: Any, change: tuple[str, str, str]) -> None:
    assert _changes(_policy(*before), _policy(*after)) == [change]


def test_a_policy_that_is_gone_is_told_statement_by_statement() -> None:
    assert _changes(json.dumps(_policy(ALLOW)), None) == [
        ("policy.Version", "REMOVE", "MEDIUM"),
        ("policy.Statement[a]", "REMOVE", "MEDIUM"),
    ]


@pytest.mark.parametrize("text", ["{", '"x"', "[1]", "\u202e"])
def test_text_that_is_no_policy_is_compared_as_text(text: str) -> None:
    assert _changes(text, text) == []
    assert _changes(text, _policy(ALLOW)) != []


@pytest.mark.parametrize(
    "statement", ["x", None, {"Effect": 7}, {"Condition": "x"}, {"Principal": None}, {"Action": {}}]
)
def test_ill_formed_statements_are_compared_too(statement: Any) -> None:
    assert _changes(_policy(statement), _policy(statement)) == []
    assert _changes(_policy(statement), _policy(ALLOW)) != []
