"""Sessions and an executor -> resources in a snapshot: accounts and their buckets, then what the buckets name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

from auditor.collect import units
from auditor.collect.judge import Failure
from auditor.collect.mentions import Mentions, mentions
from auditor.collect.pool import Pool
from auditor.collect.progress import Event, Tally
from auditor.collect.session import AccountSession
from auditor.collect.units import Opened
from auditor.collect.wanted import KEY_FACTS, ROLE_FACTS
from auditor.snapshot import NOT_COLLECTED, Resource, SnapshotWriter
from auditor.snapshot.catalogue import ALIAS, FACTS, KEY, ROLE

_NO_ARN = "InvalidArn"
_READERS: Mapping[str, Callable[[AccountSession, str, frozenset[str]], Resource]] = {
    ROLE: units.read_role,
    KEY: units.read_key,
    ALIAS: units.read_alias,
}
_PATHS = {ROLE: ("iam", "role/"), KEY: ("kms", "key/"), ALIAS: ("kms", "alias/")}


@dataclass(frozen=True, slots=True)
class Scan:
    """What every phase of one scan works with."""

    executor: Executor
    limit: int
    """How many pieces of work may be under way at a time."""
    writer: SnapshotWriter
    wanted: frozenset[str]
    tell: Callable[[Event], None]


def run(scan: Scan, sessions: Sequence[AccountSession]) -> None:
    """Both phases; `sessions` are of distinct accounts."""
    opened = accounts(scan, sessions)
    named = mentions(scan.writer.view())
    related(scan, opened, named)


def accounts(scan: Scan, sessions: Sequence[AccountSession]) -> dict[str, Opened]:
    """Phase 1: every account, its buckets and their facts, written as they arrive."""
    tallies = {session.account: Tally(scan.tell, session.account) for session in sessions}
    pool: Pool[Opened | Resource] = Pool(scan.executor, scan.limit)
    pool.add(_openings(scan, sessions, tallies))
    opened: dict[str, Opened] = {}
    for result in pool.results():
        if isinstance(result, Opened):
            opened[result.session.account] = result
            scan.writer.add(result.resource)
            tallies[result.session.account].opened(result.resource, len(result.buckets), result.failure)
            pool.add(_buckets(scan, result))
        else:
            scan.writer.add(result)
            tallies[str(result.account)].bucket(result)
    return opened


def related(scan: Scan, opened: Mapping[str, Opened], named: Mentions) -> None:
    """Phase 2: the roles, keys and foreign destinations that the buckets name, each through its own account."""
    roles = named.roles if scan.wanted & ROLE_FACTS else ()
    keys = frozenset(named.keys) if scan.wanted & KEY_FACTS else frozenset[str]()
    destinations = named.destinations if "existence" in scan.wanted else ()
    aliases = sorted(arn for arn in keys if ":alias/" in arn)
    tally = Tally(scan.tell, "", total=len(roles) + len(keys) + len(destinations))
    targets = {_target(alias) for alias in _read(scan, tally, (_work(scan, opened, ALIAS, arn) for arn in aliases))}
    plain = sorted((keys | targets) - {"", *aliases})
    tally.total = len(aliases) + len(plain) + len(roles) + len(destinations)
    works = [_work(scan, opened, KEY, arn) for arn in plain]
    works += [_work(scan, opened, ROLE, arn) for arn in roles]
    works += [_destination(opened, arn, source) for arn, source in destinations]
    for _ in _read(scan, tally, iter(works)):
        pass  # they are written as they come


def _openings(
    scan: Scan, sessions: Sequence[AccountSession], tallies: Mapping[str, Tally]
) -> Iterator[Callable[[], Opened | Resource]]:
    for session in sessions:
        tallies[session.account].started()
        yield partial(units.open_account, session, scan.wanted)


def _buckets(scan: Scan, opened: Opened) -> Iterator[Callable[[], Opened | Resource]]:
    for name, region in opened.buckets:
        yield partial(units.read_bucket, opened.session, name, region, scan.wanted)


def _read(scan: Scan, tally: Tally, works: Iterator[Callable[[], Resource]]) -> Iterator[Resource]:
    """Each resource, when it has been read and written."""
    pool: Pool[Resource] = Pool(scan.executor, scan.limit)
    pool.add(works)
    for resource in pool.results():
        scan.writer.add(resource)
        tally.related(resource)
        yield resource


def _target(alias: Resource) -> str:
    """The key an alias stands for; "" if that could not be read."""
    return str((alias.fact("target").value or {}).get("KeyArn", ""))


def _destination(opened: Mapping[str, Opened], arn: str, source: str) -> Callable[[], Resource]:
    """A destination outside the scanned Regions is its account's; any other is asked about through the source's."""
    name = arn.rpartition(":")[2]
    for account in opened.values():
        if name in account.outside and arn.split(":")[1] == account.session.partition:
            return partial(units.unscanned, account.session, arn, account.outside[name])
    return partial(units.read_destination, opened[source].session, arn)


def _work(scan: Scan, opened: Mapping[str, Opened], type: str, arn: str) -> Callable[[], Resource]:
    """How the role, key or alias `arn` is read: through its own account, if that is open to us."""
    names = scan.wanted & frozenset(FACTS[type])
    account = _account_of(type, arn)
    if account is None:
        why = Failure(_NO_ARN, "the configuration that names it does not hold a whole ARN")
    elif account not in opened:
        why = Failure(NOT_COLLECTED, f"account {account} is not part of this scan")
    elif failure := opened[account].failure:
        why = failure
    else:
        return partial(_READERS[type], opened[account].session, arn, names)
    return partial(Resource, arn, type, arn.rpartition("/")[2], account, None, units.unread(type, names, why))


def _account_of(type: str, arn: str) -> str | None:
    """The account in `arn`; None if it is no ARN of this type."""
    service, path = _PATHS[type]
    parts = arn.split(":", 5)
    whole = len(parts) == 6 and parts[0] == "arn" and parts[2] == service and parts[5].startswith(path)
    return parts[4] if whole and re.fullmatch(r"[0-9]{12}", parts[4]) else None
