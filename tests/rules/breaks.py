"""One thing broken in a healthy world, and how the verdicts of rules changed by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from auditor.finding import Assessment, Finding, Status
from tests.rules.worlds import KINDS, World

Break = Callable[[World], object]

ALL = tuple(KINDS)
ONE_WAY = tuple(kind for kind in ALL if kind != "two-way")
ACROSS = tuple(kind for kind in ONE_WAY if kind != "same-account")
KMS = ("kms", "bucket-key")
ANY = "*"
"""Whichever rules change in this way: those that do not apply to a rule that does nothing."""


@dataclass(frozen=True, slots=True)
class Case:
    """One thing broken in edges of some kinds, and every rule whose verdict changes; of all others none does."""

    what: str
    kinds: tuple[str, ...]
    broken: Break
    changes: dict[str, str]
    """`PASS > FAIL HIGH` -> the rules that do so, or ANY; a failure that follows from another is `(FAIL)`."""


def cases(
    what: str, broken: Break, common: dict[str, str], *kinds: tuple[tuple[str, ...], dict[str, str]]
) -> tuple[Case, ...]:
    """One thing broken, which edges of several kinds tell alike but for some rules: what all change, what each does."""
    return tuple(Case(what, some, broken, _joined(common, own)) for some, own in kinds)


def _joined(common: dict[str, str], own: dict[str, str]) -> dict[str, str]:
    return {change: f"{common.get(change, '')} {own.get(change, '')}".strip() for change in {**common, **own}}


def changed(before: Assessment, after: Assessment) -> dict[str, set[str]]:
    """Rules by how their verdict on a subject changed; a subject that is new, or gone, is not counted."""
    found: dict[str, set[str]] = {}
    was, now = _placed(before), _placed(after)
    for place in was.keys() & now.keys():
        old, new = told(was[place]), told(now[place])
        if old != new:
            found.setdefault(f"{old} > {new}", set()).add(place[0])
    return found


def told(finding: Finding) -> str:
    """A verdict; of a failure with its severity, or in brackets if it follows from another."""
    if finding.status is not Status.FAIL:
        return finding.status.value
    return "(FAIL)" if finding.cause else f"FAIL {finding.severity.name}"


def _placed(assessment: Assessment) -> dict[tuple[str, str, str, int], Finding]:
    """Findings by rule, kind, subject and number; an edge is known by its source, whatever its rule is called."""
    placed: dict[tuple[str, str, str, int], Finding] = {}
    for each in assessment.findings:
        place = (each.rule, each.kind, each.subject.partition("/")[0] if each.kind == "replication" else each.subject)
        number = next(number for number in count() if (*place, number) not in placed)
        placed[*place, number] = each
    return placed
