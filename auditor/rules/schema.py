"""Plain values of a rule or pack file -> typed records; every mistake is an error with file, line and field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationError
from pydantic_core import ErrorDetails

from auditor.errors import RuleError
from auditor.rules.document import Document, Place, mistake
from auditor.rules.fields import Action, Code, Control, Framework, Id, Line, Link, Once, Text, Version, said
from auditor.rules.vocabulary import nearest

SeverityName = Literal["INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL"]
Kind = Literal["account", "bucket", "role", "key", "replication"]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class AdjustRecord(_Record):
    """`adjust`: a severity for some subjects."""

    when: Text
    severity: SeverityName


class RemediationRecord(_Record):
    """`remediation`: an action and what it is given; of several the first whose `when` is true."""

    when: Text | None = None
    action: Action
    given: Annotated[dict[str, Any], Field(alias="with")] = {}


class CauseRecord(_Record):
    """One of `consequence_of`: a rule whose failure is the cause only where `when` is true, or `at` a part."""

    rule: Id
    when: Text | None = None
    at: Text | None = None


class ExampleRecord(_Record):
    """One of `examples`."""

    expect: Literal["PASS", "FAIL", "UNKNOWN", "NOT_APPLICABLE"]
    given: dict[str, Any] = Field(description="The parts that the rule reads; `auditor rules names` tells them.")
    severity: SeverityName | None = Field(None, description="Which severity `adjust` must give.")
    follows: Once[Id] | None = None


CausedBy = Annotated[
    Annotated[Id, Tag("id")] | Annotated[CauseRecord, Tag("cause")],
    Discriminator(lambda given: "cause" if isinstance(given, dict) else "id"),
]
"""A cause by its id, or with what limits it; a mistake in one is told as of that form."""


class RuleRecord(_Record):
    """A rule file."""

    id: Id = Field(description="The file's name without .yaml; kebab-case; states what must hold.")
    title: Line = Field(description="What must hold, in one line.")
    severity: SeverityName = Field(description="Of a failure, where no entry of `adjust` gives another.")
    subject: Kind = Field(description="What the rule is asked of.")
    when: Text | None = Field(None, description="JMESPath: which subjects the rule is about; else NOT_APPLICABLE.")
    must: Text = Field(description="JMESPath that must be true.")
    never_fails: bool = Field(False, description="It only tells what is known from what is not: no example fails.")
    message: Text = Field(description="What a failure says; {expression} is replaced by its value.")
    note: Text | None = Field(None, description="What a pass says beside the title; {expression} as in message.")
    rationale: Text = Field(description="Why it matters, in a few sentences.")
    predicts: Code | Once[Code] = Field([], description="S3's replication failure code, or a list of them.")
    controls: dict[Framework, Annotated[Once[Control], Field(min_length=1)]] = Field(
        {}, description="Framework and its controls that the rule is for."
    )
    adjust: list[AdjustRecord] = Field([], description="The first that is true gives the severity of a failure.")
    consequence_of: Once[CausedBy] = Field([], description="Rules whose failure is the cause of this one's.")
    remediation: RemediationRecord | list[RemediationRecord] = Field([], description="What mends a failure.")
    references: Once[Link] = Field([], description="The pages that say so.")
    examples: list[ExampleRecord] = Field([], description="What passes, fails, cannot be told and is not meant.")


class PackRecord(_Record):
    """`pack.yaml`."""

    name: Id
    version: Version
    title: Line
    description: Text = ""


def rule_schema() -> str:
    """JSON Schema (2020-12) of a rule file, the same text every time."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A rule of auditor"}
    return json.dumps({**RuleRecord.model_json_schema(), **head}, indent=2, sort_keys=True) + "\n"


R = TypeVar("R", bound=_Record)


def validated(document: Document, model: type[R]) -> R:
    """The document as a `model`. Raises RuleError about its first mistake, in the order of the file."""
    if not isinstance(document.value, dict):
        raise mistake(document, (), "the file must hold `key: value` lines")
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        raise _first(document, model, error) from None


def _first(document: Document, model: type[_Record], error: ValidationError) -> RuleError:
    details = [(_place(document, each), each) for each in error.errors(include_url=False)]
    # A misspelt key is told before the key that it leaves missing.
    place, detail = min(details, key=lambda pair: (pair[1]["type"] == "missing", document.line(pair[0]), str(pair[0])))
    return mistake(document, place, _said(detail, place, model))


def _place(document: Document, detail: ErrorDetails) -> Place:
    """Where the mistake is, without the names pydantic adds for the members of a union."""
    place: Place = ()
    for step in detail["loc"]:
        if (*place, step) in document.lines:
            place = (*place, step)
    return (*place, detail["loc"][-1]) if detail["type"] == "missing" else place


def _said(detail: ErrorDetails, place: Place, model: type[_Record]) -> str:
    if detail["type"] == "missing":
        return "is missing"
    if detail["type"] == "extra_forbidden":
        return "no such key" + nearest(str(place[-1]), _keys(model, place[:-1]))
    return said(detail)


def _keys(model: type[_Record], place: Place) -> list[str]:
    """The keys that may stand in the object at `place`."""
    inner: Mapping[str, type[_Record]] = {
        "adjust": AdjustRecord, "remediation": RemediationRecord, "examples": ExampleRecord,
        "consequence_of": CauseRecord,
    }  # fmt: skip
    chosen = inner.get(str(place[0]), model) if place else model
    return [field.alias or name for name, field in chosen.model_fields.items()]
