"""An assessment and its snapshot -> the plan: every failure that counts is given a patch or a step for a person."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.finding import Assessment, Finding, Severity, Status
from auditor.remediate.actions import ACTIONS
from auditor.remediate.desk import Desk
from auditor.remediate.given import NeedsPerson, TooEarly
from auditor.remediate.nouns import Plan
from auditor.snapshot import Snapshot

_TAKING = frozenset({"revoke-on-bucket", "narrow-role", "drop-grants"})
_GIVING = frozenset({"permit-on-bucket", "permit-on-role", "permit-on-key", "name-role-on-bucket"})
"""Actions that take rights away, and that give them."""


def plan(assessment: Assessment, snapshot: Snapshot) -> Plan:
    """What would mend the failures; `snapshot` is the one that was judged."""
    desk = Desk(snapshot)
    waiting = [finding for finding in _in_turn(assessment) if not _settled(finding, assessment)]
    postponed = [finding for finding in waiting if not _work_out(finding, desk)]
    for finding in postponed:
        _work_out(finding, desk, last=True)
    _catch_up(desk, assessment)
    return desk.plan(assessment)


def _in_turn(assessment: Assessment) -> Iterator[Finding]:
    """Failures, causes before what follows from them, then as `ACTIONS` are ordered."""
    rank = {name: index for index, name in enumerate(ACTIONS)}
    failed = (each for each in assessment.findings if each.status is Status.FAIL and each.waiver is None)
    return iter(sorted(failed, key=lambda each: (_follows(each), _rank(each, rank), each.rule, each.subject)))


def _follows(finding: Finding) -> bool:
    """It is mended with its cause; not so if that is an accepted risk."""
    return finding.outcome == "consequence"


def _settled(finding: Finding, assessment: Assessment) -> bool:
    """A consequence that is told with its cause: a step of its own would tell the same mend twice.

    Nor does it give rights, where a person is to mend the cause; and none are taken away before it is known that
    nobody needs them then.
    """
    cause = assessment.findings.named(finding.cause or "") if _follows(finding) else None
    if cause is None:
        return False
    return _action(finding) in ("manual", *_TAKING) or (_action(cause) == "manual" and _action(finding) in _GIVING)


def _action(finding: Finding) -> str:
    return finding.remediation.action if finding.remediation else "manual"


def _rank(finding: Finding, rank: dict[str, int]) -> int:
    return rank.get(finding.remediation.action, len(rank)) if finding.remediation else len(rank)


def _work_out(finding: Finding, desk: Desk, *, last: bool = False) -> bool:
    """The finding's own remedy; false if it has to wait, which it may not the `last` time.

    A consequence is mended with its cause: it may add patches, never a step.
    """
    desk.serve(finding)
    remedy = finding.remediation
    try:
        if remedy is None:
            raise NeedsPerson("no remedy is known to this tool: see the rule's rationale and references")
        if remedy.action not in ACTIONS:
            raise NeedsPerson(f"no remedy is called {remedy.action}: correct the rule, or mend it by hand")
        ACTIONS[remedy.action](remedy.given, desk)
        if not desk.acted:
            raise NeedsPerson(
                "what the remedy would grant is there already; something else stands in the way: see the evidence"
            )
    except NeedsPerson as step:
        if isinstance(step, TooEarly) and not last:
            return False
        if not _follows(finding):
            desk.by_hand(step.text, step.arn, step.document)
    return True


def _catch_up(desk: Desk, assessment: Assessment) -> None:
    """Replication does not retry what it missed (S3 User Guide, "Replicating existing objects").

    Only a rule that predicts one of S3's failure codes says that objects were missed.
    """
    for finding in desk.plan(assessment).findings():
        info = assessment.rules.get(finding.rule)
        if info is None or not info.predicts or finding.severity < Severity.MEDIUM:
            continue
        desk.serve(finding)
        for edge in desk.edges():
            bucket = str(edge.parts["source"]["arn"])
            if finding.subject in (edge.id, edge.parts["role"]["arn"]):
                desk.by_hand(
                    f"afterwards start S3 Batch Replication for {bucket}: what it missed is not retried", bucket
                )
