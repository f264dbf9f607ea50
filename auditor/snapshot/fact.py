"""What AWS said of one resource: each fact is a value, a certain absence, or unknown and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self, TypeAlias

Json: TypeAlias = Any
"""A value as the API gave it: null, boolean, number, string, list or object; keys in AWS's own spelling."""

NOT_COLLECTED = "NotCollected"
"""Reason of a fact that this scan did not ask for, or that lies in an account outside its scope."""


class State(StrEnum):
    """What became of one read."""

    VALUE = "value"
    ABSENT = "absent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing AWS was asked: a value, a certain absence, or unknown and why. Never a default."""

    source: str
    """The IAM action that reads it, e.g. `s3:GetBucketVersioning`."""
    state: State
    value: Json = None
    """Of a list that is unknown: the members that it certainly has, if any are known."""
    reason: str = ""
    """AWS's code: for an absence the one that says so, for an unknown the one that prevented it."""
    detail: str = ""
    """AWS's own words about an unknown, without request ids (the same world gives the same text)."""

    @classmethod
    def of(cls, source: str, value: Json) -> Self:
        """A value that was read."""
        return cls(source, State.VALUE, value)

    @classmethod
    def absent(cls, source: str, code: str) -> Self:
        """AWS says, with `code`, that nothing is configured."""
        return cls(source, State.ABSENT, reason=code)

    @classmethod
    def unknown(cls, source: str, reason: str, detail: str = "") -> Self:
        """It could not be read, because of `reason` (`AccessDenied`, `Timeout`, `NotCollected` ...)."""
        return cls(source, State.UNKNOWN, reason=reason, detail=detail)


@dataclass(frozen=True, slots=True)
class Resource:
    """One AWS resource and the facts read of it."""

    arn: str
    type: str
    """CloudFormation's name, e.g. `AWS::S3::Bucket`."""
    name: str
    account: str | None
    """The owner's 12 digits, or None where the owner is not known."""
    region: str | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def fact(self, name: str) -> Fact:
        """The fact `name`; unknown (`NotCollected`) if this scan did not read it."""
        return self.facts.get(name) or Fact.unknown("", NOT_COLLECTED)
