"""An edge and assumptions -> every request it makes, with its decision: what `auditor explain` shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from auditor.evaluate.documents import Documents, decided, policy_name
from auditor.evaluate.probes import asked_about
from auditor.iam import Decision, Effect, decide
from auditor.topology import ReplicationRequest, Subject
from auditor.topology.options import prefix, probe
from auditor.topology.requests import BATCH


@dataclass(frozen=True, slots=True)
class Explained:
    """One request of an edge."""

    request: ReplicationRequest
    decision: Decision
    assumed: Mapping[str, str | None]
    """What this decision rests on beside the facts: key -> value, None for absent; empty if it needs none."""


def explained(edge: Subject, assume: Mapping[str, str | None], *, batch: bool = False) -> Iterator[Explained]:
    """The requests that `edge` makes or may make, in S3's order; unknown context keys in `assume` take its values.

    With `batch` those of an S3 Batch Replication job too.
    """
    documents = Documents()
    for request in asked_about(edge, documents):
        if request.needed is not False or (batch and request.purpose in BATCH):
            yield _explained(request, edge, documents, assume)


def _explained(
    request: ReplicationRequest, edge: Subject, documents: Documents, assume: Mapping[str, str | None]
) -> Explained:
    asked, policies = documents.asked(request, edge.parts)
    decision = decided(asked, policies, request.if_passed)
    hanging = {key.lower(): key for key in decision.depends_on}
    used = {hanging[key.lower()]: value for key, value in assume.items() if key.lower() in hanging}
    if decision.effect is not Effect.UNKNOWN or not used:
        return Explained(request, decision, {})
    values = {key: value for key, value in used.items() if value is not None}
    certain = replace(asked, context={**asked.context, **values}, unknown=asked.unknown.difference(used))
    return Explained(request, decide(certain, policies), used)


@dataclass(frozen=True, slots=True)
class Change:
    """What would have to change for requests that are refused now."""

    account: str
    """Who must change it, 12 digits; empty if that is not known."""
    where: str
    """The policy: `policies of role r`, `bucket policy of b` ..."""
    what: str
    """`allow` what is missing, or the statement that `denies`."""
    actions: tuple[str, ...]
    resource: str
    doubt: str
    """What AWS's pages leave open about the need for it."""


def changes(edge: Subject, requests: Iterable[Explained]) -> tuple[Change, ...]:
    """The least that is missing on each side, one line for each policy and resource, in the order of the requests."""
    wanted: dict[tuple[str, str, str, str, str], list[str]] = {}
    for each in requests:
        if each.decision.allowed is False:
            for account, where, what in _missing(each, edge):
                key = (account, where, what, _pattern(each.request.resource, edge), each.request.doubt)
                wanted.setdefault(key, []).append(each.request.action)
    return tuple(
        Change(account, where, what, tuple(dict.fromkeys(actions)), resource, doubt)
        for (account, where, what, resource, doubt), actions in wanted.items()
    )


def _missing(each: Explained, edge: Subject) -> Iterator[tuple[str, str, str]]:
    """(account, policy, what) for each layer that stands in the way of a request."""
    decision, request, role = each.decision, each.request, edge.parts["role"]
    if decision.effect is Effect.EXPLICIT_DENY:
        for one in decision.because:
            place = f"statement {one.index}{f' ({one.sid})' if one.sid else ''}"
            yield "", one.document, f"{place} denies it: spare the role"
        return
    stopped = {layer for layer, effect in decision.layers.items() if effect is not Effect.ALLOW}
    if request.owner == role["account"] and not request.action.startswith(("kms:", "sts:")):
        stopped -= {"resource"}
    if "identity" in stopped:
        yield role["account"], f"policies of role {role['name']}", "allow"
    if "boundary" in stopped:
        yield role["account"], f"permissions boundary of role {role['name']}", "allow"
    if "scp" in stopped:
        yield "", f"service control policies above account {role['account']}", "allow"
    if "resource" in stopped:
        yield request.owner or "", policy_name(request.policy_of, edge.parts), "allow"


def _pattern(resource: str, edge: Subject) -> str:
    """All objects that the rule replicates, where the request asks about one of them."""
    stem = resource.removesuffix(probe(edge.parts))
    return f"{stem}{prefix(edge.parts)}*" if stem != resource else resource
