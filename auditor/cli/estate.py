"""The configured accounts and organization, and the command's filters, in; the accounts to scan out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import wraps
from typing import Any

import click

from auditor.cli.log import Log
from auditor.cli.options import Command
from auditor.collect import discovered, regions
from auditor.config import Account, Config
from auditor.errors import UsageError


@dataclass(frozen=True, slots=True)
class Filters:
    """Patterns (`*`, `?`, `[...]`); of none of a kind, all are meant."""

    accounts: tuple[str, ...] = ()
    """Of ids or names."""
    excluded: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    buckets: tuple[str, ...] = ()


def filtered(command: Command) -> Command:
    """--account, --exclude-account, --region and --bucket; the body gets `filters`."""

    @wraps(command)
    def body(*args: Any, **given: Any) -> int:  # Any: whatever click hands to the body
        chosen = {field: given.pop(field) for _, field, _ in _OPTIONS}
        return command(*args, filters=Filters(**chosen), **given)

    for name, field, help in reversed(_OPTIONS):
        click.option(name, field, multiple=True, metavar="GLOB", help=help)(body)
    return body


_OPTIONS = (
    ("--account", "accounts", "Only accounts of this id or name; repeatable."),
    ("--exclude-account", "excluded", "Not accounts of this id or name; repeatable."),
    ("--region", "regions", "Only buckets of this Region; repeatable."),
    ("--bucket", "buckets", "Only buckets of this name, with all that their edges rest on; repeatable."),
)


def estate(config: Config, filters: Filters, log: Log) -> Config:
    """`config` with the accounts that are to be scanned, those of its organization among them.

    Raises UsageError if a pattern fits nothing, or nothing is left.
    """
    accounts = discovered(config)
    if config.organization is not None:
        found = len(accounts) - len(config.accounts)
        log.say("accounts-discovered", f"{found} accounts found in the organization", found=found)
    kept = _in_regions(_chosen(accounts, filters), filters.regions)
    if not kept:
        raise UsageError("the filters leave no account to scan; loosen --account, --exclude-account or --region")
    return config.model_copy(update={"accounts": kept, "buckets": filters.buckets or config.buckets})


def _chosen(accounts: Sequence[Account], filters: Filters) -> tuple[Account, ...]:
    known = [name for account in accounts for name in (account.id, account.name) if name]
    for option, patterns in (("--account", filters.accounts), ("--exclude-account", filters.excluded)):
        _fit(option, patterns, known)
    return tuple(
        account
        for account in accounts
        if (not filters.accounts or _named(account, filters.accounts)) and not _named(account, filters.excluded)
    )


def _named(account: Account, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns for name in (account.id, account.name))


def _in_regions(accounts: Sequence[Account], patterns: Sequence[str]) -> tuple[Account, ...]:
    """The accounts with those of their Regions (or of all there are) that fit; without those that have none."""
    if not patterns:
        return tuple(accounts)
    places = {account.id: account.regions or regions(account.partition) for account in accounts}
    _fit("--region", patterns, sorted({place for each in places.values() for place in each}))
    kept = {id: tuple(place for place in each if _fits(place, patterns)) for id, each in places.items()}
    return tuple(account.model_copy(update={"regions": kept[account.id]}) for account in accounts if kept[account.id])


def _fits(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _fit(option: str, patterns: Iterable[str], known: Sequence[str]) -> None:
    """Raises UsageError for a pattern that fits nothing: it is most likely misspelt."""
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in known):
            close = get_close_matches(pattern, known, n=1, cutoff=0.6)
            hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(known[:10]) or 'none'}"
            raise UsageError(f"{option} {pattern}: nothing is called so; {hint}")
