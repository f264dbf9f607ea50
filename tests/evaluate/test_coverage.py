"""A branch that no example reaches is told; one that an example decides by is not."""

from __future__ import annotations

import pytest

from auditor.evaluate.coverage import unreached
from auditor.rules import Pack
from auditor.rules.load import load_rule
from tests.rules.text import RULE, spoiled

FILE = "p/bucket-versioned.yaml"
MUST = "must: bucket.versioning.Status == 'Enabled'"


def told(text: str) -> list[str]:
    pack = Pack("ours", "1.0", "Ours", "", (load_rule(text.encode(), FILE, "ours"),), "p")
    return [f"{each.line}: {each.field}: {each.branch}" for each in unreached(pack)]


def test_a_rule_whose_examples_go_everywhere_has_none() -> None:
    assert told(RULE) == []


@pytest.mark.parametrize(
    ("old", "new", "missed"),
    [
        (MUST, f"{MUST} || outbound == `[]`", []),
        (MUST, f"{MUST} && outbound != `[]`", []),
        (MUST, f"{MUST} && (outbound != `[]` || bucket.name == 'x')", ["6: must: bucket.name == 'x'"]),
        (MUST, "must: (!outbound || bucket.versioning.Status == 'Enabled')", []),
        (
            MUST,
            "must: ((outbound || bucket.policy) != `null`) && bucket.versioning.Status == 'Enabled'",
            ["6: must: bucket.policy"],
        ),
        (MUST, f"{MUST} && inbound[?status == 'Enabled'] == `[]`", ["6: must: status == 'Enabled'"]),
        (
            "consequence_of: []",
            "consequence_of: [{rule: a, when: bucket.name == 'x' || bucket.name == 'y'}]",
            [
                "13: consequence_of: bucket.name == 'y'",
                "13: consequence_of: a: bucket.name == 'x' || bucket.name == 'y'",
            ],
        ),
        ("purposes: [dr]", "purposes: [log]", ["11: adjust: CRITICAL: contains(bucket.purposes, 'dr')"]),
    ],
)
def test_a_branch_that_no_example_reaches_is_told(old: str, new: str, missed: list[str]) -> None:
    text = spoiled(old, new).replace("outbound: [{id: e}]", "outbound: [{id: e}], inbound: []")
    assert told(text) == missed
