"""A fast endpoint on loopback that answers as AWS would, late or refusing if told so, and counts what it was asked.

    python -m bench.endpoint --accounts 50 --buckets 200 --latency 30 --throttle 5 --limit 100

It prints its address. GET /_counts gives {service:operation: n, ...} by access key; DELETE /_counts begins anew.
With --log, GET /_log gives every request that was answered.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from bench.endpoint_estate import Estate
from bench.operations import learn
from bench.services import Request, service

HUB = "AKIAHUBHUBHUBHUBHUB1"
BURST = 0.25
"""Seconds' worth of requests that a limited account may send at once."""


@dataclass
class World:
    """What every connection shares."""

    estate: Estate
    latency: float = 0.0
    """Seconds before an answer."""
    throttle: int = 0
    """Every so many hundredth request is refused."""
    limit: float = 0.0
    """Requests that one account may make in a second; 0: any number."""
    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    refused: int = 0
    asked: int = 0
    log: list[tuple[str, ...]] | None = None
    """Every request that was answered, as (service, operation, account, path, query, body); None: not kept."""
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)

    def refuses(self, account: str, now: float) -> bool:
        """Whether this request is one too many, or one that chance takes (which is the same in each run)."""
        self.asked += 1
        refused = self.throttle > 0 and self.asked * 2654435761 % 2**32 % 100 < self.throttle
        if self.limit and not refused:
            tokens, seen = self._left.get(account, (self.limit * BURST, now))
            tokens = min(self.limit * BURST, tokens + (now - seen) * self.limit)
            refused = tokens < 1
            self._left[account] = (tokens if refused else tokens - 1, now)
        self.refused += refused
        return refused

    def answer(self, method: str, target: str, headers: dict[bytes, bytes], body: bytes) -> tuple[int, str, str]:
        """Status, body, content type."""
        if target in ("/_counts", "/_log"):
            return self._told(method, target)
        request = Request.received(method, target, headers, body)
        known = service(request)
        if self.refuses(request.account, asyncio.get_running_loop().time()):
            self.counts[request.key]["(refused)"] += 1
            return *known.slower, known.content
        operation, status, text = known.answer(self.estate, request)
        self.counts[request.key][f"{request.service}:{operation}"] += 1
        if self.log is not None:
            said = (request.service, operation, request.account, request.path, request.query, body.decode())
            self.log.append(said)
        return status, text, known.content

    def _told(self, method: str, path: str) -> tuple[int, str, str]:
        if path == "/_log":
            return 200, json.dumps(self.log), "application/json"
        said = json.dumps({"keys": self.counts, "refused": self.refused, "asked": self.asked})
        if method == "DELETE":
            self.counts.clear()
            self.refused = self.asked = 0
            self._left.clear()
        return 200, said, "application/json"


class Connection(asyncio.Protocol):
    """One keep-alive connection: a request at a time."""

    def __init__(self, world: World) -> None:
        self._world, self._buffer = world, b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        asked, found, rest = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        first, *lines = asked.split(b"\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines)}
        length = int(headers.get(b"content-length", b"0"))
        if len(rest) < length:
            return
        self._buffer = rest[length:]
        method, target, _ = first.decode().split(" ")
        status, body, kind = self._world.answer(method, target, headers, rest[:length])
        where = f"x-amz-bucket-region: {self._world.estate.region}\r\n" if method == "HEAD" else ""
        said = b"" if method == "HEAD" else body.encode()
        head = f"HTTP/1.1 {status} .\r\ncontent-type: {kind}\r\n{where}content-length: {len(said)}\r\n\r\n".encode()
        if self._world.latency:
            asyncio.get_running_loop().call_later(self._world.latency, self._write, head + said)
        else:
            self._write(head + said)

    def _write(self, answer: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(answer)


async def serve(world: World) -> asyncio.Server:
    """Listening on a free port of 127.0.0.1."""
    return await asyncio.get_running_loop().create_server(lambda: Connection(world), "127.0.0.1", 0, backlog=512)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option, default in (("accounts", 1), ("buckets", 1000), ("latency", 0), ("throttle", 0), ("limit", 0)):
        parser.add_argument(f"--{option}", type=int, default=default)
    parser.add_argument("--log", action="store_true")
    given = parser.parse_args()
    world = World(Estate(given.accounts, given.buckets), given.latency / 1000, given.throttle, given.limit)
    world.log = [] if given.log else None
    learn("s3", "s3control")
    server = await serve(world)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
