"""Printing is the inverse of parsing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from auditor.iam import Kind, PolicyError, parse, write
from tests.iam import generate, shorthand

KINDS = {"kms": Kind.KEY, "sts": Kind.TRUST}


def _documents(case: dict[str, Any]) -> list[tuple[Any, Kind]]:
    resource = KINDS.get(case["action"].lower().split(":")[0], Kind.BUCKET)
    return [
        *((document, Kind.IDENTITY) for document in case["identity_policies"]),
        *((document, Kind.SCP) for level in case["scps"] for document in level),
        *((document, Kind.RCP) for level in case["rcps"] for document in level),
        (case["permission_boundary"] or {"Statement": []}, Kind.BOUNDARY),
        (case["resource_policy"] or {"Statement": []}, resource),
    ]


def _round_trip(document: Any, kind: Kind) -> None:
    try:
        policy = parse(document, kind, "p")
    except PolicyError:
        return
    printed = write(policy)
    assert parse(printed, kind, "p") == policy
    assert parse(json.dumps(printed), kind, "p") == policy
    assert write(parse(printed, kind, "p")) == printed


@pytest.mark.parametrize("seed", range(5))
def test_random_documents_survive(seed: int) -> None:
    for case in generate.cases(1000 + seed, 60):
        for document, kind in _documents(case):
            _round_trip(document, kind)


def test_documents_of_the_cases_survive() -> None:
    for case in shorthand.load():
        for document, kind in _documents(case):
            _round_trip(document, kind)


def test_every_element_is_printed() -> None:
    document = {
        "Version": "2012-10-17",
        "Id": "i",
        "Statement": [
            {
                "Sid": "s",
                "Effect": "Deny",
                "NotPrincipal": {"AWS": ["a", "b"], "Service": "c"},
                "NotAction": "s3:*",
                "NotResource": ["arn:aws:s3:::a", "arn:aws:s3:::b"],
                "Condition": {"Bool": {"aws:x": "true"}},
            },
            {"Effect": "Allow", "Principal": "*", "Action": ["s3:a", "s3:b"], "Resource": "*"},
        ],
    }
    assert write(parse(document, Kind.BUCKET, "p")) == document
