"""The services that are asked about a Region of an account, with the facts that each gives: one piece of work each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from auditor.collect import cloudwatch
from auditor.collect.paging import More
from auditor.collect.read import Call
from auditor.collect.session import AccountSession
from auditor.snapshot import Fact, Json

Answer: TypeAlias = dict[str, Fact] | More
"""The facts that were wanted, or that a list among them goes on."""


@dataclass(frozen=True, slots=True)
class Source:
    """One service, or a part of it, that AWS limits together."""

    family: str
    """What `limiter.py` calls it."""
    service: str
    """The SDK's name of it."""
    facts: tuple[Call, ...]
    read: Callable[[AccountSession, str, frozenset[str], Json], Answer]
    """Account, Region, wanted facts and what was read of a list so far."""

    @property
    def names(self) -> frozenset[str]:
        """The facts that it gives."""
        return frozenset(call.fact for call in self.facts)


def _alarms(session: AccountSession, region: str, wanted: frozenset[str], so_far: Json) -> Answer:  # noqa: ARG001
    found = cloudwatch.read_alarms(session.client("cloudwatch", region), so_far)
    return found if isinstance(found, More) else {cloudwatch.ALARMS.fact: found}


SOURCES = (Source("cloudwatch", "cloudwatch", (cloudwatch.ALARMS,), _alarms),)


def source_of(wanted: Iterable[str]) -> Source:
    """Where the facts come from; all of them come from one place. Raises StopIteration if none gives them."""
    names = frozenset(wanted)
    return next(source for source in SOURCES if names & source.names)
