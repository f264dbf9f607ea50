"""An assessment in, a verdict for each control of each framework out, and the rules that it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from auditor.finding import Assessment

ORDER = ("FAIL", "UNKNOWN", "waived", "PASS", "NOT_APPLICABLE")
"""Of several verdicts the first in this order is the control's: one failure fails it, one unknown leaves it open."""

_HIDING = {
    "buckets": {"bucket", "role", "key", "replication"},
    "replication": {"role", "key", "replication"},
}
"""A fact without which nobody knows which subjects of some kinds there are."""
_NUMBERS = re.compile(r"([0-9]+)")


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
    """By framework and control, CP-9 before CP-10. A rule that found nothing to judge does not apply."""
    verdicts = _verdicts(assessment)
    serving: dict[tuple[str, str], dict[str, str]] = {}
    for id, info in sorted(assessment.rules.items()):
        for framework, controls in info.controls.items():
            for control in controls:
                serving.setdefault((framework, control), {})[id] = verdicts[id]
    for framework, control in sorted(serving, key=lambda place: tuple(map(_natural, place))):
        rules = serving[framework, control]
        yield Control(framework, control, min(rules.values(), key=ORDER.index), rules)


def hides(assessment: Assessment) -> Set[str]:
    """Kinds of subjects of which some may not be seen: an account or a bucket's rules were not read, or not all was."""
    unread = {gap.fact for gap in assessment.gaps}
    complete = assessment.snapshot.get("complete", True)
    return frozenset[str]().union(*(kinds for fact, kinds in _HIDING.items() if fact in unread or not complete))


def _verdicts(assessment: Assessment) -> Mapping[str, str]:
    """Rule -> the worst of its findings; what follows from another failure has failed all the same.

    Of subjects that nobody saw nothing holds: UNKNOWN, if none of those that were seen failed.
    """
    unseen = hides(assessment)
    verdicts = {
        rule: "UNKNOWN" if info.subject in unseen else "NOT_APPLICABLE" for rule, info in assessment.rules.items()
    }
    for rule, found, _ in assessment.findings.tally():
        outcome = "FAIL" if found == "consequence" else found
        verdicts[rule] = min(verdicts.get(rule, outcome), outcome, key=ORDER.index)
    return verdicts


def _natural(name: str) -> tuple[str | int, ...]:
    """Text and numbers in turns, so that numbers compare as such."""
    return tuple(int(piece) if index % 2 else piece for index, piece in enumerate(_NUMBERS.split(name)))
