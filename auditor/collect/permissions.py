"""Every call that collecting may make, by service, and the IAM actions that those calls need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from auditor.collect import (
    account,
    analyzer,
    batch,
    cloudtrail,
    cloudwatch,
    counts,
    datasync,
    iam,
    kms,
    metrics,
    organizations,
    principals,
    recorders,
    s3,
    s3control,
    sts,
    targets,
)
from auditor.collect.read import Call
from auditor.snapshot import Demand
from auditor.snapshot.catalogue import ACCOUNT, ALIAS, BUCKET, FACTS, FUNCTION, KEY, QUEUE, REGION, ROLE, TOPIC

_BOUNDARY = (Call("boundary", "get_role", "iam:GetRole"), Call("boundary", "get_policy", "iam:GetPolicy"))
"""What leads to a boundary: the role names it, and its default version is asked for like an attached policy's."""

CALLS: Mapping[str, tuple[Call, ...]] = {
    "accessanalyzer": analyzer.CALLS,
    "account": account.CALLS,
    "cloudtrail": cloudtrail.CALLS,
    "cloudwatch": (*cloudwatch.CALLS, *metrics.CALLS, *counts.CALLS),
    "config": recorders.CALLS,
    "datasync": datasync.CALLS,
    "iam": (*iam.CALLS, *_BOUNDARY, *principals.CALLS),
    "kms": kms.CALLS,
    "lambda": targets.CALLS["lambda"],
    "organizations": organizations.CALLS,
    "s3": s3.CALLS,
    "s3control": (*s3control.CALLS, *batch.CALLS),
    "sns": targets.CALLS["sns"],
    "sqs": targets.CALLS["sqs"],
    "sts": sts.CALLS,
}
"""By botocore's name of the service. What is not here is refused by `guard.py`."""


_APART = (*organizations.DISCOVERY, *sts.CALLS)
"""Calls that are not made with the role of an account."""
_ALWAYS = (s3.BUCKETS, s3.LOCATION)
"""What every scan reads: which buckets there are, and where."""
_TYPES: Mapping[str, frozenset[str]] = {
    "accessanalyzer": frozenset({REGION}),
    "account": frozenset({ACCOUNT}),
    "cloudtrail": frozenset({REGION}),
    "cloudwatch": frozenset({REGION}),
    "config": frozenset({REGION}),
    "datasync": frozenset({REGION}),
    "iam": frozenset({ROLE, ACCOUNT}),
    "kms": frozenset({KEY, ALIAS}),
    "lambda": frozenset({FUNCTION}),
    "organizations": frozenset({ACCOUNT}),
    "s3": frozenset({BUCKET}),
    "s3control": frozenset({ACCOUNT, REGION}),
    "sns": frozenset({TOPIC}),
    "sqs": frozenset({QUEUE}),
}
"""Service -> types of the resources whose facts it reads; any type for those not named."""


def demanded(demand: Demand) -> frozenset[tuple[str, str]]:
    """What a scan with `demand` reads, as (resource type, fact); of keys also which one an alias stands for."""
    by_type = {
        ACCOUNT: demand.accounts,
        BUCKET: demand.buckets | demand.edges,
        ROLE: demand.roles,
        KEY: demand.keys,
        ALIAS: frozenset(FACTS[ALIAS]) if demand.keys else frozenset(),
        **{type: demand.targets & frozenset(FACTS[type]) for type in (TOPIC, QUEUE, FUNCTION)},
        REGION: demand.regions,
    }
    return frozenset((type, name) for type, names in by_type.items() for name in names)


def rows(facts: Iterable[tuple[str, str]] | None = None) -> tuple[tuple[str, Call], ...]:
    """The calls (service, row) that read some facts, given as (resource type, fact), or all, with an account's role."""
    every = tuple((service, call) for service, calls in CALLS.items() for call in calls if call not in _APART)
    if facts is None:
        return every
    wanted = set(facts)
    wanted |= {(ROLE, iam.ROLE.fact) for type, _ in wanted if type == ROLE}  # what says that there is such a role
    return tuple((service, call) for service, call in every if call in _ALWAYS or _reads(service, call, wanted))


def actions(facts: Iterable[tuple[str, str]] | None = None) -> tuple[str, ...]:
    """The IAM actions that the audit role of an account must be allowed, sorted; for some facts, or all.

    Not among them is `sts:AssumeRole`, which whoever starts the scan needs.
    """
    return tuple(sorted({call.action for _, call in rows(facts)}))


def _reads(service: str, call: Call, wanted: Iterable[tuple[str, str]]) -> bool:
    return any(name == call.fact and type in _TYPES.get(service, {type}) for type, name in wanted)
