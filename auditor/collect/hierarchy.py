"""One organization, as one who may ask sees it: where an account stands, and which control policies are on the way.

Organizations API, "ListRoots", "ListParents", "ListPoliciesForTarget", "DescribePolicy".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from auditor.collect.directory import Directory
from auditor.collect.judge import CallFailed, Failure, UnexpectedAnswer, attempt
from auditor.collect.organizations import GUARDRAILS, ORGANIZATION, PATH, RCPS, SCPS
from auditor.collect.read import Call, need, step
from auditor.snapshot import Json

T = TypeVar("T")

_TYPES = {SCPS: "SERVICE_CONTROL_POLICY", RCPS: "RESOURCE_CONTROL_POLICY"}
_ROWS = {(call.fact, call.operation): call for call in GUARDRAILS}


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Whatever was asked is not asked again, refusals included."""

    directory: Directory
    _said: dict[tuple[str, ...], Json] = field(default_factory=dict)

    def described(self) -> Json:
        """`{Id, MasterAccountId, FeatureSet}`"""
        return self._once(("organization",), self._organization)

    def roots(self) -> list[Json]:
        """The organization's root, with the policy types enabled there."""
        call = _ROWS[SCPS.fact, "list_roots"]
        found: list[Json] = self._once(("roots",), lambda: step(call, lambda: self._roots(call)))
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

    def _roots(self, call: Call) -> list[Json]:
        found = self.directory.all(call, "Roots")
        if not found:
            raise UnexpectedAnswer("the organization has no root")
        return found

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
