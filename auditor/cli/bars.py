"""A scan's events in; bars on a terminal out, on stderr."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from auditor.collect import Event, Stage

_COLUMNS = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())


@contextmanager
def bars(accounts: int, *, colour: bool) -> Iterator[Callable[[Event], None]]:
    """While open, what to show each event of a scan over so many accounts with."""
    with Progress(*_COLUMNS, console=Console(stderr=True, no_color=not colour), transient=True) as shown:
        yield _Bars(shown, accounts).show


class _Bars:
    """One bar for accounts, one for buckets, one for what the buckets name."""

    def __init__(self, bars: Progress, accounts: int) -> None:
        self._bars = bars
        self._accounts = bars.add_task("accounts", total=accounts)
        self._buckets = bars.add_task("buckets", total=0)
        self._related: TaskID | None = None
        self._told: set[str] = set()
        self._total = 0

    def show(self, event: Event) -> None:
        """Move the bars on."""
        if event.stage is Stage.BUCKETS:
            if event.account not in self._told:
                self._told.add(event.account)
                self._total += event.total
            self._bars.update(self._buckets, advance=1, total=self._total)
        elif event.stage is Stage.RELATED:
            if self._related is None:
                self._related = self._bars.add_task("roles, keys", total=event.total)
            self._bars.update(self._related, completed=event.done, total=event.total)
        elif event.stage in (Stage.FINISHED, Stage.FAILED):
            self._bars.advance(self._accounts)
