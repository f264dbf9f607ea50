"""The bytes of an HTTP/1.1 answer -> status, headers, body (RFC 9112); what is cut short or malformed is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Receive = Callable[[], bytes]
"""Some more bytes; none at the end."""

_LONGEST_HEAD = 64 * 1024
"""Bytes; AWS's are below 2 KiB."""
_END = b"\r\n\r\n"


class Malformed(ConnectionError):
    """What came is no whole answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer."""

    status: int
    headers: Mapping[str, str]
    """By name, as it was spelt; of several with one name the values, joined."""
    body: bytes
    kept: bool
    """Whether the connection can be used again."""


def read_answer(receive: Receive, method: str) -> Answer:
    """The answer to a `method` request. Raises Malformed, and whatever `receive` raises."""
    rest = b""
    status = 100
    while 100 <= status < 200:  # interim answers, of which there may be several
        head, rest = _head(receive, rest)
        version, status, headers = _parsed(head)
    named = {name.lower(): value.lower() for name, value in headers.items()}
    body, rest, ends = _body(receive, rest, named, bare=method == "HEAD" or status in (204, 304))
    kept = version == "HTTP/1.1" and named.get("connection") != "close" and ends and not rest
    return Answer(status, headers, body, kept)


def _head(receive: Receive, data: bytes) -> tuple[bytes, bytes]:
    """Status line and headers, and what came after them."""
    while _END not in data:
        if len(data) > _LONGEST_HEAD:
            raise Malformed("the headers have no end")
        data += _more(receive)
    head, _, rest = data.partition(_END)
    return head, rest


def _parsed(head: bytes) -> tuple[str, int, dict[str, str]]:
    """Version, status and headers."""
    first, *lines = head.decode("iso-8859-1").split("\r\n")
    version, _, code = first.partition(" ")
    status = code[:3]
    if version not in ("HTTP/1.1", "HTTP/1.0") or not (status.isascii() and status.isdigit() and len(status) == 3):
        raise Malformed("this is not HTTP/1.1")
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            raise Malformed("a header cannot be read")
        headers[name] = f"{headers[name]}, {value.strip()}" if name in headers else value.strip()
    return version, int(status), headers


def _body(receive: Receive, data: bytes, named: Mapping[str, str], *, bare: bool) -> tuple[bytes, bytes, bool]:
    """The body, what came after it, and whether it had an end of its own beside that of the connection."""
    if bare:
        return b"", data, True
    if "transfer-encoding" in named:
        if named["transfer-encoding"] != "chunked":
            raise Malformed("the body is encoded in a way that was not asked for")
        return *_chunked(receive, data), True
    length = named.get("content-length")
    if length is None:
        return _to_the_end(receive, data), b"", False
    if not (length.isascii() and length.isdigit()):
        raise Malformed("the length cannot be read")
    return *_exactly(receive, data, int(length)), True


def _chunked(receive: Receive, data: bytes) -> tuple[bytes, bytes]:
    body = bytearray()
    while True:
        line, data = _line(receive, data)
        digits = line.partition(b";")[0].strip()
        if not digits or len(digits) > 16 or digits.strip(b"0123456789abcdefABCDEF"):
            raise Malformed("the length of a chunk cannot be read")
        size = int(digits, 16)
        if size == 0:
            break
        chunk, data = _exactly(receive, data, size + 2)
        if chunk[-2:] != b"\r\n":
            raise Malformed("a chunk is longer than it says")
        body += chunk[:-2]
    while line:  # trailers, of which nothing is needed
        line, data = _line(receive, data)
    return bytes(body), data


def _line(receive: Receive, data: bytes) -> tuple[bytes, bytes]:
    while b"\r\n" not in data:
        if len(data) > _LONGEST_HEAD:
            raise Malformed("a line has no end")
        data += _more(receive)
    line, _, rest = data.partition(b"\r\n")
    return line, rest


def _exactly(receive: Receive, data: bytes, length: int) -> tuple[bytes, bytes]:
    if len(data) < length:
        parts, have = [data], len(data)
        while have < length:
            parts.append(_more(receive))
            have += len(parts[-1])
        data = b"".join(parts)
    return data[:length], data[length:]


def _to_the_end(receive: Receive, data: bytes) -> bytes:
    parts = [data]
    while more := receive():
        parts.append(more)
    return b"".join(parts)


def _more(receive: Receive) -> bytes:
    more = receive()
    if not more:
        raise Malformed("the answer is cut short")
    return more
