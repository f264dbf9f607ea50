"""A command -> what it took: wall and CPU seconds, and the most memory that its processes held together."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import psutil

EVERY = 0.2
"""Seconds between two looks at the memory."""
MIB = 1024 * 1024


class Failed(Exception):
    """A programme ended otherwise than it should; the text holds the end of what it said."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of a process and all that it started."""

    wall: float
    """Seconds, start-up included."""
    cpu: float
    """User and system seconds."""
    peak: float
    """MiB: the largest sum of proportional set sizes (PSS): a page that n processes share counts 1/n in each."""


def timed(
    command: Sequence[str], environment: Mapping[str, str], folder: Path, accepted: Collection[int] = (0,)
) -> Cost:
    """Run `command` in `folder` with that environment alone. Raises Failed for an exit code that is not accepted."""
    log = folder / "log"
    began = time.perf_counter()
    with log.open("wb") as said:
        process = subprocess.Popen(command, env=dict(environment), cwd=folder, stdout=said, stderr=said)
        with _Watch(process.pid) as memory:
            _, status, used = os.wait4(process.pid, 0)  # which counts the children that it waited for
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in accepted:
        end = log.read_text(encoding="utf-8", errors="replace")[-2000:]
        raise Failed(f"{command[0]} ended with {process.returncode}:\n{end}")
    return Cost(wall, used.ru_utime + used.ru_stime, memory.peak / MIB)


class _Watch:
    """Looks at the memory of a process and its descendants until it is left."""

    def __init__(self, pid: int) -> None:
        self.peak = 0
        """Bytes."""
        self._pid, self._over = pid, Event()
        self._thread = Thread(target=self._look, daemon=True)

    def __enter__(self) -> _Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(EVERY):
            self.peak = max(self.peak, held(self._pid))


def held(pid: int) -> int:
    """Bytes (PSS) that a process and its descendants hold now; those that end meanwhile hold none."""
    try:
        first = psutil.Process(pid)
        return sum(_own(process) for process in (first, *first.children(recursive=True)))
    except psutil.NoSuchProcess:
        return 0


def _own(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except (psutil.NoSuchProcess, psutil.ZombieProcess, psutil.AccessDenied):
        return 0
