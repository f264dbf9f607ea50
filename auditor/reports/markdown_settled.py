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
    """A row for each of the first subjects of which a rule says more than that they pass."""
    rows = (
        (code(finding.rule), code(finding.subject), finding.message)
        for rule, _ in by_rule(assessment, "PASS")
        for finding in _first(assessment, rule)
        if finding.message != _title(assessment.rules.get(rule))
    )
    return table(("Rule", "Subject", "Note"), rows)


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
