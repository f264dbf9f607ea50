"""What the rules must say of a scenario: a verdict for each rule and subject, as its table writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from auditor.finding import Severity, Status


class Strict(BaseModel):
    """A part of a scenario, which says no more than it may."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _severity(name: object) -> object:
    if isinstance(name, str) and name not in Severity.__members__:
        raise ValueError(f"{name} is none of {', '.join(Severity.__members__)}")
    return Severity[name] if isinstance(name, str) else name


class Verdict(Strict):
    """What one rule must say of one subject; written `PASS`, or `{FAIL: LOW}`, or `{FAIL: LOW, cause: RULE}`.

    A pass that has something to tell is `{PASS: INFO}`.
    """

    status: Status
    severity: Annotated[Severity | None, BeforeValidator(_severity)] = None
    """Of a failure; INFO of a pass that the rule says more of than its title."""
    cause: str = ""
    """Rule whose failure this one follows from."""

    @model_validator(mode="before")
    @classmethod
    def _written(cls, given: object) -> object:
        if isinstance(given, str):
            return {"status": given}
        for status in (Status.FAIL, Status.PASS):
            if isinstance(given, dict) and status in given:
                rest = {key: value for key, value in given.items() if key != status}
                return {"status": status, "severity": given[status], **rest}
        return given

    @model_validator(mode="after")
    def _severity_of_failure(self) -> Self:
        told = self.status is Status.PASS and self.severity is Severity.INFO
        if (self.status is Status.FAIL) != (self.severity is not None) and not told:
            raise ValueError("a failure, and nothing else, has a severity: {FAIL: LOW}; a note is {PASS: INFO}")
        return self


class Expectation(Strict):
    """What the rules must say of one subject: rule id -> verdict."""

    kind: Literal["account", "bucket", "role", "key", "replication"]
    subject: str
    verdicts: Mapping[str, Verdict]
