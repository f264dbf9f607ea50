"""The nouns of a parsed policy: statements with compiled matchers, and what may stand where a policy is missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from auditor.iam.arn import Where
from auditor.iam.conditions import Condition
from auditor.iam.document import Kind
from auditor.iam.logic import Truth, either
from auditor.iam.pattern import compiled, matcher, tokens
from auditor.iam.variables import Context, fold

VARIABLES_SINCE = "2012-10-17"
"""The one Version under which variables work."""


@dataclass(frozen=True, slots=True)
class Principal:
    """One entry of a Principal element."""

    type: str
    """`AWS`, `Service`, `Federated` or `CanonicalUser`."""
    value: str
    """An ARN, 12 digits, a unique id, a service name, or `*`."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; of Action and NotAction, Resource and NotResource, one tuple is empty."""

    index: int
    """Place in the document, from 0."""
    sid: str
    effect: str
    """`Allow` or `Deny`."""
    actions: tuple[str, ...]
    not_actions: tuple[str, ...]
    resources: tuple[str, ...]
    not_resources: tuple[str, ...]
    """Neither is given in a trust policy."""
    principals: tuple[Principal, ...]
    not_principals: tuple[Principal, ...]
    """Neither is given in identity policies, boundaries and SCPs."""
    conditions: tuple[Condition, ...]
    where: Where | None = field(compare=False, repr=False)
    """Which resources it is about; `None` for all."""

    def covers(self, action: str) -> Truth:
        """Whether it is about this action, folded; unknown only for a wildcard in a service prefix."""
        if self.actions:
            return covers(self.actions, action)
        listed = covers(self.not_actions, action)
        return None if listed is None else not listed

    def applies(self, resource: str, context: Context) -> Truth:
        """Whether resource and conditions match, for a principal and an action that do."""
        result: Truth = True
        if self.where is not None:
            result = self.where(resource, context)
            if result is False:
                return False
        for condition in self.conditions:
            holds = condition.holds(context)
            if holds is False:
                return False
            if holds is None:
                result = None
        return result


@lru_cache(maxsize=16384)
def covers(patterns: tuple[str, ...], action: str) -> Truth:
    """Whether one of the patterns is about the action; names and prefix without case (reference elements_action)."""
    if "*" in patterns:
        return True
    return either(_covers(fold(pattern), action) for pattern in patterns)


def _covers(pattern: str, action: str) -> Truth:
    service, _, name = pattern.partition(":")
    if "*" in service or "?" in service:
        # A service prefix takes no wildcard, says the page; whether `*:*` is stored and means all, it does not.
        return None if compiled(tokens(pattern))(action) else False
    own, _, given = action.partition(":")
    return service == own and matcher(name)(given)


@dataclass(frozen=True, slots=True)
class Policy:
    """A document, parsed once; it may be asked any number of requests."""

    name: str
    """What reports call it; need not be unique."""
    kind: Kind
    version: str | None
    """As written; `None` (no Version element) means 2008-10-17."""
    id: str | None
    statements: tuple[Statement, ...]

    @property
    def variables(self) -> bool:
        """Whether `${...}` in it is a variable (reference_policies_variables)."""
        return self.version == VARIABLES_SINCE


@dataclass(frozen=True, slots=True)
class Unread:
    """A document that exists, or may exist, and was not read: it might allow or deny anything."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Malformed:
    """A document that AWS would not have stored; see `PolicyError`. Requests that read it are `INVALID`."""

    name: str
    path: str
    reason: str


Document: TypeAlias = Policy | Unread | Malformed
"""What may stand in a layer."""
