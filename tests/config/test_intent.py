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
    with pytest.raises(ValidationError, match="give names, tags or accounts"):
        MustReplicate()
