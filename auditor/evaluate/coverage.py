"""A rule in, the branches of its expressions that none of its examples reaches out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from auditor.errors import RuleError
from auditor.evaluate.authorize import Authority
from auditor.evaluate.compile import watched
from auditor.evaluate.documents import Documents
from auditor.evaluate.given import Answers, NotGiven, subject_of
from auditor.evaluate.reading import BadValue, Reading
from auditor.evaluate.steps import Step
from auditor.rules import Example, Pack, Rule
from auditor.rules.vocabulary import ASKED
from auditor.rules.written import OPERATORS, Node, written

_Told: TypeAlias = list[tuple[Step, Callable[[], None]]]
"""Conditions, and whom to tell that one is true."""


@dataclass(frozen=True, slots=True)
class Unreached:
    """What no example decides by: the right side of an && or ||, a filter's condition, an adjustment, a cause."""

    rule: str
    file: str
    line: int
    field: str
    branch: str


@dataclass(slots=True)
class _Branches:
    """Branches of one rule, and which were reached."""

    reached: dict[tuple[str, int], bool] = field(default_factory=dict)
    texts: dict[tuple[str, int], str] = field(default_factory=dict)

    def add(self, name: str, text: str) -> Callable[[], None]:
        """A new branch of the field `name`; call what is returned when it is reached."""
        key = (name, len(self.texts))
        self.texts[key], self.reached[key] = text, False
        return lambda: self.reached.update({key: True})

    def watch(self, name: str) -> Callable[[Node], Callable[[], None]]:
        """For `watched`: each branch of an expression in the field `name`."""
        return lambda node: self.add(name, _text(node))


def unreached(pack: Pack) -> tuple[Unreached, ...]:
    """By rule and field, in the order of the expressions."""
    return tuple(each for rule in pack.rules for each in _of(rule))


def _of(rule: Rule) -> Iterator[Unreached]:
    branches = _Branches()
    when = watched(rule.when, branches.watch("when")) if rule.when else None
    must = watched(rule.must, branches.watch("must"))
    adjusts = [
        (
            watched(each.when, branches.watch("adjust")),
            branches.add("adjust", f"{each.severity.name}: {each.when.text}"),
        )
        for each in rule.adjust
    ]
    causes = [
        (
            watched(each.when, branches.watch("consequence_of")),
            branches.add("consequence_of", f"{each.rule}: {each.when.text}"),
        )
        for each in rule.consequence_of
        if each.when
    ]
    for example in rule.examples:
        try:
            _walk(rule, example, when, must, adjusts, causes)
        except (NotGiven, BadValue, RuleError):
            continue  # such an example is told by `run_examples`; one without a severity need not give what adjusts
    for (name, _), text in ((key, text) for key, text in branches.texts.items() if not branches.reached[key]):
        yield Unreached(rule.info.id, rule.file, rule.lines.get(name, 1), name, text)


def _walk(rule: Rule, example: Example, when: Step | None, must: Step, adjusts: _Told, causes: _Told) -> None:
    """The way that a judgement of the example takes."""
    subject = subject_of(rule, example)
    answered = any(name in example.given for name in ASKED)
    reading = Reading(Answers(rule, example) if answered else Authority(subject, Documents()))
    if when and when(subject.parts, reading) is not True:
        return
    if must(subject.parts, reading) is not False:
        return
    for step, tell in causes if example.follows is not None else ():
        if step(subject.parts, reading) is True:
            tell()
    for step, tell in adjusts:
        if step(subject.parts, reading) is True:
            tell()
            return


def _text(node: Node) -> str:
    """A branch as a person knows it again."""
    children = [child for child in node["children"] if isinstance(child, Mapping)]
    match node["type"]:
        case "comparator":
            return f" {OPERATORS[node['value']]} ".join(_text(child) for child in children)
        case "and_expression" | "or_expression":
            return (" && " if node["type"] == "and_expression" else " || ").join(_text(child) for child in children)
        case "not_expression":
            return f"!{_text(children[0])}"
        case _:
            return written(node)
