"""An account's role, its ARN and its partition."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from auditor.config import Account, RoleStep

ID = "111111111111"


@pytest.mark.parametrize(
    ("account", "arn"),
    [
        (Account(id=ID), None),
        (Account(id=ID, role="audit"), f"arn:aws:iam::{ID}:role/audit"),
        (Account(id=ID, role="team/audit"), f"arn:aws:iam::{ID}:role/team/audit"),
        (Account(id=ID, role="/team/audit"), f"arn:aws:iam::{ID}:role/team/audit"),
        (Account(id=ID, role="audit", partition="aws-cn"), f"arn:aws-cn:iam::{ID}:role/audit"),
        (Account(id=ID, role=f"arn:aws-us-gov:iam::{ID}:role/audit"), f"arn:aws-us-gov:iam::{ID}:role/audit"),
    ],
)
def test_the_role_to_assume(account: Account, arn: str | None) -> None:
    assert account.role_arn == arn


def test_the_partition_is_that_of_the_roles_arn() -> None:
    assert Account(id=ID, role=f"arn:aws-cn:iam::{ID}:role/audit").partition == "aws-cn"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"id": "1"}, "String should match"),
        ({"id": "\u0661" * 12}, "String should match"),
        ({"id": ID + "\n"}, "String should match"),
        ({"id": ID, "role": "two words"}, "String should match"),
        ({"id": ID, "role": "arn:aws:iam::222222222222:role/x"}, "this role is of account 222222222222, not of"),
        ({"id": ID, "role": f"arn:aws:iam::{ID}:role/x", "partition": "aws-cn"}, "the role is in aws, not in aws-cn"),
        ({"id": ID, "role": f"arn:aws:iam::{ID}:user/x"}, "String should match"),
        ({"id": ID, "external_id": "xx"}, "external_id and chain need a role"),
        ({"id": ID, "chain": [{"role": f"arn:aws:iam::{ID}:role/x"}]}, "external_id and chain need a role"),
        ({"id": ID, "role": "x", "chain": [{"role": "name-only"}]}, "String should match"),
        ({"id": ID, "regions": ["us-east"]}, "String should match"),
        ({"id": ID, "role": "x", "session_name": "a b"}, "String should match"),
    ],
)
def test_what_cannot_be_is_refused(given: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Account.model_validate(given)


def test_an_external_id_is_not_shown() -> None:
    step = RoleStep(role=f"arn:aws:iam::{ID}:role/hub", external_id="s3cret")
    assert "s3cret" not in repr(Account(id=ID, role="x", external_id="s3cret", chain=(step,)))


def test_accounts_may_be_members_of_a_set() -> None:
    assert len({Account(id=ID, role="x"), Account(id=ID, role="x")}) == 1
