"""A waivers file in, accepted risks out; every mistake has file, line and field."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationError, field_validator

from auditor.config.mistakes import mistake, nearest
from auditor.errors import ConfigError, InputError
from auditor.yamlfile import Document, dotted, read

GLOB = "glob:"
"""What a subject begins with that is a pattern (`*`, `?`, `[...]`; `*` spans `/` too)."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_Told = Annotated[str, Field(min_length=1, max_length=2000)]


class AcceptedRisk(BaseModel):
    """One waiver as it was written: which findings somebody accepts, why, and until when."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    rule: _Told
    """Id of the rule, exactly."""
    subject: _Told
    """Id of the subject, exactly; or `glob:` and a pattern."""
    justification: _Told
    """Why the risk is accepted."""
    owner: _Told
    """Who accepts it."""
    expires: str
    """The last day on which it holds, in UTC: YYYY-MM-DD."""
    covers_unknown: StrictBool = False
    """Whether it also covers what could not be told."""

    @field_validator("justification", "owner", "subject")
    @classmethod
    def _says_something(cls, text: str) -> str:
        if not text.removeprefix(GLOB).strip():
            raise ValueError("must not be empty")
        return text

    @field_validator("expires")
    @classmethod
    def _is_a_day(cls, text: str) -> str:
        try:
            if _DATE.fullmatch(text):
                return date.fromisoformat(text).isoformat()
        except ValueError as error:
            raise ValueError(f"there is no such day as {text}: {error}") from error
        raise ValueError(f"must be a day such as 2027-06-30, not {text!r:.60}")

    def covers(self, rule: str, subject: str) -> bool:
        """It is about this rule and this subject."""
        if rule != self.rule:
            return False
        if self.subject.startswith(GLOB):
            return fnmatchcase(subject, self.subject.removeprefix(GLOB))
        return subject == self.subject

    def last_day(self) -> date:
        """The last day on which it holds."""
        return date.fromisoformat(self.expires)


class _Waivers(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    waivers: tuple[AcceptedRisk, ...]


def load_waivers(path: Path, rules: Collection[str]) -> tuple[AcceptedRisk, ...]:
    """The waivers in `path`, YAML: a list, or `waivers:` with one; each for a rule of `rules`. Raises ConfigError."""
    try:
        document = read(path)
    except InputError as error:
        raise ConfigError(error.what, file=error.file, line=error.line, field=error.field) from error
    if isinstance(document.value, list):
        lines = {("waivers", *place): line for place, line in document.lines.items()}
        document = Document(document.file, {"waivers": document.value}, lines)
    try:
        waivers = _Waivers.model_validate({"waivers": []} if document.value is None else document.value).waivers
    except ValidationError as error:
        raise mistake(error, _Waivers, document) from error
    _check(waivers, document, rules)
    return waivers


def _check(waivers: tuple[AcceptedRisk, ...], document: Document, rules: Collection[str]) -> None:
    """Raises ConfigError for a rule that there is not, and for one rule and subject waived twice."""
    first: dict[tuple[str, str], int] = {}
    for index, waiver in enumerate(waivers):
        if waiver.rule not in rules:
            raise _wrong(document, index, "rule", f"there is no rule {waiver.rule!r}; {nearest(waiver.rule, rules)}")
        line = first.setdefault((waiver.rule, waiver.subject), index)
        if line != index:
            earlier = document.line(("waivers", line))
            raise _wrong(document, index, "subject", f"this is waived twice, first on line {earlier}; keep one")


def _wrong(document: Document, index: int, field: str, what: str) -> ConfigError:
    place = ("waivers", index, field)
    return ConfigError(what, file=document.file, line=document.line(place), field=dotted(place))
