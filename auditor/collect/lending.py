"""Credentials on loan: a worker process signs with the keys of the scan that started it, which alone renews them.

So a role is assumed once, however many processes read in its account, and whoever types an MFA code types it once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

from botocore.credentials import Credentials, ReadOnlyCredentials

from auditor.collect.judge import CallFailed, Failure

_KEPT = 30.0
"""Seconds that keys are used before they are asked for again; the SDK renews them minutes before they expire."""

_parent: Callable[[str], object] | None = None


def borrow_from(parent: Callable[[object], object]) -> None:
    """From now on this process has no credentials but those that `parent` lends."""
    global _parent  # noqa: PLW0603  a process has one parent, and knows it before it does anything else
    _parent = parent


def borrowing() -> bool:
    """Whether this process is one that borrows."""
    return _parent is not None


class Lent(Credentials):
    """One account's keys, asked of the parent. Safe in threads."""

    def __init__(self, account: str, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__("", "")
        self._account, self._clock, self._lock = account, clock, Lock()
        self._keys: ReadOnlyCredentials | None = None
        self._since = 0.0

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        """The keys to sign with; raises CallFailed with the parent's reason if it has none."""
        with self._lock:
            if self._keys is None or self._clock() - self._since > _KEPT:
                self._keys, self._since = _lent(self._account), self._clock()
            return self._keys


def _lent(account: str) -> ReadOnlyCredentials:
    given = _parent(account) if _parent is not None else None
    if isinstance(given, ReadOnlyCredentials):
        return given
    raise CallFailed(given if isinstance(given, Failure) else Failure("NoCredentials"))
