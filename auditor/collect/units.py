"""The resources of an account: a session and what to read -> one of them. Each stands alone, on any executor."""

from __future__ import annotations

from collections.abc import Callable

from botocore.client import BaseClient

from auditor.collect import kms, principals, regional, role_list, s3, targets
from auditor.collect.judge import Failure, attempt
from auditor.collect.paging import More
from auditor.collect.read import settle
from auditor.collect.session import AccountSession
from auditor.snapshot import Fact, Json, Resource
from auditor.snapshot.catalogue import ACCOUNT, ALIAS, BUCKET, FACTS, KEY, REGION, ROLE

BUCKET_FACTS = frozenset(call.fact for call in s3.FACTS)
"""Those that a bucket's owner is asked for."""
_TARGET = frozenset({kms.ALIAS.fact})


def read_bucket(
    session: AccountSession, name: str, region: str, wanted: frozenset[str], edges: frozenset[str] = frozenset()
) -> Resource:
    """A bucket of the account, asked in its own Region (at home, if that cannot be told).

    The facts `edges` are asked for beside `wanted` if it replicates.
    """
    location = Fact.of(s3.LOCATION.action, region) if region else _locate(session, name)
    place = str(location.value or "")
    facts = ask(
        session, ("s3", place), BUCKET, wanted & BUCKET_FACTS,
        lambda client: s3.read_bucket(client, name, wanted, edges & BUCKET_FACTS),
    )  # fmt: skip
    arn = f"arn:{session.partition}:s3:::{name}"
    return Resource(arn, BUCKET, name, session.account, place or None, {"location": location, **facts})


def read_destination(session: AccountSession, arn: str) -> Resource:
    """A bucket that no scanned account lists, seen from an account that replicates to it."""
    name = arn.rpartition(":")[2]
    found = ask(
        session, ("s3", ""), BUCKET, frozenset({s3.EXISTENCE.fact}),
        lambda client: {s3.EXISTENCE.fact: s3.existence(client, name)},
    )  # fmt: skip
    region = (found[s3.EXISTENCE.fact].value or {}).get("Region")
    return Resource(arn, BUCKET, name, None, region, found)


def unscanned(account: str, arn: str, region: str) -> Resource:
    """A bucket of the account in a Region that is not scanned: whose it is and where, and no more."""
    location = Fact.of(s3.LOCATION.action, region)
    return Resource(arn, BUCKET, arn.rpartition(":")[2], account, region, {s3.LOCATION.fact: location})


def read_role(session: AccountSession, arn: str, wanted: frozenset[str], many: int = 0) -> Resource:
    """A role of the account, and its policies; one of `many` that are wanted of the account."""
    facts = ask(
        session, ("iam", ""), ROLE, wanted,
        lambda client: role_list.read_role(client, arn, wanted, session.documents, session.roles, many),
    )  # fmt: skip
    return Resource(arn, ROLE, arn.rpartition("/")[2], session.account, None, facts)


def read_key(session: AccountSession, arn: str, wanted: frozenset[str]) -> Resource:
    """A key of the account, asked in its own Region."""
    region = arn.split(":")[3]
    facts = ask(session, ("kms", region), KEY, wanted, lambda client: kms.read_key(client, arn, wanted))
    return Resource(arn, KEY, arn.rpartition("/")[2], session.account, region, facts)


def read_alias(session: AccountSession, arn: str, wanted: frozenset[str]) -> Resource:
    """An alias of the account, and the key it stands for (which must be known, whatever is wanted of the key)."""
    region = arn.split(":")[3]
    facts = ask(session, ("kms", region), ALIAS, wanted | _TARGET, lambda client: kms.read_alias(client, arn))
    return Resource(arn, ALIAS, arn.rpartition(":")[2], session.account, region, facts)


def read_target(session: AccountSession, type: str, arn: str, wanted: frozenset[str]) -> Resource:
    """A topic, queue or function of the account, asked in its own Region."""
    region = arn.split(":")[3]
    facts = ask(
        session, (targets.SERVICES[type], region), type, wanted,
        lambda client: targets.read_target(client, type, arn, wanted),
    )  # fmt: skip
    return Resource(arn, type, arn.rsplit(":", maxsplit=1)[-1], session.account, region, facts)


def read_region(session: AccountSession, arn: str, wanted: frozenset[str], so_far: Json) -> Resource | More:
    """A Region as the account sees it; `wanted` is one fact, `so_far` what was read of a list."""
    region, source = arn.split(":")[3], regional.source_of(wanted)
    found = attempt(lambda: source.read(session, region, so_far))
    if isinstance(found, More):
        return found
    facts = unread(REGION, wanted, found) if isinstance(found, Failure) else {source.call.fact: found}
    return Resource(arn, REGION, region, session.account, region, facts)


def read_principals(session: AccountSession, arn: str, so_far: Json) -> Resource | More:
    """Who may set up replication in the account `arn`; `so_far` is what was read of the list."""
    found = attempt(lambda: principals.read_principals(session.client("iam"), so_far))
    if isinstance(found, More):
        return found
    fact = settle(principals.PRINCIPALS, found) if isinstance(found, Failure) else found
    return Resource(arn, ACCOUNT, session.name, session.account, None, {principals.PRINCIPALS.fact: fact})


def unread(type: str, names: frozenset[str], why: Failure) -> dict[str, Fact]:
    """The named facts of a resource that cannot be asked at all, each unknown for the same reason."""
    return {name: Fact.unknown(action, why.reason, why.detail) for name, action in FACTS[type].items() if name in names}


def ask(
    session: AccountSession,
    place: tuple[str, str],
    type: str,
    names: frozenset[str],
    read: Callable[[BaseClient], dict[str, Fact]],
) -> dict[str, Fact]:
    """What `read` gives with a client of (service, Region); the named facts unknown if there can be no such client."""
    client = attempt(lambda: session.client(*place))
    return unread(type, names, client) if isinstance(client, Failure) else read(client)


def _locate(session: AccountSession, name: str) -> Fact:
    client = attempt(lambda: session.client("s3"))
    return settle(s3.LOCATION, client) if isinstance(client, Failure) else s3.locate(client, name)
