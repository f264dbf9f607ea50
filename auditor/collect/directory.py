"""Organizations, asked at the rates that AWS documents: every page of a list, or why it could not be had."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from botocore.client import BaseClient

from auditor.collect.judge import CallFailed, Failure, attempt
from auditor.collect.read import Call, ask, need, next_token
from auditor.collect.work import PASSING
from auditor.snapshot import Json

_RATES: Mapping[str, float] = {
    "list_accounts": 8,
    "list_accounts_for_parent": 5,
    "list_organizational_units_for_parent": 5,
    "list_tags_for_resource": 5,
    "list_parents": 5,
    "list_policies_for_target": 5,
    "describe_policy": 2,
    "list_roots": 1,
    "describe_organization": 1,
}
"""Calls a second (Organizations User Guide, "Quotas and service limits"); of tags none is documented."""


@dataclass(slots=True)
class Pace:
    """Keeps calls of each kind apart, so that no documented rate is passed."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] = time.sleep
    _next: dict[str, float] = field(default_factory=dict)

    def wait(self, call: Call) -> None:
        """Return when `call` may be made."""
        now = self.clock()
        due = self._next.get(call.operation, now)
        if due > now:
            self.sleep(due - now)
        self._next[call.operation] = max(due, now) + 1 / _RATES[call.operation]


@dataclass(frozen=True, slots=True)
class Directory:
    """What Organizations says to one client, whole or not at all."""

    client: BaseClient
    pace: Pace
    attempts: int = 1
    """How often one page is asked for, while what is wrong may pass."""

    def one(self, call: Call, **params: str) -> Json:
        """The answer to a call without pages. Raises CallFailed."""
        return self._patiently(call, partial(ask, self.client, call.operation, **params))

    def all(self, call: Call, member: str, **params: str) -> list[Json]:
        """Every item of a list, also behind an empty page. Raises CallFailed."""
        items: list[Json] = []
        given = dict(params)
        while True:
            found, token = self._patiently(call, partial(self._page, call, member, given))
            items += found
            if not token:
                return items
            given["NextToken"] = token

    def _patiently(self, call: Call, ask_: Callable[[], Json]) -> Json:
        for tried in range(1, self.attempts + 1):
            self.pace.wait(call)
            said = attempt(ask_)
            if not isinstance(said, Failure):
                return said
            if said.reason not in PASSING or tried == self.attempts:
                raise CallFailed(replace(said, action=call.action))
            self.pace.sleep(min(5.0, 0.1 * 2.0**tried))
        raise AssertionError("at least one attempt is made")

    def _page(self, call: Call, member: str, params: Mapping[str, str]) -> tuple[list[Json], str]:
        said = ask(self.client, call.operation, **params)
        return need(said, member), next_token(said, params.get("NextToken", ""))
