"""Control policies above an account against their baseline: what they say on each level, not how it is written."""

from __future__ import annotations

import json
from typing import Any

import pytest

from auditor.finding import Severity, Status
from auditor.snapshot import NOT_COLLECTED, Fact, Json, Snapshot
from tests.drift.estate import SOURCE, SOURCE_ARN, changed, differences, estate, found

RULE = "policies-equal-baseline"
FULL: Json = {"Effect": "Allow", "Action": "*", "Resource": "*"}
LEAVE: Json = {"Sid": "leave", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"}
OUTSIDE: Json = {
    "Effect": "Deny", "Action": ["s3:*", "kms:*"], "Resource": "*",
    "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}},
}  # fmt: skip
ONLY_S3: Json = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}


def _policy(name: str, *statements: Json) -> Json:
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return {"PolicyId": f"p-{name}", "Name": name, "Document": json.dumps(document)}


def _level(target: str, *policies: Json) -> Json:
    return {"TargetId": target, "Policies": list(policies)}


EVERYTHING = _policy("FullAWSAccess", FULL)
LEVELS = [_level("r-1", EVERYTHING), _level("ou-1", EVERYTHING, _policy("guard", LEAVE)), _level(SOURCE, EVERYTHING)]


def _estate(scps: Any = LEVELS, rcps: Any = None) -> Snapshot:
    return estate(changed(SOURCE_ARN, scps=scps, rcps=rcps))


def _unit(*policies: Json, target: str = "ou-1") -> list[Json]:
    """LEVELS with another unit between root and account."""
    return [LEVELS[0], _level(target, *policies), LEVELS[2]]


@pytest.mark.parametrize(
    "now",
    [
        _unit(_policy("guard", LEAVE), EVERYTHING),
        _unit(EVERYTHING, _policy("renamed", {**LEAVE, "Sid": "other", "Action": [LEAVE["Action"].lower()]})),
        _unit(_policy("both", LEAVE, FULL)),
        _unit(EVERYTHING, _policy("guard", LEAVE), target="ou-2"),
        [*LEVELS[:2], _level("ou-3", EVERYTHING), LEVELS[2]],
    ],
    ids=["in another order", "spelt otherwise", "in one policy", "in another unit", "in a unit that limits nothing"],
)
def test_what_says_the_same_is_no_drift(now: Json) -> None:
    assert found(RULE, SOURCE, _estate(now), _estate()).status is Status.PASS


@pytest.mark.parametrize(
    ("now", "path", "change", "severity"),
    [
        (_unit(EVERYTHING), "scps[ou-1].Statement[guard.leave]", "REMOVE", Severity.HIGH),
        (_unit(_policy("guard", LEAVE)), "scps[ou-1].Statement[FullAWSAccess.#1]", "REMOVE", Severity.MEDIUM),
        (
            _unit(EVERYTHING, _policy("guard", LEAVE, OUTSIDE)), "scps[ou-1].Statement[guard.#2]", "ADD",
            Severity.MEDIUM,
        ),
        (
            _unit(EVERYTHING, _policy("guard", {**LEAVE, "Condition": {"Bool": {"aws:ViaAWSService": "false"}}})),
            "scps[ou-1].Statement[guard.leave].Condition", "ADD", Severity.HIGH,
        ),
        ([LEVELS[0], LEVELS[2]], "scps[ou-1]", "REMOVE", Severity.HIGH),
        ([*LEVELS, _level("ou-2", _policy("s3", ONLY_S3))], "scps[ou-2]", "ADD", Severity.MEDIUM),
        ([*LEVELS, _level("ou-2")], "scps[ou-2]", "ADD", Severity.MEDIUM),
        (None, "scps[ou-1]", "REMOVE", Severity.HIGH),
    ],
    ids=["a Deny lost", "an Allow lost", "a Deny gained", "a Deny narrowed", "a level gone", "a level that limits",
         "a level without any policy", "none bear any more"],
)  # fmt: skip
def test_what_says_something_else_is_told_with_its_level(now: Json, path: str, change: str, severity: Severity) -> None:
    finding = found(RULE, SOURCE, _estate(now), _estate())

    assert [each[:2] for each in differences(finding)] == [(path, change)]
    assert (finding.status, finding.severity) == (Status.FAIL, severity)
    assert finding.evidence[0].source == "organizations:DescribePolicy"


def test_resource_control_policies_are_compared_too() -> None:
    then = _estate(rcps=[_level("r-1", _policy("RCPFullAWSAccess", {**FULL, "Principal": "*"}), _policy("o", OUTSIDE))])
    now = _estate(rcps=[_level("r-1", _policy("RCPFullAWSAccess", {**FULL, "Principal": "*"}))])

    assert [each[0] for each in differences(found(RULE, SOURCE, now, then))] == ["rcps[r-1].Statement[o.#1]"]


def test_a_level_that_allowed_but_a_part_and_now_all_lets_more_through() -> None:
    finding = found(RULE, SOURCE, _estate(_unit(EVERYTHING)), _estate(_unit(_policy("s3", ONLY_S3))))

    assert finding.severity is Severity.HIGH


def test_a_document_that_is_no_policy_is_compared_as_it_is() -> None:
    then, now = ({"PolicyId": "p-1", "Name": "odd", "Document": text} for text in ("not JSON", "nor this"))
    finding = found(RULE, SOURCE, _estate([_level("r-1", now)]), _estate([_level("r-1", then)]))

    assert differences(finding) == [("scps[r-1].Statement[odd.#1]", "NOT_EQUAL", "not JSON", "nor this")]


def test_what_only_one_scan_could_read_is_unknown() -> None:
    denied = _estate(Fact.unknown("organizations:ListPoliciesForTarget", "AccessDenied"))
    finding = found(RULE, SOURCE, denied, _estate())

    assert finding.status is Status.UNKNOWN
    assert "current: scps (AccessDenied)" in finding.message


def test_an_account_above_which_nothing_was_asked_for_is_not_judged() -> None:
    unasked = _estate(*[Fact.unknown("organizations:DescribePolicy", NOT_COLLECTED)] * 2)

    assert found(RULE, SOURCE, unasked, unasked).status is Status.NOT_APPLICABLE
