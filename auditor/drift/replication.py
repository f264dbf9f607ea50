"""A bucket then and now in, the verdicts on its replication configuration and on each of its rules out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from auditor.drift.diff import Change, Kind, diff, pair, spelled
from auditor.drift.normalise import replication_rule
from auditor.drift.rules import REPLICATION, RULES
from auditor.drift.sides import Sides
from auditor.drift.verdict import Comparison, differing, judge, plain
from auditor.finding import Evidence, Finding, Severity, Status
from auditor.snapshot import NOT_COLLECTED, Fact, Json, Resource, State
from auditor.topology.edge import edges_of

_SEVERITIES = (
    ("Destination.Bucket", Severity.CRITICAL),
    ("Destination.Account", Severity.CRITICAL),
    ("Role", Severity.CRITICAL),
    ("Status", Severity.HIGH),
    ("schema", Severity.HIGH),
    ("Filter", Severity.HIGH),
    ("Prefix", Severity.HIGH),
    ("DeleteMarkerReplication", Severity.HIGH),
    ("SourceSelectionCriteria", Severity.HIGH),
    ("Destination.EncryptionConfiguration", Severity.HIGH),
    ("Destination.AccessControlTranslation", Severity.HIGH),
)
"""Path of a rule's field -> how bad a change below it is; any other field is MEDIUM."""
_CURE = (
    "Put the replication configuration of the baseline back with put-bucket-replication, or take a new baseline if the "
    "change was meant; CloudTrail names who called PutBucketReplication or DeleteBucketReplication."
)


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule in normal form under the id of its edge."""

    key: str
    edge: str
    form: Json

    @property
    def content(self) -> str:
        return spelled(self.form)


def judge_replication(sides: Sides, gone: Finding | None) -> Iterator[Finding]:
    """First the configuration as a whole, then each rule; `gone` is the failure that says the bucket itself is lost."""
    before, after = sides.fact("replication")
    if gone is not None:
        after = Fact.absent(after.source, "NoSuchBucket")
    elif sides.existed is False:
        before = Fact.absent(before.source, "NoSuchBucket")
    whole = _whole(sides, before, after)
    yield replace(whole, cause=gone.fingerprint) if gone and whole.status is Status.FAIL else whole
    rules = (_rules(sides.before, before), _rules(sides.after, after))
    if State.UNKNOWN in (before.state, after.state):
        yield from (_unread(sides, rule, before, after) for rule in (*rules[0], *rules[1]))
        return
    for was, now in pair(*rules, lambda rule: rule.content, lambda rule: rule.key):
        finding = _judge_rule(sides, was, now, after.source)
        yield replace(finding, cause=whole.fingerprint) if whole.status is Status.FAIL else finding


def _whole(sides: Sides, before: Fact, after: Fact) -> Finding:
    if before.state is State.ABSENT and after.state is not State.UNKNOWN:
        return plain(REPLICATION, sides, Status.NOT_APPLICABLE, "The bucket did not replicate in the baseline.")
    lost = Change("replication", Kind.REMOVE, before.value, None, REPLICATION.severity)
    comparison = Comparison()
    comparison.add("replication", (before, after), lambda _, now: [lost] if now is None else [])
    return judge(REPLICATION, sides, comparison, _CURE)


def _rules(bucket: Resource | None, replication: Fact) -> list[_Rule]:
    if bucket is None or replication.state is not State.VALUE:
        return []
    rules = replication.value.get("Rules") or []
    role = str(replication.value.get("Role", ""))
    return [_Rule(edge.key, edge.id, replication_rule(rules[edge.index], role)) for edge in edges_of(bucket)]


def _unread(sides: Sides, rule: _Rule, before: Fact, after: Fact) -> Finding:
    side, fact = ("baseline", before) if before.state is State.UNKNOWN else ("current", after)
    evidence = Evidence(f"{side}: replication", None, fact.source, fact.reason or NOT_COLLECTED)
    message = f"Cannot be compared: the replication configuration was not read ({evidence.unknown}, {side} snapshot)."
    return _on_edge(plain(RULES, sides, Status.UNKNOWN, message, (evidence,)), rule)


def _judge_rule(sides: Sides, was: _Rule | None, now: _Rule | None, source: str) -> Finding:
    if was is not None and now is not None:
        changes = [replace(change, severity=_severity(change.path)) for change in diff(was.form, now.form, "")]
        if not changes:
            return _on_edge(plain(RULES, sides, Status.PASS, "The rule is as in the baseline."), was)
    elif was is not None:
        changes = [Change("rule", Kind.REMOVE, was.form, None, Severity.HIGH)]
    else:
        changes = [Change("rule", Kind.ADD, None, now.form if now else None, Severity.MEDIUM)]
    finding = differing(RULES, sides, [(change, source) for change in changes], _CURE)
    return _on_edge(finding, was or now)


def _severity(path: str) -> Severity:
    named = (severity for start, severity in _SEVERITIES if path == start or path.startswith(f"{start}."))
    return next(named, Severity.MEDIUM)


def _on_edge(finding: Finding, rule: _Rule | None) -> Finding:
    return replace(finding, kind="replication", subject=rule.edge) if rule else finding
