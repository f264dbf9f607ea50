"""A request of the SDK -> where it goes and its bytes, if it is of the plain kind that all of ours are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias
from urllib.parse import SplitResult, urlsplit

from botocore.awsrequest import AWSPreparedRequest

Place: TypeAlias = tuple[str, str, int]
"""Scheme, host and port."""

_PORTS = {"http": 80, "https": 443}


class Ready(AWSPreparedRequest):
    """A GET that is prepared down to its bytes."""

    def __init__(self, url: str, headers: Mapping[str, str], place: Place, sent: bytes) -> None:
        super().__init__("GET", url, headers, None, False)  # type: ignore[arg-type]  # any mapping
        self.place, self.sent = place, sent


def plain(request: AWSPreparedRequest) -> tuple[Place, bytes] | None:
    """None for whatever is left to the SDK: a body that is a stream, a header or an address out of the ordinary."""
    if isinstance(request, Ready):
        return request.place, request.sent
    body = request.body or b""
    url = urlsplit(request.url)
    place = _place(url)
    if place is None or not isinstance(body, bytes) or request.stream_output:
        return None
    headers = {str(name).lower(): _text(value) for name, value in request.headers.items()}
    if headers.keys() & {"expect", "transfer-encoding"}:
        return None
    headers.setdefault("host", _host(place))
    if body:
        headers.setdefault("content-length", str(len(body)))
    target = f"{url.path or '/'}?{url.query}" if url.query else url.path or "/"
    told = [target, *(f"{name}: {value}" for name, value in headers.items())]
    if " " in target or any("\r" in line or "\n" in line or not line.isascii() for line in told):
        return None  # what cannot be one line of a request; the SDK says so
    return place, head(request.method, target, headers) + body


def head(method: str, target: str, headers: Mapping[str, str]) -> bytes:
    """The bytes of a request that come before its body."""
    lines = "\r\n".join([f"{name}: {value}" for name, value in headers.items()])
    return f"{method} {target} HTTP/1.1\r\n{lines}\r\n\r\n".encode()


def _place(url: SplitResult) -> Place | None:
    if url.scheme not in _PORTS or not url.hostname or url.username is not None:
        return None
    return url.scheme, url.hostname, url.port or _PORTS[url.scheme]


def _host(place: Place) -> str:
    """As it is signed: without the scheme's own port."""
    scheme, name, port = place
    name = f"[{name}]" if ":" in name else name
    return name if port == _PORTS[scheme] else f"{name}:{port}"


def _text(value: str | bytes) -> str:
    return value.decode("iso-8859-1") if isinstance(value, bytes) else str(value)
