"""For one caller and one action: which statements of all documents matter, sorted by what they could do.

What is left to ask of each is resource and conditions. `decide` keeps plans in `Policies.plans`, so that a thousand
requests for different objects sort the statements once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from auditor.iam.logic import Truth
from auditor.iam.policy import Document, Malformed, Policy, Statement, Unread
from auditor.iam.principal import CANONICAL_USER, SESSION_NAME, Caller, Naming, excepted, naming, session_name
from auditor.iam.request import Policies
from auditor.iam.variables import Context


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement that is about the action, and about the caller in the way that `naming` says."""

    document: Policy | Unread
    statement: Statement
    naming: Naming
    certain: bool
    """False where nobody knows whether it is about them."""


Entries: TypeAlias = tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The statements that matter."""

    who: Caller
    denies: tuple[tuple[str, Entries], ...]
    """By layer; only layers that have any."""
    identity: Entries
    boundary: Entries | None
    """`None`: the caller has no boundary, or one that leaves nothing out."""
    levels: tuple[Entries, ...]
    """Of SCPs, root first; without those that let everything through."""
    resource: Entries
    """All Allows of the resource policy for this caller; the next three are parts of it."""
    by_account: Entries
    by_role: Entries
    directly: Entries
    malformed: tuple[Malformed, ...]
    """Of all documents, those that AWS would not have stored."""
    unsettled: frozenset[str]
    """Which of `principal.py`'s two names are unknown."""

    def entries(self) -> Entries:
        """Every statement that matters."""
        denies = (entry for _, entries in self.denies for entry in entries)
        levels = (entry for level in self.levels for entry in level)
        return (*denies, *levels, *self.identity, *(self.boundary or ()), *self.resource)

    def narrowed(self, resource: str, context: Context) -> Plan:
        """Without the statements that cannot apply, however the unknown keys of the context turn out."""

        def keep(entries: Entries) -> Entries:
            return tuple(one for one in entries if one.statement.applies(resource, context) is not False)

        return replace(
            self,
            denies=tuple((layer, keep(entries)) for layer, entries in self.denies),
            identity=keep(self.identity),
            boundary=None if self.boundary is None else keep(self.boundary),
            levels=tuple(map(keep, self.levels)),
            resource=keep(self.resource),
            by_account=keep(self.by_account),
            by_role=keep(self.by_role),
            directly=keep(self.directly),
        )


def make(policies: Policies, who: Caller, action: str, unsettled: frozenset[str]) -> Plan:
    """The plan for `who` and the folded `action`."""
    sort = _Sorter(who, action, unsettled, policies.boundary)
    levels = () if who.is_service or who.is_linked else policies.scps
    exempt = who.is_linked or action == "kms:retiregrant"
    own_deny, own = sort.by_effect(() if who.is_service else policies.identity)
    boundary_deny, boundary = sort.by_effect(_alone(None if who.is_service else policies.boundary))
    rcp_deny, _ = sort.by_effect([] if exempt else [document for level in policies.rcps for document in level])
    resource_deny, allows = sort.by_effect(_alone(policies.resource))
    scps = [sort.by_effect(level) for level in levels]
    denies = _layers(
        scp=tuple(entry for deny, _ in scps for entry in deny),
        rcp=rcp_deny, identity=own_deny, boundary=boundary_deny, resource=resource_deny,
    )  # fmt: skip
    return Plan(
        who,
        denies,
        own,
        boundary if policies.boundary is not None and not who.is_service and _caps(boundary) else None,
        tuple(allow for _, allow in scps if _caps(allow)),
        allows,
        tuple(entry for entry in allows if entry.naming & Naming.ACCOUNT),
        tuple(entry for entry in allows if entry.naming & Naming.ROLE),
        tuple(entry for entry in allows if entry.naming & Naming.DIRECT),
        tuple(document for document in policies.documents() if isinstance(document, Malformed)),
        unsettled,
    )


def _layers(**layers: Entries) -> tuple[tuple[str, Entries], ...]:
    """Those that have any entries."""
    return tuple((layer, entries) for layer, entries in layers.items() if entries)


def _alone(document: Document | None) -> tuple[Document, ...]:
    return () if document is None else (document,)


def _caps(entries: Entries) -> bool:
    """Whether a layer may leave something out: it has no Allow that asks nothing more."""
    return not any(one.certain and one.statement.where is None and not one.statement.conditions for one in entries)


@dataclass(frozen=True, slots=True)
class _Sorter:
    who: Caller
    action: str
    unsettled: frozenset[str]
    boundary: Document | None

    def by_effect(self, documents: Iterable[Document]) -> tuple[Entries, Entries]:
        """The Denies, and the Allows, that are, or may be, about the caller and the action."""
        denies: list[Entry] = []
        allows: list[Entry] = []
        for document in documents:
            if isinstance(document, Unread):
                entry = Entry(document, _ANYTHING, _ANYHOW, certain=False)
                denies.append(entry)
                allows.append(entry)
            if not isinstance(document, Policy):
                continue
            for statement in document.statements:
                covered = statement.covers(self.action)
                if covered is not False:
                    found = allows if statement.effect == "Allow" else denies
                    self._add(found, document, statement, covered is True)
        return tuple(denies), tuple(allows)

    def _add(self, found: list[Entry], document: Policy, statement: Statement, covered: bool) -> None:
        if statement.not_principals:
            spared = self._spared(statement)
            if spared is not True:
                found.append(Entry(document, statement, Naming.DIRECT, covered and spared is False))
            return
        named = naming(statement.principals, self.who) if statement.principals else Naming.DIRECT
        if named:
            found.append(Entry(document, statement, named, covered))
        if self.unsettled:
            found += self._perhaps(document, statement)

    def _perhaps(self, document: Policy, statement: Statement) -> Iterator[Entry]:
        for one in statement.principals:
            if SESSION_NAME in self.unsettled and session_name(one, self.who):
                yield Entry(document, statement, Naming.DIRECT, certain=False)
            if CANONICAL_USER in self.unsettled and one.type == "CanonicalUser":
                yield Entry(document, statement, Naming.ACCOUNT, certain=False)

    def _spared(self, statement: Statement) -> Truth:
        """Whether NotPrincipal exempts the caller; never one with a boundary (access_policies_boundaries)."""
        if self.boundary is not None and not self.who.is_service:
            return None if isinstance(self.boundary, Unread) and self._listed(statement) else False
        return self._listed(statement)

    def _listed(self, statement: Statement) -> Truth:
        spared = excepted(statement.not_principals, self.who)
        listed = any(session_name(entry, self.who) for entry in statement.not_principals)
        if SESSION_NAME in self.unsettled and self.who.role:
            return None if spared or listed else spared
        return spared


_ANYHOW = Naming.ACCOUNT | Naming.ROLE | Naming.DIRECT
_ANYTHING = Statement(0, "", "", (), (), (), (), (), (), (), None)
"""Stands for whatever a document may say that was not read."""


def some(entries: Entries, resource: str, context: Context) -> Truth:
    """Whether one of the statements applies."""
    result: Truth = False
    for entry in entries:
        applies = entry.statement.applies(resource, context)
        if applies and entry.certain:
            return True
        if applies is not False:
            result = None
    return result
