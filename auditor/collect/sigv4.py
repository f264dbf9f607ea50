"""A request without a body -> the signature that AWS asks for (IAM User Guide, "Create a signed AWS API request")."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256

from botocore.credentials import ReadOnlyCredentials

ALGORITHM = "AWS4-HMAC-SHA256"
_KEPT = 512
"""Signing keys that are remembered: one for each account, Region and day."""


def authorization(request: str, signed: str, time: str, place: tuple[str, str], keys: ReadOnlyCredentials) -> str:
    """The header Authorization of a canonical `request` with the header names `signed`, joined by semicolons.

    `time` is X-Amz-Date's, `place` Region and service as they are signed.
    """
    day = time[:8]
    scope = f"{day}/{place[0]}/{place[1]}/aws4_request"
    text = f"{ALGORITHM}\n{time}\n{scope}\n{sha256(request.encode()).hexdigest()}"
    signature = hmac.digest(_key(keys.secret_key, day, *place), text.encode(), "sha256").hex()
    return f"{ALGORITHM} Credential={keys.access_key}/{scope}, SignedHeaders={signed}, Signature={signature}"


def canonical_query(query: str) -> str:
    """The query of an address that is encoded already: sorted, each name with a value."""
    pairs = (pair.partition("=") for pair in query.split("&"))
    return "&".join(f"{name}={value}" for name, value in sorted((name, value) for name, _, value in pairs) if query)


def canonical_headers(headers: Iterable[tuple[str, str]]) -> str:
    """Headers in order of their names, which are in small letters; a line each."""
    return "".join(f"{name}:{' '.join(value.split())}\n" for name, value in headers)


@lru_cache(_KEPT)
def _key(secret: str, day: str, region: str, service: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (day, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
