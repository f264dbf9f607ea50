"""What is known and what is demanded -> the work that is left, or resources that nobody need be asked for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from auditor.collect import regional, units
from auditor.collect.iam import ATTACHED, INLINE
from auditor.collect.judge import Failure
from auditor.collect.mentions import Mentions
from auditor.collect.opening import Opened
from auditor.collect.places import Place
from auditor.collect.principals import PRINCIPALS
from auditor.collect.role_list import MANY
from auditor.collect.s3 import EXISTENCE, REPLICATION
from auditor.collect.units import BUCKET_FACTS
from auditor.collect.work import LISTED, STRANGER, Work
from auditor.snapshot import NOT_COLLECTED, Choice, Demand, Resource, State
from auditor.snapshot.catalogue import (
    ACCOUNT,
    ALIAS,
    BUCKET,
    FACTS,
    FUNCTION,
    KEY,
    QUEUE,
    REGION,
    ROLE,
    TOPIC,
    in_use,
    region_arn,
)

Known: TypeAlias = Callable[[str], Resource | None]
"""ARN -> the resource as an earlier, interrupted scan left it."""
Step: TypeAlias = Work | Resource

_NO_ARN = "InvalidArn"
_PATHS = {
    ROLE: ("iam", "role/"), KEY: ("kms", "key/"), ALIAS: ("kms", "alias/"),
    TOPIC: ("sns", ""), QUEUE: ("sqs", ""), FUNCTION: ("lambda", "function:"),
}  # fmt: skip
_TARGET = frozenset(FACTS[ALIAS])
_POLICIES = frozenset({INLINE.fact, ATTACHED.fact})


def open_work(account: str, demand: Demand) -> Work:
    """The first look into an account."""
    return Work(ACCOUNT, account, "", demand.accounts)


def bucket_steps(account: str, opened: Opened, demand: Demand, choice: Choice, known: Known) -> Iterator[Step]:
    """Every bucket of an opened account; of one that is not chosen, only whether it replicates to one that is."""
    for name, region in opened.buckets:
        have = known(f"arn:{opened.partition}:s3:::{name}")
        if not choice.holds(name):
            yield _left(Work(BUCKET, account, name, demand.buckets & {REPLICATION}, region), have)
            continue
        replicates = have is not None and have.fact(REPLICATION).state is State.VALUE
        wanted = (demand.buckets | demand.edges if replicates else demand.buckets) & BUCKET_FACTS
        yield _left(Work(BUCKET, account, name, wanted, region, demand.edges & BUCKET_FACTS), have)


def outside_resources(named: Mentions, opened: Mapping[str, Opened]) -> Iterator[Resource]:
    """Destinations in Regions that are not scanned: whose they are and where."""
    for arn, _ in named.destinations:
        owner = _owner_outside(arn, opened)
        if owner is not None:
            yield units.unscanned(owner, arn, opened[owner].outside[arn.rpartition(":")[2]])


def inside_steps(named: Mentions, opened: Mapping[str, Opened], demand: Demand, known: Known) -> Iterator[Step]:
    """Destinations that an account lists, as far as they are not read yet."""
    for arn in named.inside:
        have = known(arn)
        if have is not None and have.account and _owner_outside(arn, opened) is None:
            wanted = (demand.buckets | demand.edges) & BUCKET_FACTS
            yield _left(Work(BUCKET, have.account, have.name, wanted, have.region or ""), have)


def stranger_steps(named: Mentions, demand: Demand, known: Known) -> Iterator[Step]:
    """Destinations that nobody lists, each through the account that replicates to it."""
    for arn, source in named.destinations if EXISTENCE.fact in demand.edges else ():
        yield _left(Work(STRANGER, source, arn, frozenset({EXISTENCE.fact})), known(arn))


def role_steps(named: Mentions, opened: Mapping[str, Opened], demand: Demand, known: Known) -> Iterator[Step]:
    """Roles that rules name; each piece of work knows how many its account has."""
    steps = [_step(ROLE, arn, demand.roles, opened, known) for arn in (named.roles if demand.roles else ())]
    many = Counter(step.account for step in steps if isinstance(step, Work) and step.wanted >= _POLICIES)
    return (replace(step, many=many[step.account]) if isinstance(step, Work) else step for step in steps)


def principal_steps(named: Mentions, opened: Mapping[str, Opened], demand: Demand, known: Known) -> Iterator[Step]:
    """Who may set up replication in the accounts that sources belong to."""
    for account in named.accounts if PRINCIPALS.fact in demand.accounts else ():
        seen = opened.get(account)
        if seen is not None and not seen.failure:
            wanted = frozenset({PRINCIPALS.fact})
            yield _left(Work(LISTED, account, seen.resource.arn, wanted), known(seen.resource.arn))


def in_turn(steps: Iterable[Step]) -> tuple[list[Step], list[Step]]:
    """What can be read at once, and the roles that come after one of their account has been: who reads it lists all.

    So nobody waits for a list that somebody else is reading.
    """
    begun: set[str] = set()
    now, later = list[Step](), list[Step]()
    for step in steps:
        listed = isinstance(step, Work) and step.many >= MANY
        (later if listed and step.account in begun else now).append(step)
        if listed:
            begun.add(str(step.account))
    return now, later


def key_steps(type: str, arns: Iterable[str], opened: Mapping[str, Opened], demand: Demand, known: Known) -> list[Step]:
    """Keys, or aliases, of which the key they stand for is read whatever is demanded of it."""
    wanted = demand.keys | _TARGET if type == ALIAS else demand.keys
    return [_step(type, arn, wanted & frozenset(FACTS[type]), opened, known) for arn in sorted(arns) if demand.keys]


def target_steps(named: Mentions, opened: Mapping[str, Opened], demand: Demand, known: Known) -> Iterator[Step]:
    """Topics, queues and functions that are told of failed replication."""
    for type, arn in named.targets:
        wanted = demand.targets & frozenset(FACTS[type])
        yield from [_step(type, arn, wanted, opened, known)] if wanted else ()


def region_steps(places: Iterable[Place], opened: Mapping[str, Opened], demand: Demand, known: Known) -> Iterator[Step]:
    """Regions of accounts that are open to us, as far as they are scanned: one piece of work for each fact.

    Beside `places`, what is demanded `everywhere` is read in each Region that an account has enabled.
    """
    near = frozenset(places)
    for account, region in sorted(near.union(_enabled(opened) if demand.everywhere else ())):
        facts = demand.regions if (account, region) in near else demand.everywhere
        seen = opened.get(account)
        if seen is None or seen.failure or (seen.regions and region not in seen.regions):
            continue
        arn = region_arn(seen.partition, account, region)
        for source in regional.SOURCES:
            if source.call.fact in facts:
                yield _left(Work(REGION, account, arn, frozenset({source.call.fact}), region), known(arn))


def _enabled(opened: Mapping[str, Opened]) -> Iterator[Place]:
    """Every Region of the accounts that say which they have."""
    for account, seen in opened.items():
        yield from ((account, region) for region in in_use(seen.resource.fact("regions").value or ()))


def _step(type: str, arn: str, wanted: frozenset[str], opened: Mapping[str, Opened], known: Known) -> Step:
    """How the role, key, alias or target `arn` is read: through its own account, if that is open to us."""
    account = _account_of(type, arn)
    if account is None:
        why = Failure(_NO_ARN, "the configuration that names it does not hold a whole ARN")
    elif account not in opened:
        why = Failure(NOT_COLLECTED, f"account {account} is not part of this scan")
    elif failure := opened[account].failure:
        why = failure
    else:
        return _left(Work(type, account, arn, wanted & frozenset(FACTS[type])), known(arn))
    return Resource(arn, type, arn.rpartition("/")[2], account, None, units.unread(type, wanted, why))


def _left(work: Work, have: Resource | None) -> Step:
    """`work` without what is there already; the resource itself if that is all."""
    if have is None or not have.facts:
        return work
    missing = work.wanted - have.facts.keys()
    return work.only(missing) if missing else have


def _owner_outside(arn: str, opened: Mapping[str, Opened]) -> str | None:
    """The account that lists the bucket `arn` in a Region that is not scanned."""
    name, partition = arn.rpartition(":")[2], arn.split(":")[1]
    owners = (id for id, account in opened.items() if name in account.outside and account.partition == partition)
    return next(owners, None)


def _account_of(type: str, arn: str) -> str | None:
    """The account in `arn`; None if it is no ARN of this type."""
    service, path = _PATHS[type]
    parts = arn.split(":", 5)
    whole = len(parts) == 6 and parts[0] == "arn" and parts[2] == service and parts[5].startswith(path)
    return parts[4] if whole and re.fullmatch(r"[0-9]{12}", parts[4]) else None
