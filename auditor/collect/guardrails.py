"""Accounts in; the place of each in its organization, and the control policies above it, level by level, out.

Organizations tells these only to the management account and to delegated administrators, so an organization is read
through one of them for all of its accounts: each unit and each policy once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from botocore.client import BaseClient

from auditor.collect.directory import Directory, Pace
from auditor.collect.hierarchy import Hierarchy
from auditor.collect.judge import Failure, attempt
from auditor.collect.organizations import GUARDRAILS, ORGANIZATION, PATH, RCPS, SCPS
from auditor.collect.read import Call, settle
from auditor.snapshot import NOT_COLLECTED, Fact, Resource, State

NAMES = frozenset(call.fact for call in GUARDRAILS)
MANAGEMENT, DISABLED = "ManagementAccount", "PolicyTypeNotEnabledException"
"""Why no control policy bears on an account: it is the management account; the root has no policies of the type."""
_ELSEWHERE = "ChildNotFoundException"
_ATTEMPTS = 8
_BILLING = "CONSOLIDATED_BILLING"
"""FeatureSet of an organization that has no control policies."""


@dataclass(frozen=True, slots=True)
class Doors:
    """Through whom Organizations can be asked."""

    configured: Callable[[], BaseClient] | None
    """As the configuration says; None where it does not."""
    account: Callable[[str], BaseClient]
    """As the audit role of an account (12 digits)."""
    pace: Callable[[], Pace] = Pace
    """AWS counts the calls of each caller by themselves."""


def guardrails(accounts: Sequence[Resource], wanted: frozenset[str], doors: Doors) -> Iterator[Resource]:
    """The accounts, each with those of the wanted facts (of NAMES) that it does not have yet."""
    missing = {account.arn: (wanted & NAMES) - account.facts.keys() for account in accounts}
    if any(missing.values()):
        ways = _Ways(doors, accounts)
        for account in (each for each in accounts if missing[each.arn]):
            yield replace(account, facts=_facts(account, missing[account.arn], ways))


def _facts(account: Resource, missing: frozenset[str], ways: _Ways) -> dict[str, Fact]:
    own = account.fact(ORGANIZATION.fact)
    rows = [call for call in (PATH, SCPS, RCPS) if call.fact in missing]
    if own.state is State.ABSENT:
        return {call.fact: Fact.absent(call.action, own.reason) for call in rows}
    way = ways.to(account)
    if isinstance(way, Failure):
        return {call.fact: _spared(call, own, account) or settle(call, way) for call in rows}
    path = attempt(lambda: way.path(account.account or ""))
    if isinstance(path, Failure) and path.code == _ELSEWHERE:
        why = Failure(own.reason or _ELSEWHERE, own.detail or "it is in an organization that nobody here may read")
        return {call.fact: settle(call, why) for call in rows}
    facts = {call.fact: _told(call, own, account, way) for call in rows}
    if own.state is State.UNKNOWN and not isinstance(path, Failure):
        facts[ORGANIZATION.fact] = settle(ORGANIZATION, attempt(way.described))
    return facts


def _told(call: Call, own: Fact, account: Resource, way: Hierarchy) -> Fact:
    """One fact of an account that `way` leads to."""
    if call is PATH:
        return settle(call, attempt(lambda: [*way.path(account.account or "")]))
    described = own if own.state is State.VALUE else settle(ORGANIZATION, attempt(way.described))
    spared = _spared(call, described, account)
    if spared is not None:
        return spared
    levels = attempt(lambda: way.levels(call, account.account or ""))
    return Fact.absent(call.action, DISABLED) if levels is None else settle(call, levels)


def _spared(call: Call, organization: Fact, account: Resource) -> Fact | None:
    """That no policy of the kind bears on the account, where the organization alone says so."""
    said = organization.value or {}
    if call is PATH or not said:
        return None
    if said["MasterAccountId"] == account.account:
        return Fact.absent(call.action, MANAGEMENT)
    return Fact.absent(call.action, DISABLED) if said.get("FeatureSet") == _BILLING else None


class _Ways:
    """Who may ask about which account, found out by asking, once for each organization."""

    def __init__(self, doors: Doors, accounts: Sequence[Resource]) -> None:
        self._doors = doors
        self._members: dict[str, list[str]] = {}
        self._found: dict[str, Hierarchy | Failure] = {}
        for account in accounts:
            said = account.fact(ORGANIZATION.fact).value or {}
            if said and account.fact("access").state is State.VALUE:
                members = self._members.setdefault(said["Id"], [])
                first = said["MasterAccountId"] == account.account
                members.insert(0 if first else len(members), account.account or "")
        self._configured = None if doors.configured is None else self._open(doors.configured)

    def to(self, account: Resource) -> Hierarchy | Failure:
        """Who may ask about the account, or why nobody may."""
        own = account.fact(ORGANIZATION.fact)
        if own.state is not State.VALUE:
            return self._configured or Failure(own.reason, own.detail, action=own.source)
        id = own.value["Id"]
        if id not in self._found:
            self._found[id] = self._search(id)
        return self._found[id]

    def _search(self, id: str) -> Hierarchy | Failure:
        refused = self._configured if isinstance(self._configured, Failure) else None
        if isinstance(self._configured, Hierarchy):
            described = attempt(self._configured.described)
            if not isinstance(described, Failure) and described["Id"] == id:
                return self._configured
        for account in self._members.get(id, ()):
            way = self._open(partial(self._doors.account, account))
            if isinstance(way, Hierarchy):
                return way
            refused = refused or way
        return refused or Failure(NOT_COLLECTED, "none of its accounts is open")

    def _open(self, client: Callable[[], BaseClient]) -> Hierarchy | Failure:
        """A way, if Organizations answers there."""
        made = attempt(client)
        if isinstance(made, Failure):
            return made
        way = Hierarchy(Directory(made, self._doors.pace(), _ATTEMPTS))
        roots = attempt(way.roots)
        return roots if isinstance(roots, Failure) else way
