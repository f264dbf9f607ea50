"""For one caller and one action: which statements of all documents matter, sorted by what they could do.

What is left to ask of each is resource and conditions. `decide` keeps plans in `Policies.plans`, so that a thousand
requests for different objects sort the statements once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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

    def entries(self) -> Entries:
        """Every statement that matters."""
        denies = (entry for _, entries in self.denies for entry in entries)
        levels = (entry for level in self.levels for entry in level)
        return (*denies, *levels, *self.identity, *(self.boundary or ()), *self.resource)


def make(policies: Policies, who: Caller, action: str, unsettled: frozenset[str]) -> Plan:
    """The plan for `who` and the folded `action`; `unsettled`: which of `principal.py`'s two names are unknown."""
    sort = _Sorter(who, action, unsettled, policies.boundary is not None)
    own = () if who.is_service else policies.identity
    levels = () if who.is_service or who.is_linked else policies.scps
    boundary = () if who.is_service or policies.boundary is None else (policies.boundary,)
    rcps = () if who.is_linked or action == "kms:retiregrant" else policies.rcps
    resource = () if policies.resource is None else (policies.resource,)
    denies = {
        "scp": sort.entries("Deny", (document for level in levels for document in level)),
        "rcp": sort.entries("Deny", (document for level in rcps for document in level)),
        "identity": sort.entries("Deny", own),
        "boundary": sort.entries("Deny", boundary),
        "resource": sort.entries("Deny", resource),
    }
    allows = sort.entries("Allow", resource)
    return Plan(
        who,
        tuple((layer, entries) for layer, entries in denies.items() if entries),
        sort.entries("Allow", own),
        next(iter(_capping(sort.entries("Allow", one) for one in (boundary,) if one)), None),
        tuple(_capping(sort.entries("Allow", level) for level in levels)),
        allows,
        tuple(entry for entry in allows if entry.naming & Naming.ACCOUNT),
        tuple(entry for entry in allows if entry.naming & Naming.ROLE),
        tuple(entry for entry in allows if entry.naming & Naming.DIRECT),
        tuple(document for document in policies.documents() if isinstance(document, Malformed)),
    )


def _capping(layers: Iterable[Entries]) -> Iterator[Entries]:
    """The layers that may leave something out: those without an Allow that asks nothing more."""
    for entries in layers:
        if not any(one.certain and one.statement.where is None and not one.statement.conditions for one in entries):
            yield entries


@dataclass(frozen=True, slots=True)
class _Sorter:
    who: Caller
    action: str
    unsettled: frozenset[str]
    bounded: bool

    def entries(self, effect: str, documents: Iterable[Document]) -> Entries:
        """The statements of this effect that are, or may be, about the caller and the action."""
        return tuple(self._found(effect, documents))

    def _found(self, effect: str, documents: Iterable[Document]) -> Iterator[Entry]:
        for document in documents:
            if isinstance(document, Unread):
                yield Entry(document, _ANYTHING, Naming.ACCOUNT | Naming.ROLE | Naming.DIRECT, certain=False)
            if not isinstance(document, Policy):
                continue
            for statement in document.statements:
                if statement.effect == effect and (covered := statement.covers(self.action)) is not False:
                    yield from self._entry(document, statement, covered)

    def _entry(self, document: Policy, statement: Statement, covered: Truth) -> Iterator[Entry]:
        if statement.not_principals:
            # A boundary makes NotPrincipal with Deny hit its principal always (access_policies_boundaries).
            spared = False if self.bounded else self._spared(statement)
            if spared is not True:
                yield Entry(document, statement, Naming.DIRECT, covered is True and spared is False)
        elif statement.principals:
            named = naming(statement.principals, self.who)
            if named:
                yield Entry(document, statement, named, covered is True)
            for one in statement.principals:
                if SESSION_NAME in self.unsettled and session_name(one, self.who):
                    yield Entry(document, statement, Naming.DIRECT, certain=False)
                if CANONICAL_USER in self.unsettled and one.type == "CanonicalUser":
                    yield Entry(document, statement, Naming.ACCOUNT, certain=False)
        else:
            yield Entry(document, statement, Naming.DIRECT, covered is True)

    def _spared(self, statement: Statement) -> Truth:
        spared = excepted(statement.not_principals, self.who)
        listed = any(session_name(entry, self.who) for entry in statement.not_principals)
        if SESSION_NAME in self.unsettled and self.who.role:
            return None if spared or listed else spared
        return spared


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
