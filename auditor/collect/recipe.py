"""Accounts and settings -> what any process needs to read for itself, and the sessions that it makes of that."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import Self
from uuid import uuid4

from botocore.credentials import ReadOnlyCredentials

from auditor.collect.clients import Sdk, Settings
from auditor.collect.guard import Stopped
from auditor.collect.judge import Failure, attempt
from auditor.collect.lending import Lent, borrowing
from auditor.collect.permissions import actions
from auditor.collect.session import AccountSession
from auditor.collect.session_policy import read_only
from auditor.collect.work import Found, Work, perform
from auditor.config import Account, Config

_ONE_TRY = 1
"""The SDK tries nothing again by itself: it would sleep in a worker, and for every account alike."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that reading in some accounts takes. It can be pickled and holds no credentials."""

    scan: str
    """A name that no other scan has; recipes are equal by it alone."""
    accounts: tuple[Account, ...] = field(compare=False)
    settings: Settings = field(compare=False)
    policy: str | None = field(compare=False)
    """What each session may do at most (JSON); None: all that its role may."""

    @classmethod
    def of(cls, config: Config) -> Self:
        """The recipe of a scan of `config`."""
        settings = Settings(config.timeout, config.timeout, _ONE_TRY, config.concurrency)
        return cls(uuid4().hex, config.accounts, settings, read_only(actions()) if config.session_policy else None)


class Workplace:
    """A process's clients and sessions. Nothing is sent before the first call."""

    def __init__(self, recipe: Recipe) -> None:
        lent = (lambda account: Lent(account.id)) if borrowing() else (lambda _: None)
        self.sdk = Sdk(recipe.settings, borrowing=borrowing())
        self.sessions = {
            account.id: AccountSession(account, self.sdk, recipe.policy, lent=lent(account))
            for account in recipe.accounts
        }

    def stop(self) -> None:
        """Send nothing any more; what would be sent fails with `Stopped`."""
        self.sdk.stop.set()
        self.sdk.close()


_making = Lock()
_workplaces: dict[Recipe, Workplace] = {}
_left: set[str] = set()
"""Scans for which nothing is made any more: a straggler would begin anew, and send."""


def workplace(recipe: Recipe) -> Workplace:
    """The one of this process, made when first asked for. Raises UsageError if the AWS settings cannot be used."""
    with _making:
        if recipe.scan in _left:
            raise Stopped("the scan has ended; no further request is sent")
        if recipe not in _workplaces:
            _workplaces[recipe] = Workplace(recipe)
        return _workplaces[recipe]


def leave(recipe: Recipe) -> None:
    """Send nothing any more in this process, and forget what was made for `recipe`."""
    with _making:
        _left.add(recipe.scan)
        left = _workplaces.pop(recipe, None)
    if left is not None:
        left.stop()


def lend(recipe: Recipe, account: str) -> ReadOnlyCredentials | Failure:
    """The keys of `account`, for a worker process of this one; or why there are none."""
    return attempt(workplace(recipe).sessions[account].keys)


def read(recipe: Recipe, work: Work) -> Found:
    """Do `work`, in whatever process this is: what executors are given. Raises nothing but AuditorErrors."""
    return perform(workplace(recipe).sessions, work)
