"""What a finding says beside its verdict: the message with its values, and the remedy with what it needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from auditor.errors import RuleError
from auditor.evaluate.compile import compiled
from auditor.evaluate.doubt import doubtful
from auditor.evaluate.reading import BadValue, Reading, Unknown, plain, shown
from auditor.finding import Evidence, Remediation, Status
from auditor.rules import Expression, Rule, Template
from auditor.rules.document import one_line
from auditor.snapshot import Json
from auditor.topology import Subject


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule, the subject it is asked about, and the log of what was read for that."""

    rule: Rule
    subject: Subject
    reading: Reading

    def value(self, field: str, expression: Expression) -> Json | Unknown:
        """What the expression in `field` of the rule gives. Raises RuleError if it cannot be evaluated."""
        try:
            return compiled(expression)(self.subject.parts, self.reading)
        except BadValue as error:
            raise self.error(field, f"cannot be evaluated for {self.subject.id}: {error}") from error

    def error(self, field: str, what: str) -> RuleError:
        """An error about `field` of the rule."""
        return RuleError(one_line(what), file=self.rule.file, line=self.rule.lines.get(field), field=field)

    def aside(self) -> Asked:
        """The same question with a log of its own: what a message shows is no evidence for the verdict."""
        return Asked(self.rule, self.subject, Reading(self.reading.ask, found=self.reading.found))


def message(asked: Asked, status: Status, evidence: Sequence[Evidence]) -> str:
    """One line for the finding: the rule's message for a failure, its note for a pass, else what there is to say."""
    if status is Status.FAIL:
        return rendered(asked.aside(), "message", asked.rule.message)
    if status is Status.UNKNOWN:
        return doubtful(asked.rule.info.title, asked.subject.parts, evidence)
    if status is Status.NOT_APPLICABLE and asked.rule.when is not None:
        return _inapplicable(asked.rule.when)
    if status is Status.PASS and asked.rule.note is not None:
        return rendered(asked.aside(), "note", asked.rule.note)
    return asked.rule.info.title


@cache
def _inapplicable(when: Expression) -> str:
    return f"Does not apply here: {one_line(when.text)}"


def rendered(asked: Asked, field: str, template: Template) -> str:
    """The template with the value of every expression in it."""
    pieces = (piece if isinstance(piece, str) else _once(plain(asked.value(field, piece))) for piece in template.pieces)
    return " ".join("".join(pieces).split())


def _once(value: Json) -> str:
    """A value as messages show it; of texts that are the same, one."""
    alike = isinstance(value, list) and all(isinstance(each, str) for each in value)
    return shown(list(dict.fromkeys(value)) if alike else value)


def remediation(asked: Asked) -> Remediation | None:
    """The rule's first remedy that fits, with its values; what is unknown is null, and noted in the log."""
    aside = asked.aside()
    fitting = (
        remedy
        for remedy in asked.rule.remedies
        if remedy.when is None or aside.value("remediation", remedy.when) is True
    )
    remedy = next(fitting, None)
    if remedy is None:
        return None
    given = {name: _given(asked, value) for name, value in remedy.given.items()}
    return Remediation(remedy.action, given)


def _given(asked: Asked, value: Expression | Template | Json) -> Json:
    if isinstance(value, Template):
        return rendered(asked.aside(), "remediation", value)
    if not isinstance(value, Expression):
        return value
    aside = asked.aside()
    found = aside.value("remediation", value)
    if not isinstance(found, Unknown):
        return plain(found)
    asked.reading.note(value.text, None, "", found.why)
    return None
