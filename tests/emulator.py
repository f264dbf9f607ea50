"""The mended emulator for tests that speak to it over HTTP: a process of its own, for as long as a block runs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from auditor.demo.environment import isolated


@contextmanager
def served() -> Iterator[str]:
    """An empty emulator on a free loopback port; yields its address."""
    command = [sys.executable, "-m", "auditor.demo.server"]
    with isolated({}):
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert server.stdout is not None
    try:
        yield server.stdout.readline().strip()
    finally:
        server.terminate()
        server.wait(timeout=30)
        server.stdout.close()
