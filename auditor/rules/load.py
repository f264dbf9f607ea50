"""A rule file -> Rule, with every expression parsed and every name in it known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from auditor.finding import RuleInfo, Severity, Status
from auditor.rules.document import Document, Place, mistake, read_document
from auditor.rules.expression import Expression, Unusable, parse, parse_condition
from auditor.rules.fitting import Unfit, fit
from auditor.rules.rule import Adjust, Cause, Example, Remedy, Rule
from auditor.rules.schema import RemediationRecord, RuleRecord, validated
from auditor.rules.template import Template, parse_template
from auditor.rules.vocabulary import ACTIONS, ASKED, OPTIONAL, PARTS, nearest, subjects_in
from auditor.snapshot import Json

P = TypeVar("P", Expression, Template)
_BREAK = re.compile(r"\s*\n\s*")
"""A folded text keeps the breaks before lines that are further in."""


def load_rule(content: bytes, file: str, pack: str) -> Rule:
    """The rule that `content` of `file` holds. Raises RuleError with file, line and field."""
    document = read_document(content, file)
    record = validated(document, RuleRecord)
    stem = file.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    if record.id != stem:
        raise mistake(document, ("id",), f"the id is {record.id!r}, the file {stem!r}; they must be the same")
    return _Loader(document, record).rule(pack)


class _Loader:
    """One file on its way to a Rule."""

    def __init__(self, document: Document, record: RuleRecord) -> None:
        self.document, self.record, self.kind = document, record, record.subject

    def rule(self, pack: str) -> Rule:
        record = self.record
        return Rule(
            info=self._info(pack),
            when=self._parsed(parse_condition, record.when, ("when",)) if record.when is not None else None,
            must=self._parsed(parse_condition, record.must, ("must",)),
            message=self._parsed(parse_template, record.message, ("message",)),
            note=self._parsed(parse_template, record.note, ("note",)) if record.note is not None else None,
            adjust=tuple(
                Adjust(self._parsed(parse_condition, each.when, ("adjust", index, "when")), Severity[each.severity])
                for index, each in enumerate(record.adjust)
            ),
            consequence_of=tuple(self._cause(index) for index in range(len(record.consequence_of))),
            remedies=tuple(self._remedies(record.remediation)),
            examples=tuple(self._example(index) for index in range(len(record.examples))),
            file=self.document.file,
            lines={str(key): self.document.line((key,)) for key in self.document.value},
            never_fails=record.never_fails,
        )

    def _info(self, pack: str) -> RuleInfo:
        record = self.record
        return RuleInfo(
            id=record.id,
            title=record.title.strip(),
            severity=Severity[record.severity],
            pack=pack,
            subject=record.subject,
            rationale=record.rationale.strip(),
            predicts=(record.predicts,) if isinstance(record.predicts, str) else tuple(record.predicts),
            controls={name: tuple(ids) for name, ids in record.controls.items()},
            references=tuple(record.references),
        )

    def _cause(self, index: int) -> Cause:
        record, place = self.record.consequence_of[index], ("consequence_of", index)
        if isinstance(record, str):
            return Cause(record, None, "")
        known = subjects_in(self.kind)
        if record.at is not None and record.at not in known:
            what = f"no part {record.at!r} of a {self.kind} is a subject" + nearest(record.at, known)
            raise mistake(self.document, (*place, "at"), what)
        when = self._parsed(parse_condition, record.when, (*place, "when")) if record.when is not None else None
        return Cause(record.rule, when, record.at or "")

    def _remedies(self, records: RemediationRecord | list[RemediationRecord]) -> Iterator[Remedy]:
        if isinstance(records, RemediationRecord):
            yield self._remedy(records, ("remediation",))
            return
        for index, record in enumerate(records):
            yield self._remedy(record, ("remediation", index))

    def _remedy(self, record: RemediationRecord, place: Place) -> Remedy:
        for name in record.given:
            if name not in ACTIONS[record.action]:
                what = f"{record.action} is not given {name!r}" + nearest(name, ACTIONS[record.action])
                raise mistake(self.document, (*place, "with", name), what)
        for name in sorted(ACTIONS[record.action] - OPTIONAL.get(record.action, frozenset()) - record.given.keys()):
            raise mistake(self.document, (*place, "with"), f"{record.action} must be given {name!r}")
        when = self._parsed(parse_condition, record.when, (*place, "when")) if record.when is not None else None
        given = {name: self._given(value, (*place, "with", name)) for name, value in record.given.items()}
        return Remedy(record.action, given, when)

    def _given(self, value: Json, place: Place) -> Expression | Template | Json:
        if isinstance(value, list | dict):
            return value
        if not isinstance(value, str):
            raise mistake(self.document, place, "must be an expression as text, a list or an object")
        return self._parsed(parse_template, value, place) if place[-1] == "text" else self._parsed(parse, value, place)

    def _example(self, index: int) -> Example:
        record, place = self.record.examples[index], ("examples", index)
        parts = (*PARTS[self.kind], *(ASKED if "role" in PARTS[self.kind] else ()))
        for part in record.given:
            if part not in parts:
                what = f"a {self.kind} has no part {part!r}" + nearest(part, parts)
                raise mistake(self.document, (*place, "given", part), what)
            try:
                fit(record.given[part], PARTS[self.kind].get(part), (*place, "given", part))
            except Unfit as error:
                raise mistake(self.document, error.place, str(error)) from None
        if record.severity and record.expect not in (Status.FAIL, Status.UNKNOWN):
            raise mistake(self.document, (*place, "severity"), f"what expects {record.expect} has no severity")
        severity = Severity[record.severity] if record.severity else None
        follows = None if record.follows is None else tuple(self._followed(record.follows, (*place, "follows")))
        return Example(Status(record.expect), record.given, severity, follows, self.document.line(place))

    def _followed(self, rules: list[str], place: Place) -> Iterator[str]:
        """Causes with a `when`, which alone an example can show."""
        given = [each for each in self.record.consequence_of if not isinstance(each, str)]
        known = [each.rule for each in given if each.when is not None]
        for rule in rules:
            if rule not in known:
                what = f"{rule!r} is no cause with a `when` of this rule" + nearest(rule, known)
                raise mistake(self.document, place, what)
            yield rule

    def _parsed(self, parser: Callable[[str, str], P], text: str, place: Place) -> P:
        try:
            return parser(_BREAK.sub(" ", text.strip()), self.kind)
        except Unusable as error:
            raise mistake(self.document, place, str(error)) from None
