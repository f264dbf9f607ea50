"""An assessment's ledger of calls in; by account and Region, what became of them, out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.finding import Assessment
from auditor.snapshot import Json
from auditor.snapshot.ledger import OUTCOMES

_CERTAIN = ("read", "absent")


@dataclass(frozen=True, slots=True)
class Place:
    """An account in one Region (empty for what has none), or one call there."""

    account: str
    region: str
    outcomes: Mapping[str, int]
    action: str = ""
    fact: str = ""

    @property
    def asked(self) -> int:
        """How many facts were asked for."""
        return sum(self.outcomes.values())

    @property
    def known(self) -> int:
        """How many have a value, or are certainly absent."""
        return sum(self.outcomes.get(outcome, 0) for outcome in _CERTAIN)

    @property
    def missing(self) -> str:
        """`3 denied, 1 timed out`; empty if all is known."""
        rest = [(outcome, self.outcomes.get(outcome, 0)) for outcome in OUTCOMES if outcome not in _CERTAIN]
        return ", ".join(f"{number} {outcome.replace('_', ' ')}" for outcome, number in rest if number)


def total(assessment: Assessment) -> Place | None:
    """All calls together; None where the assessment tells nothing of them."""
    outcomes = assessment.coverage.get("outcomes")
    return Place("", "", outcomes) if isinstance(outcomes, Mapping) else None


def chosen(assessment: Assessment) -> str:
    """One sentence, if only a part of the buckets was to be audited; empty if all were."""
    patterns = assessment.snapshot.get("buckets") or ()
    if not patterns:
        return ""
    return f"Only buckets called {', '.join(map(str, patterns))} were audited, with the edges from and to them."


def elsewhere(assessment: Assessment) -> str:
    """One sentence, if some accounts were not read from AWS itself; empty if all were."""
    accounts = assessment.snapshot.get("elsewhere") or ()
    if not accounts:
        return ""
    named = ", ".join(map(str, accounts))
    return f"Not AWS itself but an endpoint that was configured, such as an emulator's, answered for {named}."


def places(assessment: Assessment) -> tuple[Place, ...]:
    """Each account and Region, in their order."""
    counted: dict[tuple[str, str], Counter[str]] = {}
    for call in calls(assessment):
        counted.setdefault((call.account, call.region), Counter()).update(call.outcomes)
    return tuple(Place(account, region, outcomes) for (account, region), outcomes in sorted(counted.items()))


def calls(assessment: Assessment) -> Iterator[Place]:
    """Each call of each account and Region."""
    rows: list[Json] = assessment.coverage.get("calls") or []
    for row in rows:
        yield Place(row["account"], row["region"], row["outcomes"], row["action"], row["fact"])
