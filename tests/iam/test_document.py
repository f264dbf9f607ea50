"""Reading documents: text or object, keys once, size and depth in bounds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from auditor.iam import Kind, PolicyError, parse

GOOD = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}


def _refused(document: Any, kind: Kind = Kind.IDENTITY) -> tuple[str, str, str]:
    with pytest.raises(PolicyError) as caught:
        parse(document, kind, "doc")
    return caught.value.document, caught.value.path, caught.value.reason


def test_text_and_object_are_the_same() -> None:
    assert parse(json.dumps(GOOD, indent=4), Kind.IDENTITY, "doc") == parse(GOOD, Kind.IDENTITY, "doc")


@pytest.mark.parametrize("text", ["", "{", "{'a': 1}", '{"a": NaN}', "nul", '{"Version": "2012-10-17",}'])
def test_what_is_no_json(text: str) -> None:
    assert _refused(text)[2].startswith("not JSON")


@pytest.mark.parametrize(
    ("text", "type_"),
    [("[]", "a list"), ("null", "null"), ("1", "a number"), ('"x"', "a string"), ("true", "a boolean")],
)
def test_what_is_no_object(text: str, type_: str) -> None:
    assert _refused(text) == ("doc", "", f"a policy is an object, not {type_}")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('{"Version": "2012-10-17", "Version": "2012-10-17", "Statement": []}', "Version"),
        ('{"Statement": {"Effect": "Deny", "Effect": "Allow", "Action": "*", "Resource": "*"}}', "Statement.Effect"),
        (
            '{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*","Condition": {"Bool": {"a": 1, "a": 2}}}}',
            "Statement.Condition.Bool.a",
        ),
        (
            '{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Bool": {}, "Bool": {}}}}',
            "Statement.Condition.Bool",
        ),
    ],
)
def test_a_key_given_twice(text: str, path: str) -> None:
    assert _refused(text) == ("doc", path, "given twice")


@pytest.mark.parametrize(("kind", "limit"), [(Kind.BUCKET, 20_480), (Kind.KEY, 32_768)])
def test_longest_document(kind: Kind, limit: int) -> None:
    statement = {"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Principal": "*", "Sid": ""}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    statement["Sid"] = "x" * (limit - len(json.dumps(document, separators=(",", ":"))))
    parse(json.dumps(document, indent=8), kind, "doc")
    statement["Sid"] += "x"
    assert _refused(document, kind)[2] == f"longer than the {limit} bytes that AWS stores"


def test_length_counts_bytes() -> None:
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Sid": "\u20ac" * 7_000}
    assert "longer" in _refused({"Version": "2012-10-17", "Statement": [statement]})[2]


def test_a_text_far_too_long_is_not_even_read() -> None:
    assert "longer" in _refused("[" * 1_000_000)[2]


@pytest.mark.parametrize("depth", [5_000, 100_000])
def test_depth(depth: int) -> None:
    assert _refused('{"a":' * depth)[2] in ("nested too deeply", "longer than the 20480 bytes that AWS stores")


def test_depth_of_an_object() -> None:
    value: Any = "x"
    for _ in range(50_000):
        value = [value]
    assert _refused({"Statement": value})[2] == "nested too deeply"


@pytest.mark.parametrize(
    ("version", "code"),
    [
        ("2012\u201310\u201317", "character 5 is U+2013"),
        ("2012\u201110-17", "character 5 is U+2011"),
        ("2012-10-l7", "character 9 is U+006C"),
        ("\ufeff2012-10-17", "character 1 is U+FEFF"),
    ],
)
def test_odd_character_of_a_version_is_named(version: str, code: str) -> None:
    _, path, reason = _refused({**GOOD, "Version": version})
    assert path == "Version"
    assert code in reason
    assert reason.isascii()


def test_aws_own_rcp_is_known_by_its_name() -> None:
    full = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
    }
    assert parse(full, Kind.RCP, "RCPFullAWSAccess").statements[0].effect == "Allow"
    assert _refused(full, Kind.RCP)[1] == "Statement[0].Effect"


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in (Kind.TRUST, Kind.RCP)])
def test_every_kind_takes_its_own_shape(kind: Kind) -> None:
    statement: dict[str, Any] = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    if kind in (Kind.BUCKET, Kind.KEY):
        statement["Principal"] = "*"
    assert parse({"Statement": statement}, kind, "doc").version is None
