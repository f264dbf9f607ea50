"""An assessment in, its findings in the order every report tells them: by what they count as, causes first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.finding import Assessment, Finding, Gap, Severity


@dataclass(frozen=True, slots=True)
class Outline:
    """Findings sorted once, for reports that tell causes with what follows from them."""

    failures: tuple[Finding, ...]
    """That count: worst first, then by rule and subject."""
    others: Mapping[str, tuple[Finding, ...]]
    """By `Finding.outcome`, without FAIL; each by rule and subject."""
    gaps: tuple[Gap, ...]
    following: Mapping[str, tuple[Finding, ...]]
    """Fingerprint of a failure that counts -> all that follows from it, however indirectly."""
    orphans: tuple[Finding, ...]
    """Consequences of something that this assessment does not hold."""

    def by_severity(self) -> Iterator[tuple[Severity, tuple[Finding, ...]]]:
        """The failures that count, from CRITICAL down, severities without any left out."""
        for severity in sorted(Severity, reverse=True):
            failures = tuple(finding for finding in self.failures if finding.severity is severity)
            if failures:
                yield severity, failures


def outline(assessment: Assessment) -> Outline:
    """Sort the findings of `assessment`; the order of its tuples makes no difference."""
    failures = tuple(sorted(assessment.failing(), key=_worst))
    others: dict[str, list[Finding]] = {}
    for finding in sorted(assessment.findings, key=_place):
        others.setdefault(finding.outcome, []).append(finding)
    others.pop("FAIL", None)
    effects = _effects(others.get("consequence", []))
    following = {finding.fingerprint: tuple(_follow(finding, effects)) for finding in failures}
    told = {finding.fingerprint for group in following.values() for finding in group}
    return Outline(
        failures,
        {outcome: tuple(group) for outcome, group in others.items()},
        tuple(sorted(assessment.gaps, key=gap_place)),
        following,
        tuple(finding for finding in others.get("consequence", []) if finding.fingerprint not in told),
    )


def gap_place(gap: Gap) -> tuple[str, ...]:
    """Where a gap stands among others: by account, region, resource and fact."""
    return (gap.account or "", gap.region or "", gap.resource, gap.fact, gap.reason, gap.detail)


def _worst(finding: Finding) -> tuple[int, str, str, str]:
    return (-finding.severity, *_place(finding))


def _place(finding: Finding) -> tuple[str, str, str]:
    return (finding.rule, finding.subject, finding.kind)


def _effects(consequences: list[Finding]) -> dict[str, list[Finding]]:
    effects: dict[str, list[Finding]] = {}
    for finding in consequences:
        effects.setdefault(finding.cause or "", []).append(finding)
    return effects


def _follow(cause: Finding, effects: Mapping[str, list[Finding]]) -> Iterator[Finding]:
    """Depth first; what has been told is not told again, so a circle of causes ends."""
    told = {cause.fingerprint}
    waiting = list(reversed(effects.get(cause.fingerprint, [])))
    while waiting:
        finding = waiting.pop()
        if finding.fingerprint not in told:
            told.add(finding.fingerprint)
            yield finding
            waiting.extend(reversed(effects.get(finding.fingerprint, [])))
