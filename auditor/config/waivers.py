"""A waivers file in, accepted risks out; every mistake has file, line and field."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from fnmatch import translate
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationError, field_validator

from auditor.config.mistakes import mistake, nearest
from auditor.errors import ConfigError, InputError
from auditor.yamlfile import Document, dotted, read

GLOB = "glob:"
"""What a subject begins with that is a pattern (`*`, `?`, `[...]`; `*` spans `/` too)."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EMPTY = "must not be empty"
_Told = Annotated[str, Field(max_length=2000)]


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

    @field_validator("rule", "subject")
    @classmethod
    def _names_something(cls, text: str) -> str:
        if not text.removeprefix(GLOB).strip():
            raise ValueError(_EMPTY)
        return text

    @field_validator("justification", "owner")
    @classmethod
    def _says_something(cls, text: str) -> str:
        """In one line, however YAML folded it."""
        line = " ".join(text.split())
        if not line:
            raise ValueError(_EMPTY)
        return line

    @field_validator("expires", mode="before")
    @classmethod
    def _is_a_day(cls, given: object) -> str:
        try:
            if isinstance(given, str) and _DATE.fullmatch(given):
                return date.fromisoformat(given).isoformat()
        except ValueError as error:
            raise ValueError(f"there is no such day as {given}: {error}") from error
        raise ValueError(f"must be a day such as 2027-06-30, not {given!r:.60}")

    def pattern(self) -> re.Pattern[str] | None:
        """What a subject must match as a whole; None if it must be `subject` itself."""
        if not self.subject.startswith(GLOB):
            return None
        return re.compile(translate(self.subject.removeprefix(GLOB)))

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
    if document.value is None:
        return ()
    if isinstance(document.value, list):
        lines = {("waivers", *place): line for place, line in document.lines.items()}
        document = Document(document.file, {"waivers": document.value}, lines)
    if not (isinstance(document.value, dict) and "waivers" in document.value):
        what = "must be a list of waivers, each beginning with `- rule: ...`"
        raise ConfigError(what, file=document.file, line=document.line(()))
    try:
        waivers = _Waivers.model_validate(document.value).waivers
    except ValidationError as error:
        raise mistake(error, _Waivers, document) from error
    _check(waivers, document, rules)
    return waivers


def _check(waivers: tuple[AcceptedRisk, ...], document: Document, rules: Collection[str]) -> None:
    """Raises ConfigError for a rule that there is not, and for one rule and subject waived twice."""
    first: dict[tuple[str, str], int] = {}
    for index, waiver in enumerate(waivers):
        if waiver.rule not in rules:
            near = nearest(waiver.rule, rules, "auditor rules list names them, and --pack adds yours")
            raise _wrong(document, index, "rule", f"there is no rule {waiver.rule!r:.80}; {near}")
        line = first.setdefault((waiver.rule, waiver.subject), index)
        if line != index:
            earlier = document.line(("waivers", line))
            raise _wrong(document, index, "subject", f"this is waived twice, first on line {earlier}; keep one")


def _wrong(document: Document, index: int, field: str, what: str) -> ConfigError:
    place = ("waivers", index, field)
    return ConfigError(what, file=document.file, line=document.line(place), field=dotted(place))
