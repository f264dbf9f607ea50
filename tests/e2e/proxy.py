"""A fault-injecting HTTP proxy: passes requests on, does otherwise to those that a fault matches, and keeps a log."""

from __future__ import annotations

import http.client
import re
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HOPS = {"connection", "transfer-encoding", "content-length", "date", "server"}


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    """With the query."""
    headers: Mapping[str, str] = field(compare=False)
    """Names in small letters."""
    body: bytes = field(default=b"", compare=False)
    asks: bytes = b""
    """The body without times, which are others when the same is asked again."""
    target: str = ""
    """The operation, where a header names it: two requests may differ in nothing else."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes
    cut: bool = False
    """Whether the connection breaks in the middle of the body."""


class Ending(Enum):
    """What may come in the place of an answer."""

    SILENCE = 1
    """Nothing, until the test is over."""
    RESET = 2
    """The connection is torn down."""


Deed = Callable[[Asked, Callable[[], Answer]], "Answer | Ending"]
"""What happens to a request; it may get the answer of the upstream, or not."""


@dataclass(frozen=True)
class Fault:
    matches: Callable[[Asked], bool]
    deed: Deed
    once: bool = False
    """Whether the same request gets through when it is sent again."""


@dataclass
class Proxy:
    """Where it listens, and what it saw."""

    url: str
    seen: list[Asked] = field(default_factory=list)
    fired: list[Asked] = field(default_factory=list)


def silence(_asked: Asked, _pass_on: Callable[[], Answer]) -> Ending:
    return Ending.SILENCE


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, upstream: str, faults: list[Fault]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream, self.faults, self.over = urlsplit(upstream).netloc, faults, threading.Event()
        self.state = Proxy(f"http://127.0.0.1:{self.server_address[1]}")
        self.times: Counter[tuple[Fault, Asked]] = Counter()
        self.lock = threading.Lock()

    def handle_error(self, request: object, client_address: object) -> None:
        """The client has gone, as a test meant it to."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body are written apart: the body would wait 40 ms for an ACK
    upstream: http.client.HTTPConnection | None = None

    def handle_one(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        asks = re.sub(rb'"(Start|End)Time": ?[0-9.e+]+', b"", body)
        asked = Asked(self.command, self.path, headers, body, asks, headers.get("x-amz-target", ""))
        self.server.state.seen.append(asked)
        fault = next((fault for fault in self.server.faults if fault.matches(asked)), None)
        self._end(fault.deed(asked, lambda: self._pass_on(asked)) if fault and self._fires(fault, asked)
                  else self._pass_on(asked))  # fmt: skip

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = handle_one  # noqa: N815  http.server looks for these names

    def _fires(self, fault: Fault, asked: Asked) -> bool:
        with self.server.lock:
            self.server.times[fault, asked] += 1
            if fault.once and self.server.times[fault, asked] > 1:
                return False
            self.server.state.fired.append(asked)
            return True

    def _pass_on(self, asked: Asked) -> Answer:
        if self.upstream is None:
            self.upstream = http.client.HTTPConnection(self.server.upstream)
        self.upstream.request(asked.method, asked.path, asked.body, dict(self.headers))
        answer = self.upstream.getresponse()
        kept = {name: value for name, value in answer.getheaders() if name.lower() not in HOPS}
        return Answer(answer.status, kept, answer.read())

    def _end(self, answer: Answer | Ending) -> None:
        if isinstance(answer, Answer):
            self._write(answer)
            return
        self.close_connection = True
        if answer is Ending.SILENCE:
            self.server.over.wait()
        else:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

    def _write(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in {**answer.headers, "Content-Length": str(len(answer.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body[: len(answer.body) // 2] if answer.cut else answer.body)
        self.close_connection = self.close_connection or answer.cut

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
        if self.upstream is not None:
            self.upstream.close()

    def log_message(self, format: str, *args: object) -> None:
        """Tests read `seen` and `fired`; nothing goes to stderr."""


def broken_off(answer: Answer) -> Answer:
    """The answer, of which only the first half comes before the connection breaks."""
    return replace(answer, cut=True)


@contextmanager
def proxy(upstream: str, faults: list[Fault]) -> Iterator[Proxy]:
    """A proxy on a free loopback port, for as long as the block runs; `faults` may change meanwhile."""
    server = _Server(upstream, faults)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.state
    finally:
        server.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
