"""A replication edge -> the requests S3 makes for it, each with what is known, unknown and absent of its context."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter

from auditor.snapshot import Fact, State
from auditor.topology import options
from auditor.topology.assuming import assuming, if_passed
from auditor.topology.context import Context, kms_context, role_context
from auditor.topology.needs import KEYS, NEEDS, WHEN, Need
from auditor.topology.subject import Part, Subject

SERVICE, BATCH_SERVICE = "s3.amazonaws.com", "batchoperations.s3.amazonaws.com"
BATCH = ("batch-assume-role", "batch-initiate", "batch-manifest", "batch-report", "batch-encrypt")
"""Purposes of a Batch Replication job: no edge makes these requests until somebody starts one."""
_INDEXED = re.compile(r"^(?P<part>\w+)\[(?P<index>\d+)\]$")


@dataclass(frozen=True, slots=True)
class ReplicationRequest:
    """One request of S3 for one edge, to be decided by the policies that bear on it."""

    purpose: str
    principal: str
    """The role's ARN, or the service that assumes it."""
    action: str
    resource: str
    owner: str | None
    """Account that owns the resource, None if that is unknown."""
    policy_of: str
    """The part whose policy is the resource policy: `role` (its trust), `source`, `source_keys[0]`, `replica_key`."""
    context: Mapping[str, str | tuple[str, ...]]
    unknown: frozenset[str]
    """Context keys whose presence and value nobody can know; `prefix*` stands for all that begin so."""
    needed: bool | None
    """Whether this edge makes the request at all; None if a fact that decides it is unknown."""
    code: str
    """S3's replication failure code if it is refused; empty where S3 publishes none."""
    doubt: str = ""
    """What AWS's pages leave open about it; empty if they agree."""
    if_passed: Mapping[str, str] = field(default_factory=dict)
    """Unknown context keys that have this one value wherever S3 passes them at all."""
    left_out: int = 0
    """So many parts of the rule's objects that policies single out are not asked about."""


_BY_PURPOSE = {purpose: tuple(given) for purpose, given in groupby(NEEDS, key=attrgetter("purpose"))}
_PURPOSES = ("assume-role", "batch-assume-role", *_BY_PURPOSE)
_ON_KEYS = {need.purpose: need for need in NEEDS if need.on in KEYS}


def purposes() -> tuple[str, ...]:
    """What requests are made for, each once, in S3's order."""
    return _PURPOSES


def requests(edge: Subject, purpose: str = "") -> tuple[ReplicationRequest, ...]:
    """Every request that replication may make for `edge` (for one purpose); `needed`: what its options call for.

    Of a role by itself only that S3 assumes it.
    """
    made = ("assume-role",) if edge.kind == "role" else _PURPOSES
    wanted = made if not purpose else (purpose,) if purpose in made else ()
    return tuple(request for each in wanted for request in _of(each, edge.parts))


def hidden(edge: Subject, purpose: str) -> Fact | None:
    """The fact that hides which key the requests of `purpose` go to; None if it is known, or no key is needed."""
    need = _ON_KEYS.get(purpose)
    if need is None:
        return None
    part = edge.parts[need.on]
    unread = isinstance(part, Fact) and part.state is State.UNKNOWN
    asked = unread and (need.when == "on-demand" or WHEN[need.when](edge.parts) is not False)
    return part if asked else None


def part_of(policy_of: str, parts: Mapping[str, Part]) -> Part:
    """The part that `policy_of` of a request names: `destination`, `source_keys[0]` ..."""
    indexed = _INDEXED.match(policy_of)
    return parts[indexed["part"]][int(indexed["index"])] if indexed else parts[policy_of]


def _of(purpose: str, parts: Mapping[str, Part]) -> Iterator[ReplicationRequest]:
    if purpose == "assume-role":
        yield _assume(parts)
    elif purpose == "batch-assume-role":
        yield replace(_assume(parts, BATCH_SERVICE), purpose=purpose, needed=False)
    for need in _BY_PURPOSE.get(purpose, ()):
        yield from _made(need, parts)


def _assume(parts: Mapping[str, Part], service: str = SERVICE) -> ReplicationRequest:
    role = parts["role"]
    known = assuming(parts, service)
    return ReplicationRequest(
        "assume-role", service, "sts:AssumeRole", role["arn"], role["account"], "role",
        known.values, known.unknown, True, "AssumeRoleNotPermitted", if_passed=if_passed(parts),
    )  # fmt: skip


def _made(need: Need, parts: Mapping[str, Part]) -> Iterator[ReplicationRequest]:
    wanted = WHEN[need.when](parts)
    for policy_of, resource, owner, context in _targets(need, parts):
        yield ReplicationRequest(
            need.purpose, parts["role"]["arn"], need.action, resource, owner, policy_of,
            context.values, context.unknown, wanted, need.code, need.doubt,
        )  # fmt: skip


def _targets(need: Need, parts: Mapping[str, Part]) -> Iterator[tuple[str, str, str | None, Context]]:
    """(whose policy, resource ARN, owner, context) of a need: one for a bucket, one for each key."""
    side, _, objects = need.on.partition("/")
    if side == "report" and parts[side] is None:
        return
    if side in ("source", "destination", "report"):
        arn = str(parts[side]["arn"])
        resource = f"{arn}/{options.probe(parts)}" if objects else arn
        yield side, resource, options.plain(parts[side]["account"]), role_context(need.action, side, parts)
        return
    keys = parts[side] if isinstance(parts[side], list) else [parts[side]]
    for index, key in enumerate(keys):
        if isinstance(key, dict):
            policy_of = f"{side}[{index}]" if isinstance(parts[side], list) else side
            bucket = "source" if side == "source_keys" else "destination"
            yield policy_of, key["arn"], key["account"], kms_context(need.action, bucket, key, parts)
