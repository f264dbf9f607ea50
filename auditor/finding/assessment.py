"""All findings of one evaluation, with what was read for them: what every report is made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from auditor.finding.finding import Finding, Gap, RuleInfo, Severity, WaiverRemark
from auditor.finding.findings import Findings
from auditor.snapshot import Json

OUTCOMES = ("FAIL", "consequence", "waived", "UNKNOWN", "PASS", "NOT_APPLICABLE")
"""What a finding may count as, see `Finding.outcome`."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """All findings of one evaluation, and what it was made from. Nothing in it depends on when or where."""

    findings: Findings
    gaps: tuple[Gap, ...]
    rules: Mapping[str, RuleInfo]
    packs: Mapping[str, str]
    """Pack name -> version."""
    snapshot: Mapping[str, Json]
    """Identity of the snapshot: `digest`, `file` (name only), `collected` (its end, UTC), `complete`; where it is so
    `buckets`, patterns of names, if but a part was audited, and `elsewhere`, accounts that not AWS answered for."""
    tool_version: str
    coverage: Mapping[str, Json] = field(default_factory=dict)
    """`accounts`, `buckets`, `edges`: how many were seen; and what `snapshot.ledger` tells of the calls."""
    waivers: tuple[WaiverRemark, ...] = ()
    """Waivers that somebody should look at: expired ones first, then by rule and subject."""

    def failing(self) -> Iterator[Finding]:
        """Failures that count: worst first, then by rule and subject."""
        return self.findings.of("FAIL")

    def consequences(self, finding: Finding) -> Iterator[Finding]:
        """Failures that follow from `finding`, by rule and subject."""
        return self.findings.following(finding.fingerprint)

    def counts(self) -> dict[str, int]:
        """How many: `FAIL` (that count), `consequence`, `waived`, `UNKNOWN`, `PASS`, `NOT_APPLICABLE`."""
        counted = Counter[str]()
        for (_, outcome, _), number in self.findings.tally().items():
            counted[outcome] += number
        return {name: counted[name] for name in OUTCOMES}

    def below(self, min_coverage: float) -> bool:
        """Less than that percentage is known of what was asked, or the collection was cut short; never below 0."""
        complete = self.snapshot.get("complete", True)
        return min_coverage > 0 and (not complete or self.coverage.get("percent", 0.0) < min_coverage)

    def exit_code(self, fail_on: Severity, min_coverage: float = 0.0) -> int:
        """3: too little is known to judge; 1: a failure at or above `fail_on`; 3: something is unknown; else 0.

        What follows from a lesser failure is as bad as it is: a consequence is counted with its cause, but heeded here.
        """
        if self.below(min_coverage):
            return 3
        tally = self.findings.tally()
        if any(outcome in ("FAIL", "consequence") and severity >= fail_on for _, outcome, severity in tally):
            return 1
        unknown = any(outcome == "UNKNOWN" for _, outcome, _ in tally)
        return 3 if unknown or self.gaps or not self.snapshot.get("complete", True) else 0
