"""Numbers, instants and addresses of condition values: text goes in, something comparable comes out, or None."""

from __future__ import annotations

import ipaddress
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

_NUMBER = re.compile(r"[+-]?(\d{1,64}(\.\d{0,64})?|\.\d{1,64})([eE][+-]?\d{1,3})?", re.ASCII)
_INSTANT = re.compile(
    r"(\d{4})-(\d\d)(?:-(\d\d)(?:[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?([Zz]|[+-]\d\d:?\d\d)?)?)?", re.ASCII
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Network: TypeAlias = tuple[int, int, int]
"""IP version, first address, mask."""


@lru_cache(maxsize=4096)
def number(text: str) -> Decimal | None:
    """An integer or a decimal number: `1.0` is `1`."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


@lru_cache(maxsize=4096)
def instant(text: str) -> Decimal | None:
    """Seconds since 1970 of an ISO 8601 date (W3C profile; without a zone: UTC) or of epoch seconds."""
    seconds = number(text)
    if seconds is not None:
        return seconds
    found = _INSTANT.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    try:
        moment = datetime(
            int(year), int(month), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=UTC
        )
    except ValueError:
        return None
    whole = (moment - _EPOCH) // timedelta(seconds=1) - _offset(zone)
    return Decimal(whole) + Decimal(f"0.{fraction or 0}")


def _offset(zone: str | None) -> int:
    """Seconds east of Greenwich."""
    if zone is None or zone in "Zz":
        return 0
    seconds = int(zone[1:3]) * 3600 + int(zone[-2:]) * 60
    return -seconds if zone[0] == "-" else seconds


@lru_cache(maxsize=4096)
def network(text: str) -> Network | None:
    """A CIDR range, or one address: a bare address is a range of one."""
    try:
        found = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
    return None if "%" in text else (found.version, int(found.network_address), int(found.netmask))
