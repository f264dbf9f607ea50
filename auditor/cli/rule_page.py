"""A rule in, what a person wants to know of it out: plain text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from auditor.reports.text import printable
from auditor.rules import Cause, Expression, Rule, Template

_WIDTH = 100


def page(rule: Rule) -> str:
    """Title, what must hold and why, S3's failure codes, frameworks' controls, the cure, where to read on."""
    info = rule.info
    lines = [
        f"{printable(info.id)}  ({info.severity.name}, pack {printable(info.pack)}, asked of each {info.subject})",
        "",
        *_wrapped(info.title),
        "",
        *_wrapped(info.rationale),
        "",
        *_asserted(rule),
        *_known(rule),
        *_cure(rule),
        *(f"Read more  {printable(reference)}" for reference in info.references),
    ]
    return "\n".join(lines) + "\n"


def _asserted(rule: Rule) -> Iterator[str]:
    if rule.when:
        yield from _labelled("When", rule.when.text)
    yield from _labelled("Must hold", rule.must.text)
    for adjust in rule.adjust:
        yield from _labelled(adjust.severity.name, f"if {adjust.when.text}")


def _known(rule: Rule) -> Iterator[str]:
    if rule.info.predicts:
        yield from _labelled("S3 says", ", ".join(rule.info.predicts))
    if rule.consequence_of:
        yield from _labelled("Follows", "; ".join(map(_cause, rule.consequence_of)))
    for framework, controls in sorted(rule.info.controls.items()):
        yield from _labelled("Control", f"{framework}: {', '.join(controls)}")


def _cause(cause: Cause) -> str:
    """Its id, and where it is one."""
    at = f" at {cause.at}" if cause.at else ""
    return f"{cause.rule}{at}" + (f" where {cause.when.text}" if cause.when else "")


def _cure(rule: Rule) -> Iterator[str]:
    for remedy in rule.remedies:
        given = ", ".join(f"{name}: {_written(value)}" for name, value in remedy.given.items())
        fits = f", if {remedy.when.text}" if remedy.when else ""
        yield from _labelled("Mend it", f"{remedy.action} {{{given}}}{fits} (auditor fix --dry-run)")


def _written(value: object) -> str:
    """As the rule has it, without the quotes of YAML."""
    if isinstance(value, Template):
        return "".join(f"{{{piece.text}}}" if isinstance(piece, Expression) else piece for piece in value.pieces)
    return value.text if isinstance(value, Expression) else str(value)


def _labelled(label: str, text: str) -> list[str]:
    return _wrapped(text, f"{label:<11}")


def _wrapped(text: str, label: str = "") -> list[str]:
    """Lines of at most _WIDTH, the first after `label`, the rest below it."""
    return textwrap.wrap(
        printable(" ".join(text.split())), _WIDTH, initial_indent=label, subsequent_indent=" " * len(label),
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
