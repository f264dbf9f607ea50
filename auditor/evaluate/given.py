"""The parts that an example gives -> a subject to judge; what it does not give cannot be read."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.errors import RuleError
from auditor.evaluate.reading import Reading, Unknown, reason
from auditor.rules import Example, Rule, vocabulary
from auditor.rules.shapes import Shape
from auditor.snapshot import Fact, Json, catalogue
from auditor.topology import Part, Subject

_TYPES = (
    (vocabulary.ACCOUNT, catalogue.ACCOUNT),
    (vocabulary.BUCKET, catalogue.BUCKET),
    (vocabulary.ROLE, catalogue.ROLE),
    (vocabulary.KEY, catalogue.KEY),
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
    parts = {name: _part(value, shapes[name], name) for name, value in example.given.items() if name != "may"}
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
    """Answers `may()` as an example says: `may: {replicate: true}`, `may: {replicate: {identity: false}}`."""

    def __init__(self, rule: Rule, example: Example) -> None:
        self._answers = example.given["may"]
        self._place = {"file": rule.file, "line": example.line, "field": "examples"}
        unknown = sorted(set(self._answers) - set(vocabulary.PURPOSES))
        if unknown:
            what = f"may() knows no {unknown[0]!r}" + vocabulary.nearest(unknown[0], vocabulary.PURPOSES)
            raise RuleError(what, file=rule.file, line=example.line, field="examples")

    def __call__(self, purpose: str, side: str, reading: Reading) -> bool | Unknown:
        """The answer for a purpose, or for one side of it. Raises NotGiven."""
        path = f"may.{purpose}"
        answer = self._answers.get(purpose)
        if isinstance(answer, dict):
            path += f".{side or 'all'}"
            answer = answer.get(side or "all")
        if isinstance(answer, Fact):
            reading.note(path, None, "", reason(answer))
            return Unknown(reason(answer))
        if not isinstance(answer, bool):
            raise NotGiven(path)
        reading.note(path, answer)
        return answer
