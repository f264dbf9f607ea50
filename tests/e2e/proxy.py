"""A fault-injecting HTTP proxy before an emulator: passes requests on, refuses or delays those a fault matches."""

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

DENIED = (
    b'<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code>'
    b"<Message>Access Denied</Message><RequestId>R1</RequestId><HostId>H1</HostId></Error>"
)
HOPS = {"connection", "transfer-encoding", "content-length", "date", "server"}


@dataclass(frozen=True)
class Fault:
    """`matches(method, path with query)`; `hang` waits for the test's end, else AccessDenied is answered."""

    matches: Callable[[str, str], bool]
    hang: bool = False


@dataclass
class Proxy:
    """Where it listens, and what it saw."""

    url: str
    seen: list[tuple[str, str]] = field(default_factory=list)
    fired: list[str] = field(default_factory=list)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, upstream: str, faults: list[Fault]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream, self.faults, self.over = urlsplit(upstream).netloc, faults, threading.Event()
        self.state = Proxy(f"http://127.0.0.1:{self.server_address[1]}")


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def handle_one(self) -> None:
        self.server.state.seen.append((self.command, self.path))
        fault = next((fault for fault in self.server.faults if fault.matches(self.command, self.path)), None)
        if fault is None:
            self._pass_on()
            return
        self.server.state.fired.append(self.path)
        if fault.hang:
            self.server.over.wait()
            self.close_connection = True
        else:
            self._answer(403, [("Content-Type", "application/xml")], DENIED)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = handle_one  # noqa: N815  http.server looks for these names

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        connection = http.client.HTTPConnection(self.server.upstream)
        connection.request(self.command, self.path, body, dict(self.headers))
        answer = connection.getresponse()
        self._answer(answer.status, answer.getheaders(), answer.read())
        connection.close()

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in HOPS:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Tests read `seen`; nothing goes to stderr."""


@contextmanager
def proxy(upstream: str, faults: list[Fault]) -> Iterator[Proxy]:
    """A proxy on a free loopback port, for as long as the block runs."""
    server = _Server(upstream, faults)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.state
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
