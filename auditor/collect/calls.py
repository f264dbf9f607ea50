"""What is demanded -> the calls a scan would make: of each account, bucket, role, key and Region."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from auditor.collect import account, iam, kms, organizations, principals, regional, s3, s3control, sts, targets
from auditor.collect.read import Call
from auditor.collect.role_list import MANY
from auditor.snapshot import Demand


@dataclass(frozen=True, slots=True)
class Asked:
    """One kind of thing, and the calls that each of them costs."""

    of: str
    """Who is asked about, in words."""
    calls: tuple[Call, ...]


_WHERE = {
    False: "each Region of an account in which an edge begins or ends",
    True: "each Region of an account that holds a bucket",
}


def planned(demand: Demand, *, chosen: bool = False) -> tuple[Asked, ...]:
    """The calls for what is demanded, those that every thing of a kind costs; kinds that cost none are left out.

    A call that lists goes on page by page, one that reads policies is made for each policy; an account's managed
    policy is read once, however many roles share it. With `chosen`, only some buckets are audited.
    """
    demand = demand.closed()
    rows = (
        Asked("each account", (sts.ASSUME, sts.ACCESS, s3.BUCKETS, *_of(_WIDE, demand.accounts))),
        Asked(
            "each organization, in its management or a delegated administrator's account",
            _operations(_of(organizations.GUARDRAILS, demand.accounts)),
        ),
        Asked("each account that an edge begins in", _of(principals.FACTS, demand.accounts)),
        *_buckets(demand, chosen=chosen),
        Asked("each role that a rule names", tuple(_of_role(demand.roles))),
        Asked(
            f"each account, if rules name {MANY} of its roles or more, instead where that is fewer",
            iam.WHOLE if demand.roles >= {iam.INLINE.fact, iam.ATTACHED.fact} else (),
        ),
        Asked("each KMS alias on the way to a key", (kms.ALIAS,) if demand.keys else ()),
        Asked("each KMS key", _of(kms.FACTS, demand.keys)),
        Asked("each topic, queue or function that is told of failed replication", tuple(_of_targets(demand.targets))),
        Asked(_WHERE[demand.every_region], tuple(_of_regions(demand.regions))),
        Asked("each other Region that an account has enabled", tuple(_of_regions(demand.everywhere))),
    )
    return tuple(row for row in rows if row.calls)


def _buckets(demand: Demand, *, chosen: bool) -> tuple[Asked, ...]:
    """Of a demand that is closed."""
    named = frozenset({s3.EXISTENCE.fact}) & demand.edges
    others = demand.buckets & {s3.REPLICATION} if chosen else frozenset[str]()
    far = (demand.buckets | demand.edges) - others if others else frozenset[str]()
    return (
        Asked("each bucket that --bucket names" if chosen else "each bucket", _of(s3.FACTS, demand.buckets)),
        Asked("each other bucket", _of(s3.FACTS, others)),
        Asked("each bucket at an end of a replication rule, beside", _of(s3.FACTS, demand.edges - demand.buckets)),
        Asked("each other bucket at the far end of one of their rules, beside", _of(s3.FACTS, far)),
        Asked("each destination in an account that is not scanned", _of((s3.EXISTENCE,), named)),
    )


_WIDE = (*s3control.FACTS, *account.FACTS, organizations.ORGANIZATION)


def _operations(calls: Iterable[Call]) -> tuple[Call, ...]:
    """One call of each operation: what reads several facts is asked once."""
    return tuple({call.operation: call for call in calls}.values())


def _of(calls: Iterable[Call], wanted: frozenset[str]) -> tuple[Call, ...]:
    return tuple(call for call in calls if call.fact in wanted)


def _of_targets(wanted: frozenset[str]) -> Iterator[Call]:
    """One kind beside the other: a target costs the calls of its own."""
    for calls in targets.CALLS.values():
        yield from _operations(_of(calls, wanted))


def _of_regions(wanted: frozenset[str]) -> Iterator[Call]:
    for source in regional.SOURCES:
        yield from _of((source.call, *source.further), wanted)


def _of_role(wanted: frozenset[str]) -> Iterator[Call]:
    """GetRole, which also says that there is such a role; then lists and documents."""
    if wanted:
        yield iam.ROLE
        yield from (call for call in iam.LISTING if call.fact in wanted)
        yield from (call for call in (iam.INLINE, iam.ATTACHED) if call.fact in wanted)
        if iam.BOUNDARY.fact in wanted and iam.ATTACHED.fact not in wanted:
            yield iam.BOUNDARY
