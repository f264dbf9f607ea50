"""Findings -> findings in which a failure that follows from another names the first of its causes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from auditor.finding import Finding, Status
from auditor.rules import Rule


def with_causes(
    findings: Sequence[Finding], rules: Iterable[Rule], related: Mapping[str, frozenset[str]]
) -> Iterator[Finding]:
    """Each finding; a FAIL whose rule is a consequence of one that failed there too gets `cause`, its root.

    `related` is Subject.related by subject id: a cause may lie at the same subject, or at a related one either way.
    """
    causes = {rule.info.id: rule.consequence_of for rule in rules}
    failed = {(each.rule, each.subject): each for each in findings if each.status is Status.FAIL}
    near = _both_ways(related, {each.subject for each in failed.values()})
    for finding in findings:
        root = _root(finding, causes, failed, near) if finding.status is Status.FAIL else finding
        yield finding if root is finding else replace(finding, cause=root.fingerprint)


def _root(
    finding: Finding,
    causes: Mapping[str, tuple[str, ...]],
    failed: Mapping[tuple[str, str], Finding],
    near: Mapping[str, tuple[str, ...]],
) -> Finding:
    """The failure at the end of the chain of causes; `load_packs` has refused rules that form a circle."""
    for cause in causes.get(finding.rule, ()):
        for subject in (finding.subject, *near.get(finding.subject, ())):
            found = failed.get((cause, subject))
            if found is not None:
                return _root(found, causes, failed, near)
    return finding


def _both_ways(related: Mapping[str, frozenset[str]], failing: set[str]) -> dict[str, tuple[str, ...]]:
    """For each subject, those that it refers to or that refer to it; only where something failed; sorted."""
    near: dict[str, set[str]] = {}
    for subject, others in related.items():
        for other in others:
            if subject in failing and other in failing:
                near.setdefault(subject, set()).add(other)
                near.setdefault(other, set()).add(subject)
    return {subject: tuple(sorted(others)) for subject, others in near.items()}
