"""Accounts and an executor -> resources in a snapshot: accounts and their buckets, then what the buckets name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from difflib import get_close_matches

from auditor.collect import plan
from auditor.collect.limiter import Limiter
from auditor.collect.mentions import mentions
from auditor.collect.opening import Opened
from auditor.collect.places import places
from auditor.collect.plan import Step
from auditor.collect.pool import Pool
from auditor.collect.progress import Event, Tally
from auditor.collect.work import S3, Found, Work, answered, refused, settled
from auditor.errors import UsageError
from auditor.snapshot import Choice, Demand, Resource, SnapshotWriter, State
from auditor.snapshot.catalogue import ALIAS, KEY

_COMPARED = 10_000
"""Names among which one like a misspelt one is looked for, which takes its time."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What every phase of one scan works with."""

    submit: Callable[[Work], Future[Found]]
    expect: Callable[[int], None]
    """Told how many calls are coming, about, as soon as that is known."""
    limit: int
    """How many pieces of work may be under way at a time."""
    attempts: int
    """How often a fact is asked for at most, before it is unknown."""
    limiter: Limiter
    writer: SnapshotWriter
    demand: Demand
    choice: Choice
    tell: Callable[[Event], None]
    above: Callable[[Sequence[Resource]], Future[list[Resource]]]
    """Sets out to read what the organization says of these accounts, beside the work."""


def run(scan: Scan, chosen: Sequence[str]) -> None:
    """Read the accounts of these ids: buckets; destinations, until edges are whole; what edges name; their Regions.

    Raises UsageError for a pattern of buckets that fits none, if every account said which it has.
    """
    opened = accounts(scan, chosen)
    _fit(scan.choice, opened.values())
    above = scan.above([opened[account].resource for account in sorted(opened)])
    destinations(scan, opened)
    related(scan, opened)
    regions(scan, opened)
    for account in above.result():
        scan.writer.add(account)


def accounts(scan: Scan, chosen: Sequence[str]) -> dict[str, Opened]:
    """Phase 1: every account, its buckets and their facts, written as they arrive."""
    tallies = {account: Tally(scan.tell, account) for account in chosen}
    opened: dict[str, Opened] = {}
    pool = _pool(scan)
    for account in chosen:
        tallies[account].started()
        before = scan.writer.noted(account)
        if before is None:
            first = plan.open_work(account, scan.demand)
            pool.add(first.key, iter([first]))
        else:
            opened[account] = Opened.told(before, scan.writer.known(before["arn"]))
            pool.add((account, S3), _buckets(scan, account, opened[account], tallies[account]))
    for work, found, whole in _results(scan, pool):
        if isinstance(found, Resource):
            scan.writer.add(found)
            tallies[work.account].bucket(found, whole=whole)
        elif whole:
            scan.writer.add(found.resource, note=(work.account, found.plain()))
            opened[work.account] = found
            pool.add((work.account, S3), _buckets(scan, work.account, found, tallies[work.account]))
    return opened


def _fit(choice: Choice, opened: Iterable[Opened]) -> None:
    """A name that no bucket has is most likely misspelt, and an audit of nothing would look clean."""
    accounts = tuple(opened)
    names = sorted(name for account in accounts for name, _ in account.buckets)
    unmet = choice.unmet(names)
    if unmet and all(account.resource.fact("buckets").state is State.VALUE for account in accounts):
        close = get_close_matches(unmet[0], names[:_COMPARED], n=1)
        hint = f"did you mean {close[0]}?" if close else "look at --account and --region too"
        raise UsageError(f"--bucket {unmet[0]}: no bucket of the accounts and Regions scanned is called so; {hint}")


def destinations(scan: Scan, opened: Mapping[str, Opened]) -> None:
    """Phase 2: what only edges are asked for, of the buckets at the far end of chosen ones' edges."""
    named = mentions(scan.writer.view(), scan.choice, every_key=False)
    for resource in plan.outside_resources(named, opened):
        scan.writer.add(resource)
    _read(scan, plan.inside_steps(named, opened, scan.demand, scan.writer.view().get), None)


def related(scan: Scan, opened: Mapping[str, Opened]) -> None:
    """Phase 3: the roles, keys, targets and foreign destinations that buckets name, each through its own account."""
    known, demand = scan.writer.known, scan.demand
    named = mentions(scan.writer.view(), scan.choice, every_key=demand.every_key)
    aliases = {arn for arn in named.keys if ":alias/" in arn}
    steps = [*plan.role_steps(named, opened, demand, known), *plan.stranger_steps(named, demand, known)]
    steps += plan.target_steps(named, opened, demand, known)
    now, later = plan.in_turn(steps)
    tally = Tally(scan.tell, "", total=len(steps) + (len(named.keys) if demand.keys else 0))
    targets = {_target(alias) for alias in _read(scan, plan.key_steps(ALIAS, aliases, opened, demand, known), tally)}
    keys = plan.key_steps(KEY, (set(named.keys) | targets) - aliases - {""}, opened, demand, known)
    tally.total = tally.done + len(keys) + len(steps)
    _read(scan, [*keys, *now], tally)
    _read(scan, later, tally)
    _read(scan, plan.principal_steps(named, opened, demand, known), None)


def regions(scan: Scan, opened: Mapping[str, Opened]) -> None:
    """Phase 4: the Regions that edges lie in, each as the accounts concerned see it."""
    if scan.demand.regions:
        found = places(scan.writer.view(), scan.choice, every_region=scan.demand.every_region)
        _read(scan, plan.region_steps(found, opened, scan.demand, scan.writer.known), None)


def _buckets(scan: Scan, account: str, opened: Opened, tally: Tally) -> Iterator[Work]:
    """The account's buckets that are still to be read; told of as they are taken."""
    tally.opened(opened.resource, len(opened.buckets), opened.failure)
    scan.expect(len(opened.buckets) * len(scan.demand.buckets))
    for step in plan.bucket_steps(account, opened, scan.demand, scan.choice, scan.writer.known):
        if isinstance(step, Work):
            yield step
        else:
            tally.bucket(step, whole=True)


def _read(scan: Scan, steps: Iterable[Step], tally: Tally | None) -> list[Resource]:
    """Each resource, when it has been read and written; a part of it, where the rest came later."""
    pool, resources = _pool(scan), []

    def keep(resource: Resource, *, whole: bool) -> None:
        scan.writer.add(resource)
        resources.append(resource)
        if tally is not None:
            tally.related(resource, whole=whole)

    for step in steps:
        if isinstance(step, Work):
            pool.add(step.key, iter([step]))
        else:
            keep(step, whole=True)
    for _, found, whole in _results(scan, pool):
        if isinstance(found, Resource):
            keep(found, whole=whole)
    return resources


def _results(scan: Scan, pool: Pool[Work, Found]) -> Iterator[tuple[Work, Opened | Resource, bool]]:
    """What comes back, and whether it is all of it; the rest is asked for once more, later."""
    for work, found in pool.results():
        scan.limiter.told(work.key, work.calls, answered(work, found), refused(found))
        kept, again = settled(work, found, scan.attempts)
        if again is not None:
            pool.again(again.key, again, again.patience)
        if kept is not None:
            yield work, kept, again is None


def _pool(scan: Scan) -> Pool[Work, Found]:
    return Pool(scan.submit, scan.limit, scan.limiter, lambda work: work.calls)


def _target(alias: Resource) -> str:
    """The key an alias stands for; "" if that could not be read."""
    return str((alias.fact("target").value or {}).get("KeyArn", ""))
