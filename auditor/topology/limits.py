"""What bears on edges and roles but is not read from AWS yet: unknown facts that say so."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.snapshot import NOT_COLLECTED, Fact, Resource, State
from auditor.snapshot.catalogue import ACCOUNT, BUCKET, FACTS

OUTAGES = Fact.unknown("cloudtrail:LookupEvents", NOT_COLLECTED, "when rules were off or failed is not read")
"""When a bucket's rules were not in force: a snapshot shows one moment."""


def rules_read(accounts: Iterable[Resource], buckets: Iterable[Resource]) -> Fact:
    """True if every rule of the scanned accounts is known, else the first fact that hides some."""
    for resource, name in (*((one, "buckets") for one in accounts), *((one, "replication") for one in buckets)):
        fact = resource.facts.get(name)
        if resource.account and (fact is None or fact.state is State.UNKNOWN):
            action = FACTS[ACCOUNT if name == "buckets" else BUCKET][name]
            reason = fact.reason if fact else NOT_COLLECTED
            return Fact.unknown(action, reason, f"{name} of {resource.name}")
    return Fact.of(FACTS[BUCKET]["replication"], True)
