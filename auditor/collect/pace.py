"""What is known of one account and family of calls, and how fast it may be asked from now on.

A limit shows in the share of calls that are refused: whoever sends too much is refused what is too much. So the rate at
which hardly anything is refused follows from the present rate and that share. A refusal now and then is no limit. A
rate that was cut grows again, at first to halfway below the one that was refused, then ever faster beyond it, as long
as all is answered (CUBIC, RFC 9438, finds the capacity of a line in much the same way).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

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
class Pace:
    """Infinitely fast until there turns out to be a limit, or as fast as AWS documents."""

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

    @classmethod
    def begun(cls, now: float, most: float) -> Self:
        """Before any call."""
        return cls(_Window(now), now, most, most)

    def delay(self, now: float) -> float:
        """Seconds until more may be asked at a rate that is finite; 0: now."""
        self.tokens = min(max(1.0, self.rate * _BURST), self.tokens + (now - self.filled) * self.rate)
        self.filled = now
        return 0.0 if self.tokens > 0 else (1e-3 - self.tokens) / self.rate

    def spend(self, calls: int, now: float) -> None:
        """A piece of work is handed out that will make so many calls, about."""
        self.tokens -= calls
        if not self.window.pieces:
            self.window.since = max(self.window.since, now)
        self.window.pieces += 1

    def told(self, calls: int, delivered: int, refused: int, now: float) -> None:
        """What became of a piece for which `calls` were spent: how many were answered, how many refused as too many."""
        self.tokens += calls - delivered - refused
        if delivered:
            self.answered = now
        window = self.window
        if now < window.since:
            return
        window.delivered += delivered
        window.refused += refused
        window.turned_away += refused > 0 and not delivered
        if self.rate == math.inf and window.flooded():
            self._limit(now)
        elif window.ended(now):
            self._adjust(now)

    def _limit(self, now: float) -> None:
        """From now on there is a rate, to begin with a part of that of what is back: a further window sets it right."""
        window = self.window
        self.rate = max(LEAST, _FIRST * window.calls / max(now - window.since, 0.01))
        self.tokens, self.filled, self.window = 0.0, now, _Window(now)

    def _adjust(self, now: float) -> None:
        window, before = self.window, self.rate
        if before < math.inf:
            sent = window.calls / (now - window.since)
            if window.share > TOLERATED and window.refused >= ENOUGH:
                self._cut(sent)
            elif window.share >= AIM:
                self.streak = 0
            elif sent > _USED * self.rate:
                self._grow()
        self.window = _Window(now + WINDOW if self.rate < before else now)

    def _cut(self, sent: float) -> None:
        """To where AIM of the calls would be refused, if what was answered is what the limit lets through."""
        self.streak = 0
        tried = max(sent, self.rate) if sent > _USED * self.rate else sent
        through = tried * (1 - self.window.share)
        rate = max(min(LEAST, self.most), _DEEPEST * self.rate, through / (1 - AIM))
        if rate < self.rate:
            if self.window.delivered or self.ceiling == math.inf:  # who answers nothing tells nothing of a limit
                self.ceiling = self.rate
            self.rate = rate

    def _grow(self) -> None:
        if self.rate < _NEAR * self.ceiling:
            rate = min(_LEAP * self.rate, (self.rate + self.ceiling) / 2)
        else:
            self.streak += 1
            rate = self.rate * min(_FASTEST, max(_CREEP, (1 - self.window.share) / (1 - AIM)) ** self.streak)
        self.rate = min(self.most, rate)
