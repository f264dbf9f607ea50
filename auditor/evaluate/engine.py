"""Packs, a snapshot and its subjects -> the Assessment: every rule on every subject of its kind."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from auditor import __version__
from auditor.evaluate.authorize import Authority
from auditor.evaluate.causes import with_causes
from auditor.evaluate.documents import Documents
from auditor.evaluate.judge import judge
from auditor.finding import Assessment, Finding, Gap
from auditor.rules import Pack, Rule
from auditor.snapshot import Choice, Json, Snapshot
from auditor.snapshot.ledger import ledger
from auditor.topology import Subject

_COUNTED = {"account": "accounts", "bucket": "buckets", "replication": "edges"}


def assess(packs: Sequence[Pack], snapshot: Snapshot, subjects: Iterable[Subject]) -> Assessment:
    """One finding for each rule and each subject of its kind, by rule, kind and subject. Raises RuleError."""
    rules = [rule for pack in packs for rule in pack.rules]
    findings, related, seen = _findings(rules, subjects)
    caused = with_causes(findings, rules, related)
    return Assessment(
        findings=tuple(sorted(caused, key=lambda each: (each.rule, each.kind, each.subject))),
        gaps=tuple(_gaps(snapshot)),
        rules={rule.info.id: rule.info for rule in sorted(rules, key=lambda each: each.info.id)},
        packs={pack.name: pack.version for pack in sorted(packs, key=lambda each: each.name)},
        snapshot=_identity(snapshot),
        tool_version=__version__,
        coverage={**{name: seen[kind] for kind, name in _COUNTED.items()}, **ledger(snapshot)},
    )


def _findings(
    rules: Sequence[Rule], subjects: Iterable[Subject]
) -> tuple[list[Finding], Mapping[str, frozenset[str]], Counter[str]]:
    """The findings in order of the subjects; the subjects' relations; how many there were of each kind."""
    by_kind: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        by_kind[rule.info.subject].append(rule)
    documents, seen = Documents(), Counter[str]()
    findings: list[Finding] = []
    related: dict[str, frozenset[str]] = {}
    for subject in subjects:
        seen[subject.kind] += 1
        related[subject.id] = related.get(subject.id, frozenset()) | subject.related
        ask = Authority(subject, documents)
        findings.extend(judge(rule, subject, ask) for rule in by_kind[subject.kind])
    return findings, related, seen


def _gaps(snapshot: Snapshot) -> Iterable[Gap]:
    for resource, name, fact in snapshot.gaps():
        yield Gap(resource.account, resource.region, resource.arn, name, fact.source, fact.reason, fact.detail)


def _identity(snapshot: Snapshot) -> Mapping[str, Json]:
    meta = snapshot.meta
    return {
        "digest": snapshot.digest(),
        "file": snapshot.path.name if snapshot.path else "",
        "collected": meta.get("finished", ""),
        "complete": meta.get("complete", True),
        **Choice.of(meta.get("scope")).plain(),
    }
