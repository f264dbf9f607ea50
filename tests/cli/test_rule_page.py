"""What `rules explain` shows of a rule's causes."""

from __future__ import annotations

import pytest

from auditor.cli.rule_page import page
from tests.evaluate.asking import rule


@pytest.mark.parametrize(
    ("causes", "shown"),
    [
        ("[a, b]", "Follows    a; b"),
        ("[{rule: a, at: inbound}]", "Follows    a at inbound"),
        ("[{rule: a, when: \"bucket.name == 'b'\", at: bucket}]", "Follows    a at bucket where bucket.name == 'b'"),
    ],
)
def test_what_limits_a_cause_is_shown_with_it(causes: str, shown: str) -> None:
    assert shown in page(rule(consequence_of=causes)).splitlines()


def test_a_rule_that_follows_from_none_says_nothing_of_it() -> None:
    assert "Follows" not in page(rule())
