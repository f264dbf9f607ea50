"""A snapshot -> what became of everything it was asked for: accounts x Regions x calls, counted by outcome."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping

from auditor.snapshot.catalogue import ACCOUNT
from auditor.snapshot.fact import NOT_COLLECTED, Json, State
from auditor.snapshot.reader import Snapshot

OUTCOMES = ("read", "absent", "denied", "throttled", "timed_out", "unsupported", "not_collected", "failed")
"""`read` and `absent` are certain; `failed` is whatever else went wrong."""

_BY_REASON: Mapping[str, str] = {
    "AccessDenied": "denied",
    "CredentialsExpired": "denied",
    "CredentialsRejected": "denied",
    "NoCredentials": "denied",
    "WrongAccount": "denied",
    "Throttled": "throttled",
    "Timeout": "timed_out",
    "NotSupported": "unsupported",
    NOT_COLLECTED: "not_collected",
}


def ledger(snapshot: Snapshot) -> Mapping[str, Json]:
    """What is known of what was asked.

    `facts`: how many are a value, absent, unknown. `outcomes`: the same by outcome. `calls`: the same for each
    account, Region, IAM action and fact, sorted. `opened`: how many of the accounts say which buckets they have.
    `percent`: the smaller share of certain facts and of opened accounts, rounded down; for nobody can count what a
    closed account hides.
    """
    states, total = Counter[str](), Counter[str]()
    calls: dict[tuple[str, str, str, str], Counter[str]] = defaultdict(Counter)
    for account, region, action, fact, state, reason, number in snapshot.outcomes():
        outcome = outcome_of(State(state), reason)
        states[state] += number
        total[outcome] += number
        calls[account or "", region or "", action, fact][outcome] += number
    seen = list(snapshot.resources(ACCOUNT, facts=("buckets",)))
    accounts = {*_asked(snapshot), *(resource.account or "" for resource in seen)}
    opened = sum(resource.fact("buckets").state is State.VALUE for resource in seen)
    certain = total["read"] + total["absent"]
    return {
        "facts": {state.value: states[state.value] for state in (State.VALUE, State.ABSENT, State.UNKNOWN)},
        "outcomes": _counted(total),
        "calls": [_row(call, calls[call]) for call in sorted(calls)],
        "opened": opened,
        "percent": min(_percent(certain, total.total()), _percent(opened, len(accounts))),
    }


def _asked(snapshot: Snapshot) -> Mapping[str, Json]:
    """The accounts that the scan was to read, whether or not it came to them."""
    scope = snapshot.meta.get("scope")
    asked = scope.get("accounts") if isinstance(scope, Mapping) else None
    return asked if isinstance(asked, Mapping) else {}


def outcome_of(state: State, reason: str) -> str:
    """One of OUTCOMES."""
    if state is State.UNKNOWN:
        return _BY_REASON.get(reason, "failed")
    return "read" if state is State.VALUE else "absent"


def _row(call: tuple[str, str, str, str], counted: Counter[str]) -> Json:
    account, region, action, fact = call
    return {"account": account, "region": region, "action": action, "fact": fact, "outcomes": _counted(counted)}


def _counted(counted: Counter[str]) -> dict[str, int]:
    """Those that came about."""
    return {outcome: counted[outcome] for outcome in OUTCOMES if counted[outcome]}


def _percent(part: int, whole: int) -> float:
    """100 only for all of it; of nothing all is known."""
    return math.floor(10_000 * part / whole) / 100 if whole else 100.0
