"""One resource to be read, and what became of it: which facts stay, and which are to be asked for once more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from auditor.collect import opening, regional, targets, units
from auditor.collect.limiter import Key
from auditor.collect.opening import Opened
from auditor.collect.paging import More
from auditor.collect.read import POSTPONED, THROTTLED
from auditor.collect.session import AccountSession
from auditor.snapshot import Fact, Json, Resource
from auditor.snapshot.catalogue import ACCOUNT, ALIAS, BUCKET, FUNCTION, KEY, QUEUE, REGION, ROLE, TOPIC

STRANGER = "stranger"
"""A bucket that no scanned account lists, seen from an account that replicates to it."""
LISTED = "principals"
"""An account whose users and roles are listed."""
S3 = "s3"
"""What AWS limits together of an account's requests about buckets."""
_FAMILY = {ACCOUNT: "account", ROLE: "iam", LISTED: "iam", KEY: "kms", ALIAS: "kms"}
"""An account is opened by STS, S3 Control and others that S3's limits are not about."""
PASSING: Mapping[str, int] = {POSTPONED: 0, THROTTLED: 5, "ServerError": 10, "ConnectionFailed": 10, "Timeout": 20}
"""Reasons that may be gone when the same is asked again, each with what one more such answer uses up of PATIENCE."""
PATIENCE = 60
"""What a fact's tries may use up: a throttled one is tried twelve times, over half a minute (over five seconds if its
account is slowed down and answers); a server's error six, over three seconds; one that is never answered three times,
for each of which the whole timeout is waited."""
_SOON, _LATE = 0.1, 5.0
"""Seconds before the second try, and at most before any."""


@dataclass(frozen=True, slots=True)
class Work:
    """A resource to be read; holds no session, so that it can go to another process."""

    type: str
    account: str
    """Through which account, 12 digits."""
    name: str
    """A bucket's name, others' ARN."""
    wanted: frozenset[str]
    region: str = ""
    """A bucket's, "" if it is not known yet, or the Region that is asked about."""
    edges: frozenset[str] = frozenset()
    """Facts that a bucket is asked for beside, if it turns out to replicate."""
    many: int = 0
    """How many roles are wanted of the account, with all their policies; 0: each is read by itself."""
    tries: int = 1
    """How often it will have been tried; 0: it goes on where the last page of a list ended."""
    spent: int = 0
    """How much of PATIENCE its tries have used up."""
    so_far: Json = None
    """What has been read of that list."""

    @property
    def key(self) -> Key:
        """What AWS limits together."""
        if self.type == REGION:
            return self.account, f"{regional.source_of(self.wanted).family}@{self.region}"
        if self.type in targets.SERVICES:
            return self.account, f"{targets.SERVICES[self.type]}@{self.name.split(':')[3]}"
        return self.account, _FAMILY.get(self.type, S3)

    def only(self, wanted: frozenset[str]) -> Work:
        """The same, of which only `wanted` is left to be read."""
        return replace(self, wanted=wanted)

    @property
    def calls(self) -> int:
        """How many calls it will be, about."""
        return regional.source_of(self.wanted).cost if self.type == REGION else max(1, len(self.wanted))

    @property
    def patience(self) -> float:
        """Seconds before it is tried again."""
        return min(_LATE, _SOON * 2.0 ** (self.tries - 1)) if self.tries else 0.0


Found = Opened | Resource | More
_READ: Mapping[str, Callable[[AccountSession, Work], Found]] = {
    ACCOUNT: lambda session, work: opening.open_account(session, work.wanted),
    BUCKET: lambda session, work: units.read_bucket(session, work.name, work.region, work.wanted, work.edges),
    STRANGER: lambda session, work: units.read_destination(session, work.name),
    ROLE: lambda session, work: units.read_role(session, work.name, work.wanted, work.many),
    KEY: lambda session, work: units.read_key(session, work.name, work.wanted),
    ALIAS: lambda session, work: units.read_alias(session, work.name, work.wanted),
    LISTED: lambda session, work: units.read_principals(session, work.name, work.so_far),
    **dict.fromkeys(
        (TOPIC, QUEUE, FUNCTION),
        lambda session, work: units.read_target(session, work.type, work.name, work.wanted),
    ),
    REGION: lambda session, work: units.read_region(session, work.name, work.wanted, work.so_far),
}


def perform(sessions: Mapping[str, AccountSession], work: Work) -> Found:
    """Read it. Raises nothing but AuditorErrors."""
    return _READ[work.type](sessions[work.account], work)


def refused(found: Found) -> int:
    """How many calls AWS throttled."""
    return sum(reason == THROTTLED for reason in _reasons(found))


def answered(work: Work, found: Found) -> int:
    """How many it answered, whatever it said; where a bucket lies is mostly known from the list."""
    told = 1 if work.type == BUCKET and work.region else 0
    return sum(reason not in (THROTTLED, POSTPONED) for reason in _reasons(found)) - told


def settled(work: Work, found: Found, attempts: int) -> tuple[Opened | Resource | None, Work | None]:
    """What is certain enough to be kept, and what is still to be done (None: nothing).

    A fact is asked for until its patience is used up, `attempts` times at most. An account is opened as a whole, and so
    is it again. A list goes on page by page, each a piece of work, so that the account's pace holds between them.
    """
    if isinstance(found, More):
        return None, replace(work, so_far=found.so_far, tries=0, spent=0)
    facts = _resource(found).facts
    if isinstance(found, Resource) and _moved_on(work, facts):  # of an account all is asked again each time
        work = replace(work, tries=1, spent=0)
    again = {name: fact.reason for name, fact in facts.items() if _tried_again(work, fact.reason, attempts)}
    if not again:
        return found, None
    rest = replace(work, tries=work.tries + 1, spent=work.spent + max(PASSING[reason] for reason in again.values()))
    if set(again.values()) == {POSTPONED}:
        rest = replace(work, tries=1, spent=0)  # only what was put off is left: it has not been tried yet
    if isinstance(found, Opened):
        return found, rest
    kept = {name: fact for name, fact in facts.items() if name not in again}
    region = work.region or found.region or ""
    return replace(found, facts=kept), replace(rest, wanted=frozenset(again), region=region)


def _tried_again(work: Work, reason: str, attempts: int) -> bool:
    if reason == POSTPONED:
        return True
    return reason in PASSING and work.tries < attempts and work.spent + PASSING[reason] < PATIENCE


def _moved_on(work: Work, facts: Mapping[str, Fact]) -> bool:
    """Whether what AWS throttled this time is another fact than the last time, and so was tried once only.

    Reading stops at a throttled fact and puts off what follows it, so the next try begins with that one.
    """
    asked = work.wanted | work.edges
    moved = any(name in asked and fact.reason not in PASSING for name, fact in facts.items())
    return moved and any(fact.reason == THROTTLED for fact in facts.values())


def _reasons(found: Found) -> list[str]:
    """Of each call that was made or put off, why it gave nothing; "" if it did."""
    return [""] if isinstance(found, More) else [fact.reason for fact in _resource(found).facts.values()]


def _resource(found: Opened | Resource) -> Resource:
    return found.resource if isinstance(found, Opened) else found
