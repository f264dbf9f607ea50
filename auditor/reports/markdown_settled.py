"""What the Markdown report says of what nobody has to act on: what passed, with notes, and what does not apply."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from auditor.finding import Assessment, Finding, RuleInfo
from auditor.reports.markup import Markdown, code, codes, table
from auditor.reports.outline import by_rule

_SHOWN = 5
"""Subjects named for a rule that they pass; the JSON report names all."""


def passed(assessment: Assessment) -> Iterator[Markdown]:
    """A row for each rule that some subject passed, with the first of them."""
    rows = (
        (code(rule), _title(assessment.rules.get(rule)), number, _some(_first(assessment, rule), number))
        for rule, number in by_rule(assessment, "PASS")
    )
    return table(("Rule", "What holds", "Subjects", "Which"), rows)


def notes(assessment: Assessment) -> Iterator[Markdown]:
    """A row for each thing that a rule says of subjects that pass, beside its title: the first few of each rule."""
    rows = (
        (code(rule), note, number, _some(first, number))
        for rule, _ in by_rule(assessment, "PASS")
        if _noted(assessment, rule)
        for note, (number, first) in islice(_alike(assessment, rule).items(), _SHOWN)
    )
    return table(("Rule", "Note", "Subjects", "Which"), rows)


def _noted(assessment: Assessment, rule: str) -> bool:
    """Whether the rule says more of what passes than its title."""
    return any(each.message != _title(assessment.rules.get(rule)) for each in _first(assessment, rule))


def _alike(assessment: Assessment, rule: str) -> dict[str, tuple[int, list[Finding]]]:
    """What the rule says of subjects that pass -> of how many, and the first of them."""
    found: dict[str, tuple[int, list[Finding]]] = {}
    for finding in assessment.findings.of("PASS", rule):
        number, first = found.get(finding.message, (0, []))
        found[finding.message] = number + 1, first if len(first) == _SHOWN else [*first, finding]
    return found


def inapplicable(assessment: Assessment) -> Iterator[Markdown]:
    """A row for each rule that does not apply to some subject."""
    rows = (
        (code(rule), _title(assessment.rules.get(rule)), number)
        for rule, number in by_rule(assessment, "NOT_APPLICABLE")
    )
    return table(("Rule", "Title", "Subjects"), rows)


def _first(assessment: Assessment, rule: str) -> list[Finding]:
    return list(islice(assessment.findings.of("PASS", rule), _SHOWN))


def _some(first: list[Finding], number: int) -> Markdown:
    rest = number - len(first)
    return Markdown(codes(each.subject for each in first) + (f" and {rest} more" if rest > 0 else ""))


def _title(info: RuleInfo | None) -> str:
    return info.title if info else ""
