"""What a scan tells while it runs: events for whoever shows them, in the thread that called `collect`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from auditor.collect.judge import Failure
from auditor.snapshot import Resource, State


class Stage(StrEnum):
    """What happened."""

    STARTED = "started"
    """An account is being opened."""
    BUCKETS = "buckets"
    """`done` of the account's `total` buckets have been read."""
    FINISHED = "finished"
    """All buckets of the account have been read."""
    FAILED = "failed"
    """The account could not be opened, because of `reason`."""
    RELATED = "related"
    """`done` of `total` roles, keys and foreign destinations of all accounts have been read; `account` is empty."""


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a scan."""

    stage: Stage
    account: str
    """12 digits; empty for what concerns all accounts."""
    done: int = 0
    total: int = 0
    unknown: int = 0
    """How many facts could not be read so far, in this account or of these resources."""
    reason: str = ""
    detail: str = ""


@dataclass(slots=True)
class Tally:
    """Counts what has arrived of one account (or of what is related), and tells of it."""

    tell: Callable[[Event], None]
    account: str
    total: int = 0
    done: int = 0
    unknown: int = 0

    def started(self) -> None:
        """Its first request is about to be sent."""
        self.tell(Event(Stage.STARTED, self.account))

    def opened(self, account: Resource, buckets: int, failure: Failure | None) -> None:
        """The account's own facts are there."""
        self.total, self.unknown = buckets, _unknown([account])
        if failure:
            event = Event(Stage.FAILED, self.account, 0, 0, self.unknown, failure.reason, failure.detail)
            self.tell(event)
        elif not buckets:
            self.tell(Event(Stage.FINISHED, self.account, 0, 0, self.unknown))

    def bucket(self, resource: Resource, *, whole: bool = True) -> None:
        """One more bucket has been read, or only a part of it."""
        if not self._count(resource, whole=whole):
            return
        self.tell(Event(Stage.BUCKETS, self.account, self.done, self.total, self.unknown))
        if self.done == self.total:
            self.tell(Event(Stage.FINISHED, self.account, self.done, self.total, self.unknown))

    def related(self, resource: Resource, *, whole: bool = True) -> None:
        """One more role, key, alias or destination has been read, or only a part of it."""
        if self._count(resource, whole=whole):
            self.tell(Event(Stage.RELATED, self.account, self.done, self.total, self.unknown))

    def _count(self, resource: Resource, *, whole: bool) -> bool:
        self.done += whole
        self.unknown += _unknown([resource])
        return whole


def _unknown(resources: Iterable[Resource]) -> int:
    return sum(fact.state is State.UNKNOWN for resource in resources for fact in resource.facts.values())
