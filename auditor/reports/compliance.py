"""An assessment in, a verdict for each control of each framework out, and the rules that it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.finding import Assessment

ORDER = ("FAIL", "UNKNOWN", "waived", "PASS", "NOT_APPLICABLE")
"""Of several verdicts the first in this order is the control's: one failure fails it, one unknown leaves it open."""


@dataclass(frozen=True, slots=True)
class Control:
    """One control, and what the rules for it found."""

    framework: str
    control: str
    verdict: str
    """One of ORDER."""
    rules: Mapping[str, str]
    """Rule id -> its own verdict over all its subjects, sorted by id."""


def compliance(assessment: Assessment) -> Iterator[Control]:
    """By framework and control. A rule that found nothing to judge does not apply."""
    verdicts = _verdicts(assessment)
    serving: dict[tuple[str, str], dict[str, str]] = {}
    for id, info in sorted(assessment.rules.items()):
        for framework, controls in info.controls.items():
            for control in controls:
                serving.setdefault((framework, control), {})[id] = verdicts.get(id, "NOT_APPLICABLE")
    for (framework, control), rules in sorted(serving.items()):
        yield Control(framework, control, min(rules.values(), key=ORDER.index), rules)


def _verdicts(assessment: Assessment) -> Mapping[str, str]:
    """Rule -> the worst of its findings; what follows from another failure has failed all the same."""
    verdicts: dict[str, str] = {}
    for rule, found, _ in assessment.findings.tally():
        outcome = "FAIL" if found == "consequence" else found
        verdicts[rule] = min(verdicts.get(rule, outcome), outcome, key=ORDER.index)
    return verdicts
