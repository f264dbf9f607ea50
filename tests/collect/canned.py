"""A loopback endpoint that answers what a test tells it to, byte for byte, and remembers what it was asked."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    form: Mapping[str, list[str]]
    raw_query: str
    body: bytes


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Reset(Exception):
    """Raised by an answer: the connection is torn down instead."""


class Silence(Exception):
    """Raised by an answer: nothing comes until the test is over."""


@dataclass
class Canned:
    url: str
    requests: list[Asked] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, answer: Callable[[Asked], Reply]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.endpoint = Canned(f"http://127.0.0.1:{self.server_port}")

    def handle_error(self, request: object, client_address: object) -> None:
        """The client has gone, as a test meant it to."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body are written apart: the body would wait 40 ms for an ACK
    server: _Server

    def reply(self) -> None:
        asked = self._asked()
        self.server.endpoint.requests.append(asked)
        try:
            self._write(self.server.answer(asked))
        except Reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
        except Silence:
            self.server.endpoint.over.wait(30)
            self.close_connection = True

    def _asked(self) -> Asked:
        place = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        query = parse_qs(place.query, keep_blank_values=True)
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Asked(self.command, place.path, query, headers, parse_qs(body.decode()), place.query, body)

    def _write(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in {"content-length": str(len(reply.body)), **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = reply  # noqa: N815  http.server's own names

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def canned(answer: Callable[[Asked], Reply]) -> Iterator[Canned]:
    """An endpoint that gives `answer(request)`."""
    server = _Server(answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.endpoint
    finally:
        server.endpoint.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def xml(root: str, inner: str = "") -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root}>{inner}</{root}>'.encode()


def error(code: str, status: int, message: str = "") -> Reply:
    """An error as S3 writes it."""
    inner = f"<Code>{code}</Code><Message>{message}</Message><RequestId>R1</RequestId><HostId>h+/=</HostId>"
    return Reply(status, xml("Error", inner))


def caller(account: str, arn: str = "") -> Reply:
    """GetCallerIdentity's answer."""
    who = arn or f"arn:aws:sts::{account}:assumed-role/audit/session-7"
    inner = f"<GetCallerIdentityResult><Arn>{who}</Arn><UserId>U</UserId><Account>{account}</Account>"
    return Reply(200, xml("GetCallerIdentityResponse", f"{inner}</GetCallerIdentityResult>"))


def assumed(key: str, expires: str = "2099-01-01T00:00:00Z") -> Reply:
    """AssumeRole's answer with the access key `key`."""
    given = f"<AccessKeyId>{key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t-{key}</SessionToken>"
    inner = f"<AssumeRoleResult><Credentials>{given}<Expiration>{expires}</Expiration></Credentials>"
    return Reply(200, xml("AssumeRoleResponse", f"{inner}</AssumeRoleResult>"))
