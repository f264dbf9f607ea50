"""How fast each account may be asked, by family of calls: as AWS documents, else at will until AWS throttles it.

One account's limit never holds up another's, and nobody sleeps: `delay` says how long a piece of work must wait.
Additive increase near the rate that was refused, multiplicative decrease when too much is.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

Key: TypeAlias = tuple[str, str]
"""Account and family of calls (`s3`, `iam`, `cloudwatch@eu-west-1` ...), which AWS limits together."""

DOCUMENTED: Mapping[str, float] = {"cloudwatch": 9.0, "metrics": 25.0, "cloudtrail": 10.0, "events": 2.0}
"""Family -> requests that an account may make in a second, in each Region by itself.

CloudWatch User Guide, "CloudWatch service quotas" (DescribeAlarms, ListMetrics); CloudTrail User Guide, "Quotas in AWS
CloudTrail" (get, describe and list; LookupEvents). What AWS does not document is found by trying.
"""

WINDOW = 0.5
"""Seconds over which answers are counted, and after a decrease not counted: they are to what was asked before it."""
TOLERATED = 0.15
"""Share of refusals that is no sign of a limit: AWS refuses now and then at any rate."""
ENOUGH = 8
"""Refusals in a window below which chance may have made them."""
BRAKE = 20
"""Refusals after which the window's end is not waited for."""
LEAST = 5.0
"""Calls a second that are always tried."""
_FASTER, _SLOWER, _STEP = 1.25, 0.85, 1.0
_BURST = 0.1
"""Seconds' worth of calls that may be saved up."""


@dataclass(slots=True)
class _Pace:
    """What is known of one account and family."""

    most: float = math.inf
    """Calls a second that AWS documents."""
    rate: float = math.inf
    """Calls a second."""
    ceiling: float = math.inf
    """The rate at which AWS last began to refuse."""
    tokens: float = 0.0
    filled: float = 0.0
    since: float = 0.0
    delivered: int = 0
    refused: int = 0


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
        """So many calls are about to be made."""
        self._of(key).tokens -= calls

    def told(self, key: Key, delivered: int, refused: int) -> None:
        """What became of calls: how many were answered, how many refused for coming too fast."""
        pace, now = self._of(key), self._clock()
        if now < pace.since:
            return
        pace.delivered += delivered
        pace.refused += refused
        elapsed = now - pace.since
        if elapsed < WINDOW and pace.refused < BRAKE:
            return
        share = pace.refused / max(1, pace.delivered + pace.refused)
        pace.since = now
        if share > TOLERATED and pace.refused >= ENOUGH:
            _slow(pace, pace.delivered / max(elapsed, WINDOW), now)
        elif share < TOLERATED / 2:
            _recover(pace)
        pace.delivered = pace.refused = 0

    def _of(self, key: Key) -> _Pace:
        if key not in self._paces:
            now = self._clock()
            most = _most(key)
            self._paces[key] = _Pace(most, most, tokens=1.0, filled=now, since=now)
        return self._paces[key]


def _most(key: Key) -> float:
    return DOCUMENTED.get(key[1].partition("@")[0], math.inf)


def _slow(pace: _Pace, through: float, now: float) -> None:
    """At first to what got through, then by a part each time; what is under way was asked at the old rate."""
    if pace.rate == math.inf:
        pace.rate, pace.tokens, pace.filled = max(LEAST, through), 0.0, now
    else:
        pace.ceiling, pace.rate = pace.rate, max(min(LEAST, pace.most), _SLOWER * pace.rate)
    pace.since = now + WINDOW


def _recover(pace: _Pace) -> None:
    """Quickly where nothing was ever refused, by steps near the ceiling; a ceiling left behind is one no more."""
    if pace.rate > 1.5 * pace.ceiling:
        pace.ceiling = math.inf
    near = _SLOWER * pace.ceiling <= pace.rate
    pace.rate = min(pace.most, pace.rate + _STEP if near else pace.rate * _FASTER)
