"""A bucket and what was declared in, a line for each declaration about it out, with what chose the bucket."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.config.intent import Intent, Purpose
from auditor.snapshot import Fact, State
from auditor.topology.subject import Part

_CALLED = ("purposes", "must_replicate", "allowed_regions", "recovery_point")
_ASKING = frozenset(Purpose) - {Purpose.LOG}


def meant(bucket: Mapping[str, Part], intent: Intent) -> Iterator[str]:
    """`purpose log: its name fits *-logs`; what is not known, and why; nothing where nothing is declared of it."""
    name, account, tags = str(bucket["name"]), _text(bucket["account"]), bucket["tags"].value or {}
    for purpose in Purpose:
        chosen = (each.reasons(name, account, tags) for each in intent.purposes if each.purpose is purpose)
        yield from _told(f"purpose {purpose.value}", (reason for reasons in chosen for reason in reasons))
    musts = (each.reasons(name, account, tags) for each in intent.must_replicate)
    yield from _told("must replicate", (reason for reasons in musts for reason in reasons))
    if bucket["allowed_regions"] and not isinstance(bucket["allowed_regions"], Fact):
        yield f"replicas may lie in {', '.join(bucket['allowed_regions'])}"
    if bucket["recovery_point"] and not isinstance(bucket["recovery_point"], Fact):
        yield f"of its newest data {bucket['recovery_point']} minutes may be lost"
    yield from _opposed(bucket)
    yield from _unread(bucket)


def _told(what: str, reasons: Iterator[str]) -> Iterator[str]:
    told = ", ".join(dict.fromkeys(reasons))
    if told:
        yield f"{what}: {told}"


def _opposed(bucket: Mapping[str, Part]) -> Iterator[str]:
    """Which of two declarations comes first."""
    purposes = bucket["purposes"].value or () if isinstance(bucket["purposes"], Fact) else bucket["purposes"]
    if Purpose.LOG in purposes and (bucket["must_replicate"] is True or not _ASKING.isdisjoint(purposes)):
        yield "log comes first: it is not asked to replicate"
    if Purpose.MIRROR in purposes and Purpose.BACKUP in purposes:
        yield "backup comes before mirror: deletes are not to follow"


def _unread(bucket: Mapping[str, Part]) -> Iterator[str]:
    for part in _CALLED:
        fact = bucket[part]
        if isinstance(fact, Fact) and fact.state is State.UNKNOWN:
            yield f"UNKNOWN: {part.replace('_', ' ')}: {fact.reason} ({fact.source})"


def _text(account: Part) -> str:
    return account if isinstance(account, str) else ""
