"""A bucket and what was declared -> where its replicas may lie and how current they must be; unknown where unread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from auditor.config.intent import AllowedRegions, RecoveryPoint
from auditor.snapshot import Fact, State
from auditor.topology.subject import Part

_Declared = TypeVar("_Declared", AllowedRegions, RecoveryPoint)


@dataclass(frozen=True, slots=True)
class Traits:
    """What declarations choose a bucket by."""

    name: str
    account: Part
    """Its owner, or the fact that hides it."""
    tags: Fact
    purposes: Part
    """A list, or the fact that hides it, with what is known of it."""


def allowed_regions(declared: Iterable[AllowedRegions], traits: Traits) -> Part:
    """The Regions that every declaration about the bucket allows, sorted; None if there is none."""
    about = list(_about(declared, traits))
    lists = [set(each.regions) for each in about if isinstance(each, AllowedRegions)]
    return _hidden(about) or (sorted(set.intersection(*lists)) if lists else None)


def recovery_point(declared: Iterable[RecoveryPoint], traits: Traits) -> Part:
    """The least number of minutes that is declared of the bucket; None if none is."""
    about = list(_about(declared, traits))
    return _hidden(about) or min((each.minutes for each in about if isinstance(each, RecoveryPoint)), default=None)


def _hidden(about: Iterable[object]) -> Fact | None:
    return next((each for each in about if isinstance(each, Fact)), None)


def _about(declared: Iterable[_Declared], traits: Traits) -> Iterator[_Declared | Fact]:
    """The declarations about the bucket; instead of one that may be or not, the fact that hides it."""
    for each in declared:
        chosen = _chosen(each, traits)
        if chosen is True:
            yield each
        elif isinstance(chosen, Fact):
            yield chosen


def _chosen(declared: AllowedRegions | RecoveryPoint, traits: Traits) -> bool | Fact:
    account, purposes, tags = traits.account, traits.purposes, traits.tags
    if declared.everything or declared.named(traits.name) or declared.tagged(tags.value or {}):
        return True
    if account in declared.accounts:
        return True
    served = purposes.value or () if isinstance(purposes, Fact) else purposes
    if any(purpose.value in served for purpose in declared.purposes):
        return True
    open_questions = (
        (declared.tags, tags if tags.state is State.UNKNOWN else None),
        (declared.purposes, purposes),
        (declared.accounts, account),
    )
    return next((fact for asked, fact in open_questions if asked and isinstance(fact, Fact)), False)
