"""A scan's events in; a bar on a terminal, or lines, out. All of it on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from auditor.cli.log import Field, Log
from auditor.collect import Event, Stage

Tell: TypeAlias = Callable[[Event], None]


@contextmanager
def progress(log: Log, accounts: int) -> Iterator[Tell]:
    """While open, what to call with each event of a scan over so many accounts."""
    if log.quiet or log.json or not sys.stderr.isatty():
        yield lambda event: _tell(log, event)
        return
    with Progress(*_COLUMNS, console=Console(stderr=True, no_color=not log.colour), transient=True) as bars:
        bar = _Bars(bars, accounts)
        yield lambda event: bar.show(log, event)


_COLUMNS = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())


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


class _Bars:
    """One bar for accounts, one for buckets, one for what the buckets name; failures as lines above them."""

    def __init__(self, bars: Progress, accounts: int) -> None:
        self._bars = bars
        self._accounts = bars.add_task("accounts", total=accounts)
        self._buckets = bars.add_task("buckets", total=0)
        self._related: TaskID | None = None
        self._totals: dict[str, int] = {}

    def show(self, log: Log, event: Event) -> None:
        if event.stage is Stage.BUCKETS:
            self._totals[event.account] = event.total
            self._bars.update(self._buckets, advance=1, total=sum(self._totals.values()))
        elif event.stage is Stage.RELATED:
            if self._related is None:
                self._related = self._bars.add_task("roles, keys", total=event.total)
            self._bars.update(self._related, completed=event.done, total=event.total)
        elif event.stage in (Stage.FINISHED, Stage.FAILED):
            self._bars.advance(self._accounts)
        if event.stage is Stage.FAILED:
            _tell(log, event)
