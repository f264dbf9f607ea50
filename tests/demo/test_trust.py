"""A role is assumed only if it exists and its trust policy lets the caller."""

from __future__ import annotations

import pytest

from auditor.demo.build import HUB
from tests.demo.callers import A, assumed, code, make_role, policy, sts, trust


def _attempt(arn: str, endpoint: str | None = None, account: str = HUB, **more: str) -> str:
    return code(sts(endpoint, account).assume_role, RoleArn=arn, RoleSessionName="attempt", **more)


WITH_ID = trust(Condition={"StringEquals": {"sts:ExternalId": "agreed"}})


def test_a_role_that_does_not_exist_is_refused(endpoint: str | None) -> None:
    assert _attempt(f"arn:aws:iam::{A}:role/nobody-at-all", endpoint) == "AccessDenied"


def test_an_arn_that_is_no_role_is_refused(emulator: None) -> None:
    assert _attempt("arn:aws:iam::aws:policy/ReadOnlyAccess") == "AccessDenied"


def test_a_missing_external_id_is_refused(endpoint: str | None) -> None:
    assert _attempt(make_role("wants-an-id", endpoint, WITH_ID), endpoint) == "AccessDenied"


def test_a_wrong_external_id_is_refused(emulator: None) -> None:
    assert _attempt(make_role("wants-an-id", None, WITH_ID), ExternalId="guessed") == "AccessDenied"


def test_the_right_external_id_is_let_in(emulator: None) -> None:
    arn = make_role("wants-an-id", None, WITH_ID)
    answer = sts(None).assume_role(RoleArn=arn, RoleSessionName="attempt", ExternalId="agreed")
    assert answer["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{A}:assumed-role/wants-an-id/attempt"


def test_an_account_that_is_not_trusted_is_refused(emulator: None) -> None:
    assert _attempt(make_role("for-the-hub", None, trust()), account="444444444444") == "AccessDenied"


def test_a_role_for_a_service_is_refused(emulator: None) -> None:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "s3.amazonaws.com"}}
    assert _attempt(make_role("for-s3", None, policy(statement))) == "AccessDenied"


def test_a_condition_that_is_not_understood_is_refused(emulator: None) -> None:
    document = trust(Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})
    assert _attempt(make_role("wants-mfa", None, document)) == "AccessDenied"


@pytest.mark.parametrize("principal", [HUB, f"arn:aws:iam::{HUB}:root", f"arn:aws:iam::{HUB}:user/auditor", "*"])
def test_a_trusted_account_is_let_in_however_it_is_written(emulator: None, principal: str) -> None:
    caller = assumed(make_role("open", None, trust(principal)), "sts", None).get_caller_identity()
    assert caller["Account"] == A
