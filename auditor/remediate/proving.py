"""A plan, its snapshot and a judge -> the proof: which failures go once the patches are laid over the snapshot."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from auditor.finding import Assessment, Finding, Status
from auditor.remediate.nouns import Plan, Proof
from auditor.snapshot import Snapshot
from auditor.snapshot.catalogue import FACTS, REGION

Judge: TypeAlias = Callable[[Snapshot], Assessment]
"""The same packs, intent and waivers as those of the plan's assessment; handed in by the CLI."""

_CLEAR = (Status.PASS, Status.NOT_APPLICABLE)
_OPEN = (Status.FAIL, Status.UNKNOWN)


def prove(plan: Plan, snapshot: Snapshot, judge: Judge) -> Proof:
    """Judge the patched world and compare. It proves what the rules see, not that AWS accepts the commands."""
    world = snapshot.patched(patch.applied() for patch in plan.patches)
    after = {finding.fingerprint: finding for finding in judge(world).findings}
    world.close()
    before = {finding.fingerprint: finding for finding in plan.assessment.findings}
    cleared: list[Finding] = []
    remains: list[Finding] = []
    for finding in plan.findings():
        now = after.get(finding.fingerprint)
        (cleared if now and now.status in _CLEAR else remains).append(now or finding)
    opened = [now for now in after.values() if _newly_open(now, before.get(now.fingerprint))]
    return Proof(tuple(cleared), tuple(remains), tuple(sorted(opened, key=lambda now: (now.rule, now.subject))))


def _newly_open(now: Finding, before: Finding | None) -> bool:
    closed_before = before is None or before.status not in _OPEN
    return now.status in _OPEN and now.waiver is None and closed_before and not _to_be_awaited(now)


def _to_be_awaited(now: Finding) -> bool:
    """Whether nothing is missing but measurements of what happens once the patch is there: no patch shows them."""
    missing = {each.source for each in now.evidence if each.unknown}
    return now.status is Status.UNKNOWN and missing == {FACTS[REGION]["replication_metrics"]}
