"""The parts that an example gives -> a subject to judge; what it does not give cannot be read."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.errors import RuleError
from auditor.evaluate.reading import Reading, Unknown
from auditor.rules import Example, Rule, vocabulary
from auditor.rules.kinds import Shape
from auditor.snapshot import Fact, Json, catalogue
from auditor.topology import Part, Subject

_TYPES = (
    (vocabulary.ACCOUNT, catalogue.ACCOUNT),
    (vocabulary.BUCKET, catalogue.BUCKET),
    (vocabulary.ROLE, catalogue.ROLE),
    (vocabulary.KEY, catalogue.KEY),
    (vocabulary.REGION, catalogue.REGION),
)
_REPLICATION = catalogue.FACTS[catalogue.BUCKET]["replication"]


class NotGiven(LookupError):
    """A rule read a part that its example does not give; the message is the path."""


class Given(dict[str, Part]):
    """Members of a part; one that is not there is a mistake of the example, never null."""

    path = ""

    def get(self, key: str, default: Part = None) -> Part:  # noqa: ARG002  dict.get has it
        """The member `key`. Raises NotGiven: only `None` of AWS's own values means absent."""
        return self[key]

    def __missing__(self, key: str) -> Part:
        raise NotGiven(f"{self.path}.{key}" if self.path else key)


def subject_of(rule: Rule, example: Example) -> Subject:
    """The subject that an example describes."""
    shapes = vocabulary.PARTS[rule.info.subject]
    parts = {
        name: _part(value, shapes[name], name) for name, value in example.given.items() if name not in vocabulary.ASKED
    }
    if "rule" in shapes and "rule" in parts and not isinstance(parts["rule"], Fact):
        parts["rule"] = _rule(example.given["rule"])
    return Subject(rule.info.subject, "example", _strict(parts, ""))


def _part(value: Json, shape: Shape, path: str) -> Part:
    if isinstance(shape, list) and isinstance(value, list):
        return [_part(each, shape[0], f"{path}[{index}]") for index, each in enumerate(value)]
    if not isinstance(shape, Mapping) or not isinstance(value, dict):
        return value
    type = next((type for known, type in _TYPES if known is shape), None)
    facts = catalogue.FACTS[type] if type else {}
    return _strict({name: _fact(each, facts.get(name)) for name, each in value.items()}, path)


def _fact(value: Json, source: str | None) -> Part:
    """A member as the join would give it: a fact with its IAM action if it is one."""
    if source is None:
        return value
    if isinstance(value, Fact):
        return Fact(source, value.state, reason=value.reason)
    return Fact.of(source, value)


def _rule(value: Json) -> Fact:
    """A replication rule; a member that is not there is absent, as in AWS's answer."""
    schema = "V2" if "Filter" in value else "V1"
    return Fact.of(_REPLICATION, {"key": value.get("ID", "#1"), "schema": schema, **value})


def _strict(members: Mapping[str, Part], path: str) -> Given:
    given = Given(members)
    given.path = path
    return given


class Answers:
    """Answers as an example says: `may: {replicate: true}`, `may: {replicate: {identity: false}}`, `denied: {...}`."""

    def __init__(self, rule: Rule, example: Example) -> None:
        self._answers = {name: example.given.get(name, {}) for name in vocabulary.ASKED}
        for name, answers in self._answers.items():
            for purpose in answers:
                if purpose not in vocabulary.PURPOSES:
                    what = f"{name}() knows no {purpose!r}" + vocabulary.nearest(purpose, vocabulary.PURPOSES)
                    raise RuleError(what, file=rule.file, line=example.line, field="examples")

    def __call__(self, name: str, purpose: str, side: str, reading: Reading) -> bool | Unknown:
        """The answer for a purpose, or for one side of it. Raises NotGiven."""
        path = f"{name}.{purpose}" + (f".{side}" if side else "")
        answer = self._answer(name, purpose, side)
        if answer is None and name in ("denied", "undenied") and self._answer("may", purpose, side) is True:
            answer = name == "undenied"
        if isinstance(answer, Fact):
            return reading.open(answer, path)
        if not isinstance(answer, bool):
            raise NotGiven(path)
        reading.note(path, answer)
        return answer

    def _answer(self, name: str, purpose: str, side: str) -> Json:
        answer = self._answers[name].get(purpose)
        return answer.get(side or "all") if isinstance(answer, dict) else answer
