"""A pack -> how its rules' own examples fared, judged by the engine that judges an estate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from auditor.errors import RuleError
from auditor.evaluate.authorize import Authority
from auditor.evaluate.causes import applies
from auditor.evaluate.documents import Documents
from auditor.evaluate.given import Answers, NotGiven, subject_of
from auditor.evaluate.judge import adjusted, verdict
from auditor.evaluate.reading import Reading
from auditor.evaluate.told import Asked
from auditor.finding import Status
from auditor.rules import Example, Pack, Rule
from auditor.rules.vocabulary import ASKED


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """One example, or one that is missing."""

    rule: str
    file: str
    line: int
    expect: Status
    got: Status | None
    """None: it could not be judged, or is not there."""
    problem: str
    """What is wrong, in one line; empty if nothing is."""


def run_examples(pack: Pack) -> tuple[ExampleResult, ...]:
    """Each example of each rule, by rule and line, then those that are missing."""
    return tuple(result for rule in pack.rules for result in (*_run(rule), *_missing(rule)))


def _run(rule: Rule) -> Iterator[ExampleResult]:
    for example in rule.examples:
        try:
            got, problem = _judged(rule, example)
        except NotGiven as missing:
            got, problem = None, f"the rule reads {missing}, which the example does not give"
        except RuleError as error:
            got, problem = None, f"{error.field}: {error.what}"
        yield ExampleResult(rule.info.id, rule.file, example.line, example.expect, got, problem)


def _judged(rule: Rule, example: Example) -> tuple[Status, str]:
    """The status, and what is wrong with it."""
    subject = subject_of(rule, example)
    answered = any(name in example.given for name in ASKED)
    ask = Answers(rule, example) if answered else Authority(subject, Documents())
    asked = Asked(rule, subject, Reading(ask))
    got = verdict(asked)
    if got is not example.expect:
        return got, f"expected {example.expect}, got {got}"
    severity = adjusted(asked) if example.severity is not None else None
    if severity is not example.severity and severity is not None and example.severity is not None:
        return got, f"expected severity {example.severity.name}, got {severity.name}"
    return got, _unlike(example.follows, asked) if example.follows is not None else ""


def _unlike(expected: Iterable[str], asked: Asked) -> str:
    """Which causes the example says that the failure may have, and which it may; empty if they are the same."""
    found = (cause.rule for cause in asked.rule.consequence_of if cause.when and applies(cause, asked))
    told = [", ".join(sorted(each)) or "none" for each in (expected, found)]
    return "" if told[0] == told[1] else f"expected to follow from {told[0]}, but follows from {told[1]}"


def _missing(rule: Rule) -> Iterator[ExampleResult]:
    """Every rule shows what passes, fails and cannot be told; and what it does not apply to, if it says so."""
    wanted = [Status.PASS, *([] if rule.never_fails else [Status.FAIL]), Status.UNKNOWN]
    if rule.when is not None:
        wanted.append(Status.NOT_APPLICABLE)
    there = {example.expect for example in rule.examples}
    line = rule.lines.get("examples", 1)
    for status in wanted:
        if status not in there:
            yield ExampleResult(rule.info.id, rule.file, line, status, None, f"no example expects {status}")
