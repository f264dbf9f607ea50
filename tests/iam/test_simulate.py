"""Lines in, lines out: order, errors, assumptions, and nothing kept that should not be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from auditor.iam import simulate
from tests.iam import shorthand

VPCE = "aws:SourceVpce"


def _case(**changes: Any) -> dict[str, Any]:
    case = {
        "id": "c",
        "principal": shorthand.NAMES["ROLE"],
        "action": "s3:ReplicateObject",
        "resource": "arn:aws:s3:::b/k",
        "resource_account": shorthand.NAMES["ACCT_S"],
        "context": {},
        "identity_policies": [{"Version": "2012-10-17", "Statement": [shorthand.statement("Allow s3:* on *")]}],
        "permission_boundary": None,
        "scps": [],
        "rcps": [],
        "resource_policy": None,
    }
    return {**case, **changes}


def _one(case: Any, **assume: str | None) -> dict[str, Any]:
    line = case if isinstance(case, str) else json.dumps(case)
    (result,) = simulate([line], {key.replace("_", ":"): value for key, value in assume.items()})
    return json.loads(result)


def test_fields_of_a_result() -> None:
    assert _one(_case()) == {
        "id": "c",
        "decision": "allowed",
        "because": [{"document": "identity_policies[0]", "index": 0, "sid": "", "text": "Allow s3:* on *"}],
        "depends_on": [],
    }


def test_implicit_deny_says_what_blocked_it() -> None:
    result = _one(_case(scps=[[]]))
    assert (result["decision"], result["because"], result["blocked_by"]) == ("implicit_deny", [], "scp")


def test_order_is_kept_and_a_bad_case_does_not_stop_the_rest() -> None:
    lines = [json.dumps(_case(id=1)), "{", "", json.dumps(_case(id=3)), '{"id": 4}', "  \n"]
    results = [json.loads(line) for line in simulate(lines)]
    assert [result["id"] for result in results] == [1, None, 3, 4]
    assert ["error" in result for result in results] == [False, True, False, True]


def test_lines_are_read_one_at_a_time() -> None:
    def lines() -> Iterator[str]:
        yield json.dumps(_case(id=1))
        pytest.fail("read ahead")

    assert json.loads(next(simulate(lines())))["id"] == 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"principal": "somebody"}, 'principal: "somebody" is neither'),
        ({"principal": 1}, "principal: must be a string, not a number"),
        ({"context": []}, "context: must be an object, not a list"),
        ({"context": {"a": 1}}, "context.a: must be a list, not a number"),
        ({"context": {"a": [1]}}, "context.a: must be a list of strings; it holds a number"),
        ({"context": {"aws:x": "1", "AWS:X": "2"}}, "context: a key given twice, in different case"),
        ({"scps": {}}, "scps: must be a list, not an object"),
        ({"scps": ["x"]}, "scps[0]: must be a list, not a string"),
        ({"rcps": None}, "rcps: must be a list, not null"),
        ({"identity_policies": None}, "identity_policies: must be a list, not null"),
        ({"resource_account": 1}, "resource_account: must be a string, not a number"),
        ({"unknown_context": "x"}, "unknown_context: must be a list, not a string"),
    ],
)
def test_a_case_that_cannot_be_read(changes: dict[str, Any], error: str) -> None:
    result = _one(_case(**changes))
    assert result["id"] == "c"
    assert result["error"].startswith(error)


@pytest.mark.parametrize(
    "field", ["principal", "action", "resource", "resource_account", "context", "scps", "resource_policy"]
)
def test_a_missing_field_is_named(field: str) -> None:
    case = _case()
    del case[field]
    assert _one(case)["error"] == f"{field}: is missing"


@pytest.mark.parametrize("line", ["[]", "1", "null", '"x"', "[" * 100_000, '{"id": 1, "id": 2}'])
def test_a_line_that_is_no_case(line: str) -> None:
    assert "error" in _one(line)


@pytest.mark.parametrize(
    "policy",
    [
        '{"Version": "2012-10-17", "Statement": [], "Statement": []}',
        '{"Statement": [{"Effect": "Deny", "Effect": "Allow", "Action": "*", "Resource": "*"}]}',
        '{"Statement": {"Effect": "Allow", "Principal": {"AWS": "*", "AWS": "1"}, "Action": "*", "Resource": "*"}}',
    ],
)
def test_a_key_given_twice_in_a_policy_is_invalid(policy: str) -> None:
    line = json.dumps(_case()).replace('"resource_policy": null', f'"permission_boundary": null, "x": {policy}')
    assert "error" in _one(line)
    line = json.dumps(_case(resource_policy="HERE")).replace('"HERE"', policy)
    result = _one(line)
    assert result["decision"] == "invalid"
    assert "given twice" in result["because"][0]["text"]


def test_a_clean_document_is_not_taken_for_its_double() -> None:
    twice = '{"Version": "2012-10-17", "Version": "2012-10-17", "Statement": []}'
    clean = '{"Version": "2012-10-17", "Statement": []}'
    lines = [json.dumps(_case(permission_boundary="HERE")).replace('"HERE"', text) for text in (twice, clean, twice)]
    assert [json.loads(line)["decision"] for line in simulate(lines)] == ["invalid", "implicit_deny", "invalid"]


def test_true_is_not_taken_for_its_text() -> None:
    def case(value: Any) -> dict[str, Any]:
        statement = {**shorthand.statement("Allow s3:* on *"), "Sid": value}
        return _case(identity_policies=[{"Version": "2012-10-17", "Statement": [statement]}])

    assert [_one(case(value))["decision"] for value in ("1", 1, "1")] == ["allowed", "invalid", "allowed"]


UNKNOWN = _case(
    identity_policies=[
        {
            "Version": "2012-10-17",
            "Statement": [
                shorthand.statement("Allow s3:* on *"),
                shorthand.statement(f"Deny s3:* on * if StringNotEquals {VPCE} = vpce-1"),
            ],
        }
    ],
    unknown_context=[VPCE],
)


def test_unknown_lists_its_ways() -> None:
    result = _one(UNKNOWN)
    assert (result["decision"], result["depends_on"]) == ("unknown", [VPCE])
    assert [(way["given"][VPCE], way["decision"]) for way in result["ways"]] == [
        ("vpce-1", "allowed"),
        ("any other value", "explicit_deny"),
        ("absent", "explicit_deny"),
    ]


@pytest.mark.parametrize(
    ("value", "decision"), [("vpce-1", "allowed"), ("vpce-2", "explicit_deny"), (None, "explicit_deny")]
)
def test_a_verdict_that_hangs_on_an_assumption_says_so(value: str | None, decision: str) -> None:
    result = _one(UNKNOWN, aws_SourceVpce=value)
    assert (result["decision"], result["assumed"]) == (decision, {VPCE: "absent" if value is None else value})


def test_an_assumption_that_is_not_needed_is_not_mentioned() -> None:
    assert "assumed" not in _one(_case(unknown_context=[VPCE]), aws_SourceVpce="vpce-1")


def test_an_assumption_does_not_touch_known_keys() -> None:
    known = {**UNKNOWN, "unknown_context": [], "context": {VPCE: "vpce-1"}}
    assert _one(known, aws_SourceVpce="vpce-2")["decision"] == "allowed"


def test_an_assumption_knows_no_case() -> None:
    assert _one({**UNKNOWN, "unknown_context": [VPCE.upper()]}, aws_SourceVpce="vpce-1")["decision"] == "allowed"


def test_an_owner_nobody_knows() -> None:
    assert _one(_case(resource_account=None))["depends_on"] == ["resource account"]
