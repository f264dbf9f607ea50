"""Policies of buckets, roles and keys against their baseline."""

from __future__ import annotations

import json
from typing import Any

import pytest

from auditor.finding import Severity, Status
from tests.drift.estate import (
    COPY_ARN,
    KEY_ARN,
    POLICY,
    ROLE_ARN,
    TRUST,
    changed,
    differences,
    estate,
    found,
)

ADMIN = {
    "PolicyName": "admin",
    "PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess",
    "PolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]},
}
BOUNDARY = {"PolicyArn": ADMIN["PolicyArn"], "PolicyDocument": ADMIN["PolicyDocument"]}
ALL_TRUSTED = {**TRUST, "Statement": [{**TRUST["Statement"][0], "Principal": "*"}]}  # type: ignore[dict-item]  # a list


@pytest.mark.parametrize(
    ("facts", "path", "severity"),
    [
        ({"attached_policies": [ADMIN]}, f"attached_policies[{ADMIN['PolicyArn']}].Statement[#1]", Severity.HIGH),
        ({"inline_policies": []}, "inline_policies[replicate].Statement[replicas]", Severity.HIGH),
        ({"trust": ALL_TRUSTED}, "trust.Statement[#1].Principal.AWS", Severity.HIGH),
        ({"boundary": BOUNDARY}, "boundary", Severity.MEDIUM),
        ({"role": {"RoleName": "replicate", "RoleId": "AROAOTHER"}}, "role.RoleId", Severity.HIGH),
    ],
)
def test_each_policy_of_a_role_is_compared(facts: dict[str, Any], path: str, severity: Severity) -> None:
    finding = found("policies-equal-baseline", ROLE_ARN, estate(changed(ROLE_ARN, **facts)))

    assert path in [each[0] for each in differences(finding)]
    assert (finding.status, finding.severity) == (Status.FAIL, severity)


def test_a_boundary_that_is_gone_lets_more_through() -> None:
    then = estate(changed(ROLE_ARN, boundary=BOUNDARY))

    assert found("policies-equal-baseline", ROLE_ARN, estate(), then).severity is Severity.HIGH


def test_a_changed_boundary_is_compared_by_its_document() -> None:
    then = estate(changed(ROLE_ARN, boundary=BOUNDARY))
    now = estate(changed(ROLE_ARN, boundary={**BOUNDARY, "PolicyDocument": POLICY}))
    paths = [each[0] for each in differences(found("policies-equal-baseline", ROLE_ARN, now, then))]

    assert paths == ["boundary.Statement[#1]", "boundary.Statement[replicas]", "boundary.Statement[tls]"]


def test_a_bucket_policy_that_is_gone_is_a_failure_with_all_it_said() -> None:
    finding = found("policies-equal-baseline", "orders-dr", estate(changed(COPY_ARN, policy=None)))

    assert [each[:2] for each in differences(finding)] == [
        ("policy.Version", "REMOVE"),
        ("policy.Statement[replicas]", "REMOVE"),
        ("policy.Statement[tls]", "REMOVE"),
    ]


def test_a_message_tells_the_worst_first_and_counts_the_rest() -> None:
    finding = found(
        "policies-equal-baseline", "orders-dr", estate(changed(COPY_ARN, policy='{"Id": "x", "a": 1, "b": 2}'))
    )

    assert finding.message.startswith("Differs from the baseline: policy.Statement[tls] is gone; ")
    assert finding.message.endswith("; 2 more.")


def test_the_layout_of_a_key_policy_is_no_drift() -> None:
    now = estate(changed(KEY_ARN, policy=json.dumps(POLICY, indent=2)))

    assert found("policies-equal-baseline", KEY_ARN, now).status is Status.PASS
