"""What to do is told in words where only a person can do it, else by the action and where its commands come from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.finding import Findings, Remediation
from tests.reports.sample import ASSESSMENT, FINDINGS, HOSTILE, rendered

MANUAL = replace(FINDINGS[0], remediation=Remediation("manual", {"text": f"Ask the owner of {HOSTILE}."}))


@pytest.mark.parametrize(
    ("name", "told"), [("markdown", "- What to do: Ask the owner of a|b"), ("junit", "to do: Ask the owner of a|b")]
)
def test_a_manual_step_is_its_text(name: str, told: str) -> None:
    report = rendered(name, replace(ASSESSMENT, findings=Findings((MANUAL,))))

    assert told in report
    assert "fix --dry-run" not in report


@pytest.mark.parametrize("name", ["markdown", "junit"])
def test_an_action_says_where_its_commands_come_from(name: str) -> None:
    assert "auditor fix --dry-run" in rendered(name, replace(ASSESSMENT, findings=Findings((FINDINGS[0],))))
