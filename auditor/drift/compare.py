"""Two snapshots in, an assessment out: seven rules about every resource of either, and the gaps of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from auditor import __version__
from auditor.drift.policies import TYPES, judge_policies
from auditor.drift.protections import FACTS, judge_protections
from auditor.drift.regional import Regions, judge_changes, judge_recorders
from auditor.drift.replication import judge_replication
from auditor.drift.resources import judge_existence
from auditor.drift.rules import ALL, PACK, POLICIES, PROTECTIONS
from auditor.drift.sides import Sides, side_by_side
from auditor.drift.verdict import plain
from auditor.finding import Assessment, Finding, Findings, Gap, Status
from auditor.snapshot import Json, Snapshot
from auditor.snapshot.catalogue import ACCOUNT, ALIAS, BUCKET
from auditor.snapshot.ledger import ledger


def compare(baseline: Snapshot, current: Snapshot, approved: Sequence[str] = ()) -> Assessment:
    """What is not as it was. What only one snapshot read is UNKNOWN: never a drift, never a pass.

    `approved` are patterns of the ARNs of those who may change buckets.
    """
    seen: Counter[str] = Counter(accounts=0, buckets=0, edges=0)
    findings: list[Finding] = []
    regions = Regions.of(baseline, current, approved)
    for sides in side_by_side(baseline, current):
        findings += _judge(sides)
        findings += _judge_regions(sides, regions)
        _count(sides, seen)
    return Assessment(
        findings=Findings(findings),
        gaps=(*_gaps(current), *(replace(gap, detail=_then(gap.detail)) for gap in _gaps(baseline))),
        rules={rule.id: rule for rule in ALL},
        packs={PACK: __version__},
        snapshot=_identity(baseline, current),
        tool_version=__version__,
        coverage={**seen, **ledger(current)},
    )


def _judge(sides: Sides) -> Iterator[Finding]:
    gone = None
    if sides.known.type not in (ACCOUNT, ALIAS):
        existence = judge_existence(sides)
        gone = existence if sides.existed and sides.exists is False else None
        yield existence
    if sides.known.type == BUCKET:
        yield from judge_replication(sides, gone)
    for rule, types, judge in ((POLICIES, TYPES, judge_policies), (PROTECTIONS, FACTS, judge_protections)):
        if sides.known.type in types:
            one_sided = False in (sides.existed, sides.exists)
            told = f"The {sides.kind} is not in both snapshots."
            yield plain(rule, sides, Status.NOT_APPLICABLE, told) if one_sided else judge(sides)


def _judge_regions(sides: Sides, regions: Regions) -> Iterator[Finding]:
    """What the Regions of the current snapshot say of a bucket or an account."""
    if sides.known.type == BUCKET and sides.known.account:
        yield judge_changes(sides, regions)
    if sides.known.type == ACCOUNT and sides.after is not None:
        yield judge_recorders(sides, regions)


def _count(sides: Sides, seen: Counter[str]) -> None:
    """What the current snapshot holds."""
    if sides.after is None:
        return
    seen["accounts"] += sides.after.type == ACCOUNT
    seen["buckets"] += sides.after.type == BUCKET
    replication = sides.after.fact("replication").value
    seen["edges"] += len(replication.get("Rules") or []) if replication else 0


def _gaps(snapshot: Snapshot) -> Iterator[Gap]:
    for resource, name, fact in snapshot.gaps():
        yield Gap(resource.account, resource.region, resource.arn, name, fact.source, fact.reason, fact.detail)


def _then(detail: str) -> str:
    return f"in the baseline{': ' if detail else ''}{detail}"


def _identity(baseline: Snapshot, current: Snapshot) -> dict[str, Json]:
    """The current snapshot's identity; complete only if both are, because only then is nothing missing by chance."""
    then, now = baseline.identity(), current.identity()
    return {**now, "complete": then["complete"] and now["complete"], "baseline": then}
