"""Accounts in; the place of each in its organization, and the control policies above it, level by level, out.

Organizations tells these only to the management account and to delegated administrators, so an organization is read
through one of them for all of its accounts: each unit and each policy once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from botocore.client import BaseClient

from auditor.collect.directory import Directory, Pace
from auditor.collect.judge import CallFailed, Failure, attempt
from auditor.collect.organizations import GUARDRAILS, ORGANIZATION, PATH, RCPS, SCPS
from auditor.collect.read import Call, need, settle, step
from auditor.snapshot import NOT_COLLECTED, Fact, Json, Resource, State

T = TypeVar("T")

NAMES = frozenset(call.fact for call in GUARDRAILS)
MANAGEMENT, DISABLED = "ManagementAccount", "PolicyTypeNotEnabledException"
"""Why no control policy bears on an account: it is the management account; the root has no policies of the type."""
_TYPES = {SCPS: "SERVICE_CONTROL_POLICY", RCPS: "RESOURCE_CONTROL_POLICY"}
_ROWS = {(call.fact, call.operation): call for call in GUARDRAILS}
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


def _told(call: Call, own: Fact, account: Resource, way: _Way) -> Fact:
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
        self._found: dict[str, _Way | Failure] = {}
        for account in accounts:
            said = account.fact(ORGANIZATION.fact).value or {}
            if said and account.fact("access").state is State.VALUE:
                first = said["MasterAccountId"] == account.account
                self._members.setdefault(said["Id"], []).insert(0 if first else 9999, account.account or "")
        self._configured = None if doors.configured is None else self._open(doors.configured)

    def to(self, account: Resource) -> _Way | Failure:
        """Who may ask about the account, or why nobody may."""
        own = account.fact(ORGANIZATION.fact)
        if own.state is not State.VALUE:
            return self._configured or Failure(own.reason, own.detail, action=own.source)
        id = own.value["Id"]
        if id not in self._found:
            self._found[id] = self._search(id)
        return self._found[id]

    def _search(self, id: str) -> _Way | Failure:
        refused = self._configured if isinstance(self._configured, Failure) else None
        if isinstance(self._configured, _Way):
            described = attempt(self._configured.described)
            if not isinstance(described, Failure) and described["Id"] == id:
                return self._configured
        for account in self._members.get(id, ()):
            way = self._open(partial(self._doors.account, account))
            if isinstance(way, _Way):
                return way
            refused = refused or way
        return refused or Failure(NOT_COLLECTED, "none of its accounts is open")

    def _open(self, client: Callable[[], BaseClient]) -> _Way | Failure:
        """A way, if Organizations answers there."""
        made = attempt(client)
        if isinstance(made, Failure):
            return made
        way = _Way(Directory(made, self._doors.pace(), _ATTEMPTS))
        roots = attempt(way.roots)
        return roots if isinstance(roots, Failure) else way


@dataclass(frozen=True, slots=True)
class _Way:
    """One organization, as one who may ask sees it; whatever was asked is not asked again, refusals included."""

    directory: Directory
    _said: dict[tuple[str, ...], Json] = field(default_factory=dict)

    def described(self) -> Json:
        """`{Id, MasterAccountId, FeatureSet}`"""
        return self._once(("organization",), self._organization)

    def roots(self) -> list[Json]:
        """The organization's root, with the policy types enabled there."""
        call = _ROWS[SCPS.fact, "list_roots"]
        found: list[Json] = self._once(("roots",), lambda: self.directory.all(call, "Roots"))
        return found

    def path(self, account: str) -> tuple[str, ...]:
        """Ids from the root to what holds the account, as `aws:PrincipalOrgPaths` counts them."""
        below, found = account, list[str]()
        while not below.startswith("r-"):
            below = self._once(("parent", below), partial(self._parent, below))
            if below in found:
                raise CallFailed(Failure("UnexpectedAnswer", "the units hold one another", action=PATH.action))
            found.insert(0, below)
        return tuple(found)

    def levels(self, call: Call, account: str) -> list[Json] | None:
        """The policies of a kind on each level from the root to the account; None if the root has none of the kind."""
        type = _TYPES[call]
        if not any(each.get("Type") == type for root in self.roots() for each in root.get("PolicyTypes") or ()):
            return None
        return [self._level(call, type, target) for target in (*self.path(account), account)]

    def _level(self, call: Call, type: str, target: str) -> Json:
        row = _ROWS[call.fact, "list_policies_for_target"]
        listed = self._once(
            ("policies", type, target),
            lambda: self.directory.all(row, "Policies", TargetId=target, Filter=type),
        )
        named = step(row, lambda: sorted((need(each, "Id"), str(each.get("Name", ""))) for each in listed))
        policies = [{"PolicyId": id, "Name": name, "Document": self._document(call, id)} for id, name in named]
        return {"TargetId": target, "Policies": policies}

    def _document(self, call: Call, id: str) -> str:
        said: Json = self._once(("policy", id), lambda: self.directory.one(call, PolicyId=id))
        content = step(call, lambda: need(need(said, "Policy"), "Content"))
        return str(content)

    def _parent(self, child: str) -> str:
        listed = self.directory.all(PATH, "Parents", ChildId=child)
        return str(step(PATH, lambda: need(listed[0], "Id")))

    def _organization(self) -> Json:
        said = self.directory.one(ORGANIZATION)
        found = step(ORGANIZATION, lambda: need(said, ORGANIZATION.select))
        for member in ORGANIZATION.needs:
            step(ORGANIZATION, partial(need, found, member))
        return {member: found[member] for member in ORGANIZATION.keep if member in found}

    def _once(self, name: tuple[str, ...], ask: Callable[[], T]) -> T:
        """What `ask` gives, or the refusal, from the first time on."""
        if name not in self._said:
            self._said[name] = attempt(ask)
        said = self._said[name]
        if isinstance(said, Failure):
            raise CallFailed(said)
        found: T = said
        return found
