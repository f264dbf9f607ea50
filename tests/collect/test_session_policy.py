"""A session may do what the fact tables name and nothing else, in a policy that STS takes."""

from __future__ import annotations

import json

import pytest

from auditor.collect import actions
from auditor.collect.session_policy import LONGEST, onward, read_only
from auditor.iam.pattern import matcher

_MANY = [
    f"{service}:{verb}{'Thing' * 4}{n}" for service in ("s3", "kms") for verb in ("Get", "List") for n in range(30)
]


def _allowed(policy: str) -> list[str]:
    statement = json.loads(policy)["Statement"]
    assert [(each["Effect"], each["Resource"]) for each in statement] == [("Allow", "*")]
    return list(statement[0]["Action"])


def test_the_actions_of_the_tables_fit_as_they_are() -> None:
    policy = read_only(actions())
    covered = {action for action in actions() if any(matcher(one)(action) for one in _allowed(policy))}
    assert (covered, len(policy) <= LONGEST) == (set(actions()), True)


def test_a_policy_that_fits_names_each_action() -> None:
    assert _allowed(read_only(["kms:GetKeyPolicy", "iam:GetRole"])) == ["iam:GetRole", "kms:GetKeyPolicy"]


def test_a_policy_too_long_is_shortened_by_what_begins_alike_and_only_as_far_as_needed() -> None:
    long = [action for action in _MANY if not action.startswith("s3:Get")]
    policy = read_only(long)
    allowed = _allowed(policy)
    assert len(policy) <= LONGEST
    assert {action for action in allowed if action.endswith("*")} == {"kms:List*"}
    assert sum(action.startswith("kms:Get") for action in allowed) == 30


@pytest.mark.parametrize("forbidden", ["s3:GetObject", "s3:PutObject", "kms:Decrypt", "iam:PassRole", "sts:AssumeRole"])
def test_shortening_opens_no_object_and_no_write(forbidden: str) -> None:
    tight = read_only([f"{service}:{verb}{n:040}" for service in ("iam", "kms") for verb in ("Get",) for n in range(90)]
                      + [f"s3:GetBucket{n:030}" for n in range(90)])  # fmt: skip
    assert len(tight) <= LONGEST
    assert [one for one in _allowed(tight) if matcher(one)(forbidden)] == []


def test_a_session_on_the_way_may_only_assume_the_next_role() -> None:
    role = "arn:aws:iam::111111111111:role/audit"
    (statement,) = json.loads(onward(role))["Statement"]
    assert (statement["Action"], statement["Resource"]) == (["sts:AssumeRole"], role)
