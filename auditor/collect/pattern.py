"""A request about one bucket, as the SDK prepared it -> the same request about another, signed anew.

For each bucket again the SDK finds out what is the same for all of them: where the Region's endpoint is, how an address
is built, which headers there are. It takes most of a call's time. A pattern is what it found out once, and is made of
such a request only as comes out of it again byte for byte, signature and all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self
from urllib.parse import urlsplit
from uuid import uuid4

from botocore.awsrequest import AWSPreparedRequest
from botocore.credentials import ReadOnlyCredentials

from auditor.collect.plain import Place, Ready, head, plain
from auditor.collect.sigv4 import authorization, canonical_headers, canonical_query

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.]|-(?!-)){1,61}[a-z0-9]")
_SCOPE = re.compile(
    r"AWS4-HMAC-SHA256 Credential=[^/, ]+/[0-9]{8}/([a-z0-9-]+)/(s3)/aws4_request, SignedHeaders=(\S+), "
)
_AUTHORIZATION, _CONTENT, _TIME, _TOKEN = "authorization", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token"
_CALL = "amz-sdk-invocation-id"


def ordinary(bucket: object) -> bool:
    """Whether a bucket of this name is addressed like most (S3 User Guide, "General purpose bucket naming rules").

    ARNs, names of old, and the suffixes of directory buckets and aliases (`--x-s3`) are left to the SDK.
    """
    return isinstance(bucket, str) and _NAME.fullmatch(bucket) is not None


@dataclass(frozen=True, slots=True)
class Pattern:
    """What the requests of one operation in one Region have in common, whatever bucket they are about."""

    origin: str
    """How their addresses begin: scheme, host and port."""
    query: str
    canonical: str
    """The query as it is signed."""
    place: Place
    headers: tuple[tuple[str, str], ...]
    """In the SDK's order, names in small letters; no secret among them."""
    signed: tuple[str, ...]
    """Names of the headers that are signed, sorted."""
    scope: tuple[str, str]
    """Region and service that are signed for."""

    @classmethod
    def of(cls, request: AWSPreparedRequest, bucket: str, keys: ReadOnlyCredentials) -> Self | None:
        """The pattern of a request about an ordinary `bucket` that was signed with `keys`; None if it has none."""
        sent, url = plain(request), urlsplit(request.url)
        if sent is None or request.method != "GET" or request.body or url.path != f"/{bucket}":
            return None
        headers = dict(line.split(": ", 1) for line in sent[1].decode().rstrip().split("\r\n")[1:])
        scope = _SCOPE.match(headers.get(_AUTHORIZATION, ""))
        if scope is None or not {_TIME, _CONTENT, _CALL} | set(scope[3].split(";")) <= headers.keys():
            return None
        made = cls(
            f"{url.scheme}://{url.netloc}", url.query, canonical_query(url.query), sent[0],
            tuple((name, "" if name in (_AUTHORIZATION, _TOKEN) else value) for name, value in headers.items()),
            tuple(scope[3].split(";")), (scope[1], scope[2]),
        )  # fmt: skip
        again = made.request(bucket, keys, headers[_TIME], headers[_CALL])
        return made if made.fits(keys) and (again.url, again.sent) == (request.url, sent[1]) else None

    def fits(self, keys: ReadOnlyCredentials) -> bool:
        """Whether requests that are signed with `keys` have these headers (a token is one), each on a line."""
        told = f"{keys.access_key}{keys.token or ''}"
        return bool(keys.token) == (_TOKEN in self.signed) and told.isascii() and told.isprintable()

    def request(self, bucket: str, keys: ReadOnlyCredentials, time: str = "", call: str = "") -> Ready:
        """The request about an ordinary `bucket`, signed now with `keys` that fit."""
        headers = dict(self.headers)
        headers[_TIME] = time = time or datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        headers[_CALL] = call or str(uuid4())
        if keys.token:
            headers[_TOKEN] = keys.token
        signed, said = ";".join(self.signed), canonical_headers([(name, headers[name]) for name in self.signed])
        asked = f"GET\n/{bucket}\n{self.canonical}\n{said}\n{signed}\n{headers[_CONTENT]}"
        headers[_AUTHORIZATION] = authorization(asked, signed, time, self.scope, keys)
        target = f"/{bucket}?{self.query}"
        return Ready(self.origin + target, headers, self.place, head("GET", target, headers))
