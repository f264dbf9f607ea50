"""How fast each account may be asked, by family of calls: as AWS documents, else at will until AWS throttles it.

One account's limit never holds up another's, and nobody sleeps: `delay` says how long a piece of work must wait.

A limit shows in the share of calls that are refused: whoever sends too much is refused what is too much. So the rate at
which hardly anything is refused follows from the present rate and that share. A refusal now and then is no limit. A
rate that was cut grows again, at first to halfway below the one that was refused, then ever faster beyond it, as long
as all is answered (CUBIC, RFC 9438, finds the capacity of a line in much the same way).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

Key: TypeAlias = tuple[str, str]
"""Account and family of calls (`s3`, `iam`, `cloudwatch@eu-west-1` ...), which AWS limits together."""

DOCUMENTED: Mapping[str, float] = {
    "cloudwatch": 9.0, "metrics": 25.0, "cloudtrail": 10.0, "events": 2.0, "lambda": 15.0,
}  # fmt: skip
"""Family -> requests that an account may make in a second, in each Region by itself.

CloudWatch User Guide, "CloudWatch service quotas" (DescribeAlarms, ListMetrics); CloudTrail User Guide, "Quotas in AWS
CloudTrail" (get, describe and list; LookupEvents); Lambda Developer Guide, "Lambda quotas" (GetPolicy). What AWS does
not document is found by trying.
"""

WINDOW = 0.5
"""Seconds over which calls are counted at least; after a cut as many are not counted: they were sent before it."""
SAMPLE, LONGEST = 40, 2.0
"""Calls that a share is taken of, unless so many seconds bring no more."""
AIM = 0.08
"""Share of refusals that a limited rate settles at: above what chance refuses, so that all of the limit is used."""
TOLERATED = 0.15
"""Share of refusals that is no sign of a limit: AWS refuses now and then at any rate."""
ENOUGH = 8
"""Refusals below which chance may have made them."""
FLOOD, OF_PIECES = 15, 0.15
"""Pieces of work, and their share of those handed out, whose very first call was refused: so many are a limit at once.
Of refusals in general too many come early: whoever is refused is back first."""
LEAST = 5.0
"""Calls a second that are always tried."""
_DEEPEST, _LEAP, _CREEP, _FASTEST = 0.2, 2.0, 1.05, 1.5
"""A cut at most; growth at most up to the refused rate; growth beyond it at first, and at most."""
_FIRST = 0.3
"""Of what is sent when it turns out that there is a limit."""
_NEAR = 0.8
"""Of the refused rate: from there on growth is careful."""
_USED = 0.7
"""Share of the rate that must be made use of, or it does not grow."""
_BURST = 0.1
"""Seconds' worth of calls that may be saved up."""


@dataclass(slots=True)
class _Window:
    """What became of the calls since a moment."""

    since: float
    pieces: int = 0
    """Pieces of work handed out."""
    delivered: int = 0
    refused: int = 0
    turned_away: int = 0
    """Pieces whose first call was refused."""

    @property
    def calls(self) -> int:
        return self.delivered + self.refused

    @property
    def share(self) -> float:
        """Of the calls, those that were refused."""
        return self.refused / max(1, self.calls)

    def ended(self, now: float) -> bool:
        elapsed = now - self.since
        return elapsed >= WINDOW and (self.calls >= SAMPLE or elapsed >= LONGEST)

    def flooded(self) -> bool:
        """Whether there certainly is a limit, however short the time."""
        return self.turned_away >= max(FLOOD, OF_PIECES * self.pieces) and self.share > TOLERATED


@dataclass(slots=True)
class _Pace:
    """What is known of one account and family."""

    window: _Window
    filled: float
    most: float
    """Calls a second that AWS documents."""
    rate: float
    """Calls a second."""
    ceiling: float = math.inf
    """The rate at which AWS last refused too much."""
    streak: int = 0
    """Windows at and beyond the ceiling without too many refusals."""
    tokens: float = 1.0
    answered: float = -math.inf


class Limiter:
    """Used by the one thread that hands out the work."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._paces: dict[Key, _Pace] = {}

    def delay(self, key: Key) -> float:
        """Seconds until more may be asked; 0: now."""
        pace = self._of(key) if _most(key) < math.inf else self._paces.get(key)
        if pace is None or pace.rate == math.inf:
            return 0.0
        now = self._clock()
        pace.tokens = min(max(1.0, pace.rate * _BURST), pace.tokens + (now - pace.filled) * pace.rate)
        pace.filled = now
        return 0.0 if pace.tokens > 0 else (1e-3 - pace.tokens) / pace.rate

    def spend(self, key: Key, calls: int) -> None:
        """A piece of work is handed out that will make so many calls, about."""
        pace = self._of(key)
        pace.tokens -= calls
        if not pace.window.pieces:
            pace.window.since = max(pace.window.since, self._clock())
        pace.window.pieces += 1

    def told(self, key: Key, calls: int, delivered: int, refused: int) -> None:
        """What became of a piece for which `calls` were spent: how many were answered, how many refused as too many."""
        pace, now = self._of(key), self._clock()
        pace.tokens += calls - delivered - refused
        if delivered:
            pace.answered = now
        window = pace.window
        if now < window.since:
            return
        window.delivered += delivered
        window.refused += refused
        window.turned_away += refused > 0 and not delivered
        if pace.rate == math.inf and window.flooded():
            _limit(pace, now)
        elif window.ended(now):
            _adjust(pace, now)

    def answered(self, key: Key) -> float:
        """When AWS last answered a call of an account that it limits, by the clock; long ago if it never did."""
        pace = self._paces.get(key)
        return -math.inf if pace is None or pace.rate == math.inf else pace.answered

    def _of(self, key: Key) -> _Pace:
        if key not in self._paces:
            now, most = self._clock(), _most(key)
            self._paces[key] = _Pace(_Window(now), now, most, most)
        return self._paces[key]


def _most(key: Key) -> float:
    return DOCUMENTED.get(key[1].partition("@")[0], math.inf)


def _limit(pace: _Pace, now: float) -> None:
    """From now on there is a rate, to begin with a part of that of what is back: a further window sets it right."""
    window = pace.window
    pace.rate = max(LEAST, _FIRST * window.calls / max(now - window.since, 0.01))
    pace.tokens, pace.filled, pace.window = 0.0, now, _Window(now)


def _adjust(pace: _Pace, now: float) -> None:
    window, before = pace.window, pace.rate
    if before < math.inf:
        sent = window.calls / (now - window.since)
        if window.share > TOLERATED and window.refused >= ENOUGH:
            _cut(pace, sent)
        elif window.share >= AIM:
            pace.streak = 0
        elif sent > _USED * pace.rate:
            _grow(pace)
    pace.window = _Window(now + WINDOW if pace.rate < before else now)


def _cut(pace: _Pace, sent: float) -> None:
    """To where AIM of the calls would be refused, if what was answered is what the limit lets through."""
    pace.streak = 0
    tried = max(sent, pace.rate) if sent > _USED * pace.rate else sent
    through = tried * (1 - pace.window.share)
    rate = max(min(LEAST, pace.most), _DEEPEST * pace.rate, through / (1 - AIM))
    if rate < pace.rate:
        if pace.window.delivered or pace.ceiling == math.inf:  # who answers nothing tells nothing of a limit
            pace.ceiling = pace.rate
        pace.rate = rate


def _grow(pace: _Pace) -> None:
    if pace.rate < _NEAR * pace.ceiling:
        rate = min(_LEAP * pace.rate, (pace.rate + pace.ceiling) / 2)
    else:
        pace.streak += 1
        rate = pace.rate * min(_FASTEST, max(_CREEP, (1 - pace.window.share) / (1 - AIM)) ** pace.streak)
    pace.rate = min(pace.most, rate)
