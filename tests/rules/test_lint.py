"""What a reviewer would say of a valid rule; nothing of a good one, nor of ours."""

from __future__ import annotations

import pytest

from auditor.rules import lint, load_packs
from auditor.rules.load import load_rule
from tests.rules.text import RULE, spoiled

FILE = "p/bucket-versioned.yaml"
GOOD = RULE.replace(
    "S3 replicates versions only.", "S3 replicates versions only, and without them says nothing at all."
)


def told(text: str) -> list[str]:
    found = lint(load_rule(text.encode(), FILE, "ours"))
    return [f"{each.file}:{each.line}: {each.field}: {each.told}" for each in found]


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def test_of_a_good_rule_there_is_nothing_to_say() -> None:
    assert told(GOOD) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (spoiled("{NIST-800-53r5: [CP-9, CP-10]}", "{}"), "8: rationale: says hardly more than the title"),
        (changed("[https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html]", "[]"), "15: references: "),
        (changed(" {bucket.name}", ""), "7: message: has no {expression}"),
        (changed("remediation: {action: enable-versioning, with: {bucket: bucket.arn}}\n", ""), "1: remediation: "),
        (changed("{action: en", "{when: bucket.name == 'x', action: en"), "14: remediation: may fit no failure"),
        (
            changed("severity: HIGH", "severity: INFO").replace("severity: CRITICAL", "severity: INFO"),
            "14: remediation: changes something for severity INFO",
        ),
        (changed("severity: CRITICAL}", "severity: HIGH}"), "11: adjust: ends with the rule's own severity, HIGH"),
        (
            changed("adjust:\n", "adjust:\n  - {when: \"contains(bucket.purposes, 'dr')\", severity: LOW}\n"),
            "11: adjust: asks twice",
        ),
    ],
)  # fmt: skip
def test_a_weakness_has_file_line_and_field(text: str, said: str) -> None:
    assert any(each.startswith(f"{FILE}:{said}") for each in told(text))


def test_the_shipped_rules_have_no_weakness() -> None:
    assert [each for pack in load_packs([]) for rule in pack.rules for each in lint(rule)] == []
