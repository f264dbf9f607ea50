"""The size and temper of an estate -> the address of an endpoint that serves it, and what it was asked."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any
from urllib.request import urlopen

import psutil

REFUSED = "(refused)"


@dataclass(frozen=True, slots=True)
class World:
    """What is served, and how."""

    accounts: int = 1
    buckets: int = 1000
    """Of each account."""
    latency: int = 0
    """Milliseconds before each answer."""
    throttle: int = 0
    """Per cent of requests refused, whoever asks."""
    limit: int = 0
    """Requests a second that each account may make; 0: any number."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an endpoint was asked since it began."""

    by_key: Mapping[str, Mapping[str, int]]
    """Access key -> `service:Operation` -> number of answers."""
    refused: int
    cpu: float = 0.0
    """Seconds that the endpoint's own process took to answer."""

    @property
    def operations(self) -> Counter[str]:
        """How often each operation was answered."""
        every: Counter[str] = Counter()
        for counts in self.by_key.values():
            every.update({name: number for name, number in counts.items() if name != REFUSED})
        return every

    @property
    def busiest(self) -> int:
        """Answers to the access key that had most."""
        return max((sum(counts.values()) - counts.get(REFUSED, 0) for counts in self.by_key.values()), default=0)


@dataclass(frozen=True, slots=True)
class Endpoint:
    url: str
    process: psutil.Process

    def asked(self) -> Asked:
        used = self.process.cpu_times()
        said = self._told("_counts")
        return Asked(said["keys"], said["refused"], used.user + used.system)

    def log(self) -> list[tuple[str, ...]]:
        """Every request answered: (service, operation, account, path, query, body)."""
        return [tuple(each) for each in self._told("_log")]

    def _told(self, what: str) -> Any:
        with urlopen(f"{self.url}/{what}") as answer:
            return json.load(answer)


@contextmanager
def served(world: World, *, log: bool = False) -> Iterator[Endpoint]:
    """An endpoint in a process of its own, while it is needed."""
    options = [f"--{name}={value}" for name, value in asdict(world).items()]
    command = [sys.executable, "-m", "bench.endpoint", *options, *(["--log"] if log else [])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Endpoint(process.stdout.readline().strip(), psutil.Process(process.pid))
        finally:
            process.kill()
