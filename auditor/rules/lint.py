"""A rule in, what a reviewer would say of it out: it is valid, but helps less than it could."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from auditor.finding import Severity
from auditor.rules.expression import Expression
from auditor.rules.rule import Rule

_FEW = 8
"""A rationale of fewer words says no more than the title."""


@dataclass(frozen=True, slots=True)
class Weakness:
    """One thing to improve, and where."""

    file: str
    line: int
    field: str
    told: str


def lint(rule: Rule) -> tuple[Weakness, ...]:
    """The weaknesses of a rule, in the order of its file."""
    found = [
        Weakness(rule.file, rule.lines.get(field, 1), field, told) for look in _LOOKS for field, told in look(rule)
    ]
    return tuple(sorted(found, key=lambda each: (each.line, each.field, each.told)))


def _sources(rule: Rule) -> Iterator[tuple[str, str]]:
    if not rule.info.references:
        yield "references", "names no source; give the page that says so"


def _words(rule: Rule) -> Iterator[tuple[str, str]]:
    if not any(isinstance(piece, Expression) for piece in rule.message.pieces):
        yield "message", "has no {expression}, so it reads the same for every subject; name the bucket, role or rule"
    if len(rule.info.rationale.split()) < _FEW:
        yield "rationale", "says hardly more than the title; say what happens if the rule is broken"


def _cure(rule: Rule) -> Iterator[tuple[str, str]]:
    worst = max([rule.info.severity, *(each.severity for each in rule.adjust)])
    if not rule.remedies and worst > Severity.INFO:
        yield "remediation", "is missing; where no action fits, `manual` with a text"
    if worst is Severity.INFO and any(remedy.action != "manual" for remedy in rule.remedies):
        yield "remediation", "changes something for severity INFO: is it to be mended, or only to be known?"
    if rule.remedies and rule.remedies[-1].when is not None:
        yield "remediation", "may fit no failure: its last entry has a `when`"


def _severities(rule: Rule) -> Iterator[tuple[str, str]]:
    """An adjustment that changes nothing: to the rule's own severity, with none after it that it holds off."""
    if rule.adjust and rule.adjust[-1].severity is rule.info.severity:
        yield "adjust", f"ends with the rule's own severity, {rule.info.severity.name}; that entry changes nothing"
    texts = [each.when.text for each in rule.adjust]
    for text in dict.fromkeys(text for text in texts if texts.count(text) > 1):
        yield "adjust", f"asks twice, and hears only the first: {text}"


_LOOKS: tuple[Callable[[Rule], Iterator[tuple[str, str]]], ...] = (_sources, _words, _cure, _severities)
