"""How fast each account may be asked, by family of calls: as AWS documents, else at will until AWS throttles it.

One account's limit never holds up another's, and nobody sleeps: `delay` says how long a piece of work must wait.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from typing import TypeAlias

from auditor.collect.pace import Pace

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


class Limiter:
    """Used by the one thread that hands out the work."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._paces: dict[Key, Pace] = {}

    def delay(self, key: Key) -> float:
        """Seconds until more may be asked; 0: now."""
        pace = self._of(key) if _most(key) < math.inf else self._paces.get(key)
        return 0.0 if pace is None or pace.rate == math.inf else pace.delay(self._clock())

    def spend(self, key: Key, calls: int) -> None:
        """A piece of work is handed out that will make so many calls, about."""
        self._of(key).spend(calls, self._clock())

    def told(self, key: Key, calls: int, delivered: int, refused: int) -> None:
        """What became of a piece for which `calls` were spent: how many were answered, how many refused as too many."""
        self._of(key).told(calls, delivered, refused, self._clock())

    def answered(self, key: Key) -> float:
        """When AWS last answered a call of an account that it limits, by the clock; long ago if it never did."""
        pace = self._paces.get(key)
        return -math.inf if pace is None or pace.rate == math.inf else pace.answered

    def _of(self, key: Key) -> Pace:
        if key not in self._paces:
            self._paces[key] = Pace.begun(self._clock(), _most(key))
        return self._paces[key]


def _most(key: Key) -> float:
    return DOCUMENTED.get(key[1].partition("@")[0], math.inf)
