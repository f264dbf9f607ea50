"""What a bucket is for, told by its name or its tags."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from auditor.config import MustReplicate, Purpose, PurposeRule

RULE = PurposeRule(purpose=Purpose.DR, names=("*-dr",), tags={"use": "dr*"})


def test_a_name_that_fits_the_pattern() -> None:
    assert RULE.named("orders-dr")


def test_a_name_that_differs_in_case_does_not_fit() -> None:
    assert not RULE.named("orders-DR")


def test_a_tag_whose_value_fits() -> None:
    assert RULE.tagged({"use": "dr-west"})


def test_a_tag_with_another_key_does_not_fit() -> None:
    assert not RULE.tagged({"Use": "dr"})


def test_a_declaration_that_is_about_no_bucket_is_refused() -> None:
    with pytest.raises(ValidationError, match="says of no bucket that it must replicate; give names, tags or accounts"):
        MustReplicate()
    with pytest.raises(ValidationError, match="says of no bucket what it is for; give names, tags or accounts"):
        PurposeRule(purpose=Purpose.LOG)


@pytest.mark.parametrize("account", ["*", "1111*", "11111111111", "arn:aws:iam::111111111111:root"])
def test_an_account_is_named_by_its_twelve_digits(account: str) -> None:
    with pytest.raises(ValidationError, match="accounts"):
        PurposeRule(purpose=Purpose.LOG, accounts=(account,))


@pytest.mark.parametrize("pattern", ["*a" * 30 + "*b", "[z-a]*", "[", "(a+)+$"])
def test_no_pattern_is_too_hard(pattern: str) -> None:
    assert not PurposeRule(purpose=Purpose.DR, names=(pattern,)).named("a" * 63)


def test_what_chooses_a_bucket_is_told() -> None:
    rule = PurposeRule(purpose=Purpose.DR, names=("*-dr", "o*"), tags={"use": "dr*"}, accounts=("111111111111",))
    assert list(rule.reasons("orders-dr", "111111111111", {"use": "dr-west"})) == [
        "its name fits *-dr",
        "its name fits o*",
        "its tag use=dr-west fits dr*",
        "it is of account 111111111111",
    ]
    assert list(rule.reasons("archive", "222222222222", {"use": "no"})) == []
