"""What differs and what could not be compared in, a finding out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from auditor.drift.diff import Change
from auditor.drift.sides import Sides
from auditor.finding import Evidence, Finding, Remediation, RuleInfo, Status
from auditor.snapshot import NOT_COLLECTED, Fact, Json, State

_TOLD = 3
"""Changes told in the message; the evidence holds all."""


@dataclass(slots=True)
class Comparison:
    """What became of the facts that one rule compares on one subject; filled fact by fact."""

    compared: list[str] = field(default_factory=list)
    changes: list[tuple[Change, str]] = field(default_factory=list)
    """Each with the IAM action that read it."""
    unread: list[Evidence] = field(default_factory=list)

    def add(self, name: str, facts: tuple[Fact, Fact], compare: Callable[[Json, Json], Iterable[Change]]) -> None:
        """Compare one fact. Read on one side only, it is unknown; read on neither side, it is left out."""
        before, after = facts
        missing = [
            (side, fact) for side, fact in (("baseline", before), ("current", after)) if fact.state is State.UNKNOWN
        ]
        if not missing:
            self.compared.append(name)
            self.changes += [(change, after.source) for change in compare(before.value, after.value)]
        elif any(fact.reason != NOT_COLLECTED for _, fact in missing) or len(missing) == 1:
            self.unread += [
                Evidence(f"{side}: {name}", None, fact.source, fact.reason or NOT_COLLECTED) for side, fact in missing
            ]


def judge(rule: RuleInfo, sides: Sides, comparison: Comparison, cure: str) -> Finding:
    """FAIL if anything differs, else UNKNOWN if anything could not be compared, else PASS if anything could."""
    if comparison.changes:
        return differing(rule, sides, comparison.changes, cure, unread=comparison.unread)
    if comparison.unread:
        told = ", ".join(f"{each.expression} ({each.unknown})" for each in comparison.unread)
        message = f"Cannot be compared with the baseline: {told} was not read."
        return plain(rule, sides, Status.UNKNOWN, message, tuple(comparison.unread))
    if comparison.compared:
        names = ", ".join(comparison.compared)
        return plain(rule, sides, Status.PASS, f"As in the baseline: {names}.")
    return plain(rule, sides, Status.NOT_APPLICABLE, "Neither snapshot holds anything to compare.")


def differing(
    rule: RuleInfo,
    sides: Sides,
    changes: Sequence[tuple[Change, str]],
    cure: str,
    *,
    unread: Sequence[Evidence] = (),
) -> Finding:
    """A failure as severe as its worst change; its evidence is path, before and after of every change."""
    ordered = sorted(changes, key=lambda each: -each[0].severity)
    told = [str(change) for change, _ in ordered[:_TOLD]]
    more = len(ordered) - len(told)
    told += [f"{more} more"] if more else []
    return Finding(
        rule=rule.id,
        severity=ordered[0][0].severity,
        kind=sides.kind,
        subject=sides.subject,
        status=Status.FAIL,
        message=f"Differs from the baseline: {'; '.join(told)}.",
        accounts=sides.accounts,
        evidence=(*(_evidence(change, source) for change, source in changes), *unread),
        remediation=Remediation("manual", {"text": cure}),
    )


def plain(rule: RuleInfo, sides: Sides, status: Status, message: str, evidence: tuple[Evidence, ...] = ()) -> Finding:
    """A finding without a change."""
    return Finding(rule.id, rule.severity, sides.kind, sides.subject, status, message, sides.accounts, evidence)


def _evidence(change: Change, source: str) -> Evidence:
    value = {"change": change.kind.value, "before": change.before, "after": change.after}
    return Evidence(change.path, value, source)
