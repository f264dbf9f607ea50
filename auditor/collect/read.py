"""One call to AWS -> one fact: a value, a certain absence, or unknown and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

from botocore.client import BaseClient
from botocore.paginate import Paginator

from auditor.collect.judge import CallFailed, Failure, UnexpectedAnswer, attempt
from auditor.snapshot import Fact, Json, State

T = TypeVar("T")

THROTTLED = "Throttled"
POSTPONED = "Postponed"
"""Reason of a fact that was not asked for because AWS had just throttled the account; never kept in a snapshot."""


@dataclass(frozen=True, slots=True)
class Call:
    """How one fact is read: a row of a collector's table."""

    fact: str
    operation: str
    """The SDK's method, e.g. `get_bucket_versioning`."""
    action: str
    """The IAM action it needs; often spelt otherwise than the operation (Service Authorization Reference)."""
    always: tuple[tuple[str, Json], ...] = ()
    """Parameters that are the same for every resource."""
    select: str = ""
    """The member of the answer that is the value; empty for the whole answer."""
    keep: tuple[str, ...] = ()
    """The members of the value that are kept; empty for all."""
    needs: tuple[str, ...] = ()
    """Members without which the answer is not the one that was asked for."""
    absent: tuple[str, ...] = ()
    """AWS's codes for "nothing is configured"."""
    root: tuple[str, ...] = ()
    """The document element of an XML answer, in AWS's spelling and in that of servers that speak its protocol."""
    tokens: tuple[str, str] | None = None
    """Of a list that comes in pages: what the place of the next one is called in the request and in the answer."""
    follows: str = ""
    """A fact without which there certainly is none of this either, for the same reason."""
    shape: Callable[[Json], Json] | None = None
    """Brings the value into the form that docs/architecture.md states."""


def read(client: BaseClient, call: Call, **params: str) -> Fact:
    """The fact of `call`, asked with `params`. Never raises for what AWS says or fails to say."""
    return settle(call, attempt(lambda: answer(client, call, params)))


def read_all(client: BaseClient, calls: Sequence[Call], wanted: frozenset[str], **params: str) -> dict[str, Fact]:
    """The wanted facts of one resource, one after the other; once AWS throttles, the rest is put off unasked."""
    facts: dict[str, Fact] = {}
    throttled = False
    for call in calls:
        if call.fact not in wanted:
            continue
        before = facts.get(call.follows)
        if before is not None and before.state is State.ABSENT:
            facts[call.fact] = Fact.absent(call.action, before.reason)
        else:
            facts[call.fact] = Fact.unknown(call.action, POSTPONED) if throttled else read(client, call, **params)
        throttled = throttled or facts[call.fact].reason == THROTTLED
    return facts


def settle(call: Call, found: Json | Failure) -> Fact:
    """A value, or what a failure means for this fact: absent if AWS's code says so, else unknown.

    The source of an unknown is the call that failed, which need not be the one that gives the value.
    """
    if not isinstance(found, Failure):
        return Fact.of(call.action, found)
    if found.code in call.absent:
        return Fact.absent(call.action, found.code)
    return Fact.unknown(found.action or call.action, found.reason, found.detail)


def step(call: Call, ask: Callable[[], T]) -> T:
    """What `ask` gives, as one of the calls that a fact takes; raises CallFailed, which names the action of `call`."""
    found = attempt(ask)
    if isinstance(found, Failure):
        raise CallFailed(replace(found, action=call.action))
    return found


def answer(client: BaseClient, call: Call, params: Mapping[str, str]) -> Json:
    """The value that AWS gives; raises whatever the SDK raises, and UnexpectedAnswer for a wrong 200."""
    if call.tokens:
        items = _every(client, call, params)
        return plain(call.shape(items) if call.shape else items)
    value: Json = {
        key: said
        for key, said in ask(client, call.operation, **dict(call.always), **params).items()
        if key != "ResponseMetadata"
    }
    if call.select:
        value = need(value, call.select)
    for member in call.needs:
        need(value, member)
    if call.keep:
        value = {member: value[member] for member in call.keep if member in value}
    return plain(call.shape(value) if call.shape else value)


def pages(client: BaseClient, operation: str, member: str, **params: object) -> Iterator[Json]:
    """Every item of a paged list; raises UnexpectedAnswer if AWS says there is more and does not say where."""
    page: Mapping[str, Json] = {}
    for page in client.get_paginator(operation).paginate(**params):
        yield from need(page, member)
    _ended(page, member)


def _every(client: BaseClient, call: Call, params: Mapping[str, str]) -> list[Json]:
    """The list `call.select` of all pages. One that is empty is left out of XML, whose document element is checked."""
    given, told = call.tokens or ("", "")
    model = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[call.operation])
    config = {"input_token": given, "output_token": told, "result_key": call.select}
    items: list[Json] = []
    page: Mapping[str, Json] = {}
    paginator: Paginator[Mapping[str, Json]] = Paginator(getattr(client, call.operation), config, model)
    for page in paginator.paginate(**dict(call.always), **params):
        for member in call.needs:
            need(page, member)
        items += (page.get(call.select) or []) if call.root else need(page, call.select)
    _ended(page, call.select)
    return items


def _ended(page: Mapping[str, Json], member: str) -> None:
    """Raises UnexpectedAnswer if the last page says that there is more."""
    if page.get("IsTruncated") or page.get("Truncated"):
        raise UnexpectedAnswer(f"the list ({member}) is cut short and has no further page")


def next_token(said: Mapping[str, Json], given: str, member: str = "NextToken") -> str:
    """The token in a page that was asked for with `given`, "" on the last; raises UnexpectedAnswer for a circle."""
    token = str(said.get(member) or "")
    if token and token == given:
        raise UnexpectedAnswer("the list goes on with the page that was just given")
    return token


def need(value: Json, member: str) -> Json:
    """`value[member]`; raises UnexpectedAnswer where it is missing."""
    if not isinstance(value, Mapping) or value.get(member) is None:
        raise UnexpectedAnswer(f"the answer has no {member}")
    return value[member]


def plain(value: Json) -> Json:
    """`value` as JSON can hold it: times in ISO 8601, UTC; raises UnexpectedAnswer for what JSON cannot hold."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, str):
        return value.encode().decode()  # a ValueError for half a surrogate pair, which no file could hold
    if value is None or isinstance(value, bool | int | float):
        return value
    raise UnexpectedAnswer(f"the answer holds a {type(value).__name__}")


def ask(client: BaseClient, operation: str, **params: Json) -> Mapping[str, Json]:
    """What the SDK's method `operation` gives. Clients get their methods when they are made, so it is looked up."""
    said: Mapping[str, Json] = getattr(client, operation)(**params)
    return said
