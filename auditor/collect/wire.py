"""Requests on connections that are kept: a thin transport under the SDK, which signs, judges and parses as ever.

The SDK's own way through urllib3 and http.client takes half of what a call costs. Whatever is not plain - a proxy, a
body that is a stream - still goes that way.
"""

from __future__ import annotations

import select
import socket
import ssl
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from functools import cached_property
from typing import Protocol

from botocore import exceptions as sdk
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.client import BaseClient
from botocore.utils import get_environ_proxies

from auditor.collect.http1 import Answer, read_answer
from auditor.collect.plain import Place, plain
from auditor.collect.trust import context

_IDLE = 60.0
"""Seconds after which a connection is not used again: whatever lies between may have forgotten it."""
_PIECE = 64 * 1024


class Sender(Protocol):
    """The SDK's transport, as far as its endpoints use it."""

    def send(self, request: AWSPreparedRequest) -> AWSResponse:
        """The answer; raises an HTTPClientError of the SDK's."""

    def close(self) -> None:
        """Let the connections go."""


def carry(client: BaseClient, wire: Wire) -> None:
    """Let `client` send by `wire`, unless a proxy stands between it and its endpoint."""
    endpoint = vars(client).get("_endpoint")  # private; where the SDK names it otherwise its own transport stays
    if endpoint is not None and not get_environ_proxies(client.meta.endpoint_url):
        endpoint.http_session = _Carried(wire, endpoint.http_session)


class _Carried:
    """What an endpoint of the SDK sends by: `wire` for what is plain, else the transport that it had."""

    def __init__(self, wire: Wire, own: Sender) -> None:
        self._wire, self._own = wire, own

    def send(self, request: AWSPreparedRequest) -> AWSResponse:
        """The answer; raises an HTTPClientError of the SDK's."""
        sent = plain(request)
        return self._own.send(request) if sent is None else self._wire.send(request, *sent)

    def close(self) -> None:
        """Let the connections go."""
        self._wire.close()
        self._own.close()


class Wire:
    """Connections to any number of hosts, each used by one thread at a time and kept for the next. Safe in threads."""

    def __init__(self, connect_timeout: float, read_timeout: float, bundle: str | None) -> None:
        """Seconds to connect, and to wait for some more of an answer; a file of certificates, None for the SDK's."""
        self._connect_timeout, self._read_timeout, self._bundle = connect_timeout, read_timeout, bundle
        self._idle: defaultdict[Place, deque[tuple[socket.socket, float]]] = defaultdict(deque)

    def send(self, request: AWSPreparedRequest, place: Place, message: bytes) -> AWSResponse:
        """The answer to `message`, in the SDK's terms; raises the SDK's errors for `request`."""
        connection = self._kept(place) or self._opened(request, place)
        try:
            connection.sendall(message)
            answer = read_answer(lambda: connection.recv(_PIECE), request.method)
        except TimeoutError as error:
            connection.close()
            raise sdk.ReadTimeoutError(endpoint_url=request.url, error=error) from error
        except OSError as error:
            connection.close()
            raise sdk.ConnectionClosedError(endpoint_url=request.url, error=error, request=request) from error
        if answer.kept:
            self._idle[place].append((connection, time.monotonic()))
        else:
            connection.close()
        return _in_the_sdk_s_terms(request.url, answer)

    def close(self) -> None:
        """Let the connections go that nobody is using."""
        for waiting in self._idle.values():
            while waiting:
                waiting.pop()[0].close()

    def _kept(self, place: Place) -> socket.socket | None:
        """The connection that was used last, if the server has not closed it."""
        waiting = self._idle[place]
        while waiting:
            try:
                connection, since = waiting.pop()
            except IndexError:
                return None  # another thread was quicker
            if time.monotonic() - since < _IDLE and not _has_news(connection):
                return connection
            connection.close()
        return None

    def _opened(self, request: AWSPreparedRequest, place: Place) -> socket.socket:
        scheme, host, port = place
        try:
            connection = socket.create_connection((host, port), self._connect_timeout)
        except TimeoutError as error:
            raise sdk.ConnectTimeoutError(endpoint_url=request.url, error=error) from error
        except OSError as error:
            raise sdk.EndpointConnectionError(endpoint_url=request.url, error=error) from error
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if scheme == "https":
            connection = self._secured(request, connection, host)
        connection.settimeout(self._read_timeout)
        return connection

    def _secured(self, request: AWSPreparedRequest, connection: socket.socket, host: str) -> socket.socket:
        try:
            return self._tls.wrap_socket(connection, server_hostname=host)
        except TimeoutError as error:
            connection.close()
            raise sdk.ConnectTimeoutError(endpoint_url=request.url, error=error) from error
        except (OSError, ValueError) as error:
            connection.close()
            raise sdk.SSLError(endpoint_url=request.url, error=error) from error

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return context(self._bundle)


class _Body:
    """The body of an answer, as the SDK takes it from urllib3."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self) -> Iterator[bytes]:
        """All of it."""
        yield self._body


def _in_the_sdk_s_terms(url: str, answer: Answer) -> AWSResponse:
    return AWSResponse(url, answer.status, answer.headers, _Body(answer.body))  # type: ignore[arg-type]  # any mapping


def _has_news(connection: socket.socket) -> bool:
    """Whether an idle connection has something to say, which can only be that it is closed."""
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(0))
