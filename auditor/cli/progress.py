"""A scan's events in; a bar on a terminal, or lines, out. All of it on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from auditor.cli.log import Field, Log
from auditor.collect import Event, Stage

Tell: TypeAlias = Callable[[Event], None]


@contextmanager
def progress(log: Log, accounts: int) -> Iterator[Tell]:
    """While open, what to call with each event of a scan over so many accounts."""
    if log.quiet or log.json or not sys.stderr.isatty():
        yield lambda event: _tell(log, event)
        return
    from auditor.cli.bars import bars  # noqa: PLC0415  nobody else needs rich, which takes as long as a hundred calls

    with bars(accounts, colour=log.colour) as show:
        yield lambda event: _shown(log, show, event)


def _tell(log: Log, event: Event) -> None:
    """A line when an account or the rest is done; one for each bucket would be too many."""
    fields: dict[str, Field] = {
        "account": event.account,
        "done": event.done,
        "total": event.total,
        "unread": event.unknown,
    }
    unread = f", {event.unknown} facts could not be read" if event.unknown else ""
    match event.stage:
        case Stage.STARTED:
            log.say("account-started", f"{event.account}: opening", account=event.account)
        case Stage.FINISHED:
            log.say("account-finished", f"{event.account}: {event.total} buckets{unread}", **fields)
        case Stage.FAILED:
            text = f"{event.account}: cannot be read: {event.reason}: {event.detail}"
            log.say("account-failed", text, account=event.account, reason=event.reason, detail=event.detail)
        case Stage.RELATED if event.done == event.total:
            log.say("related-finished", f"{event.total} roles, keys and other destinations{unread}", **fields)


def _shown(log: Log, show: Callable[[Event], None], event: Event) -> None:
    """On the bars, and failures as lines above them."""
    show(event)
    if event.stage is Stage.FAILED:
        _tell(log, event)
