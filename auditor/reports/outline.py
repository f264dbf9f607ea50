"""An assessment in, its findings in the order every report tells them: by what they count as, causes first."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.finding import Assessment, Finding, Findings, Gap, Severity


def by_severity(assessment: Assessment) -> Iterator[tuple[Severity, int]]:
    """How many failures count, from CRITICAL down, severities without any left out."""
    tally = assessment.findings.tally()
    for severity in sorted(Severity, reverse=True):
        number = sum(times for (_, outcome, of), times in tally.items() if outcome == "FAIL" and of is severity)
        if number:
            yield severity, number


def by_rule(assessment: Assessment, outcome: str) -> Iterator[tuple[str, int]]:
    """How many findings of each rule count as `outcome`, rules without any left out."""
    counted: dict[str, int] = {}
    for (rule, of, _), number in sorted(assessment.findings.tally().items()):
        if of == outcome:
            counted[rule] = counted.get(rule, 0) + number
    return iter(counted.items())


def following(assessment: Assessment, cause: Finding) -> Iterator[Finding]:
    """All that follows from `cause`, however indirectly: depth first, nothing twice, so a circle of causes ends."""
    told = {cause.fingerprint}
    waiting = _effects(assessment.findings, cause)
    while waiting:
        finding = waiting.pop()
        if finding.fingerprint not in told:
            told.add(finding.fingerprint)
            yield finding
            waiting += _effects(assessment.findings, finding)


def cause_of(finding: Finding, assessment: Assessment) -> str:
    """What a finding follows from: rule and subject, or the fingerprint of a finding that is not there."""
    cause = assessment.findings.named(finding.cause or "")
    return f"{cause.rule} on {cause.subject}" if cause else f"finding {finding.cause}"


def orphans(assessment: Assessment) -> Iterator[Finding]:
    """Consequences that follow from no failure that counts."""
    for finding in assessment.findings.of("consequence"):
        if not _led_to(finding, assessment.findings):
            yield finding


def gap_place(gap: Gap) -> tuple[str, ...]:
    """Where a gap stands among others: by account, region, resource and fact."""
    return (gap.account or "", gap.region or "", gap.resource, gap.fact, gap.reason, gap.detail)


def _effects(findings: Findings, cause: Finding) -> list[Finding]:
    """What follows at once, the last first."""
    return [each for each in findings.following(cause.fingerprint) if each.outcome == "consequence"][::-1]


def _led_to(finding: Finding, findings: Findings) -> bool:
    """Whether the causes of a consequence, one after the other, end in a failure that counts."""
    seen: set[str] = set()
    while finding.cause and finding.outcome == "consequence" and finding.fingerprint not in seen:
        seen.add(finding.fingerprint)
        found = findings.named(finding.cause)
        if found is None:
            return False
        finding = found
    return finding.counts_as_failure
