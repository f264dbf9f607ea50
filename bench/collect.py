"""What a scan costs: calls, wall, CPU and memory against an endpoint of our own, beside a bare loop of the same SDK.

    python -m bench.collect            every run, as a Markdown table
    python -m bench.collect limit      only the runs whose name begins so

Each run is a process of its own, start-up included; the endpoint runs beside it on the same machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from auditor.snapshot import Snapshot
from bench.endpoint import HUB
from bench.endpoint_estate import Estate

SIX = ("replication", "versioning", "ownership", "delete-markers", "kms", "role")
PACKS = tuple(word for pack in SIX for word in ("--pack", pack))
FULL = ("--full",)
OWNER = "ASIA100000000000AAAA"
"""An access key of the estate's first account."""
BARE = """
import sys, boto3
from botocore.config import Config
client = boto3.client("s3", region_name="us-east-1", config=Config(s3={"addressing_style": "path"}))
for number in range(int(sys.argv[1])):
    client.get_bucket_versioning(Bucket=f"b-100000000000-{number % 1000:05}")
"""


@dataclass(frozen=True)
class Run:
    name: str
    accounts: int
    buckets: int
    """Of each account."""
    latency: int
    """Milliseconds."""
    options: tuple[str, ...]
    throttle: int = 0
    """Per cent of requests refused."""
    limit: int = 0
    """Requests a second that each account may make; 0: any number."""


RUNS = (
    Run("1 x 1,000, six packs", 1, 1000, 0, PACKS),
    Run("1 x 1,000, six packs", 1, 1000, 30, PACKS),
    Run("1 x 1,000, --full", 1, 1000, 0, FULL),
    Run("1 x 1,000, --full", 1, 1000, 30, FULL),
    Run("50 x 200, six packs", 50, 200, 0, PACKS),
    Run("50 x 200, six packs", 50, 200, 30, PACKS),
    Run("50 x 200, --full", 50, 200, 30, FULL),
    Run("throttle 5 %, 1 x 1,000, six packs", 1, 1000, 30, PACKS, throttle=5),
    Run("limit 100/s, 1 x 1,000, six packs", 1, 1000, 30, PACKS, limit=100),
    Run("limit 100/s, 5 x 200, --full", 5, 200, 30, FULL, limit=100),
    Run("size 1 x 10,000, six packs", 1, 10_000, 0, PACKS),
    Run("size 1 x 100,000, six packs", 1, 100_000, 0, PACKS),
)


@dataclass(frozen=True)
class Cost:
    wall: float
    cpu: float
    peak: float
    """MiB."""
    calls: int
    refused: int
    unknown: int


@contextmanager
def endpoint(run: Run) -> Iterator[str]:
    """Its address."""
    sizes = {"accounts": run.accounts, "buckets": run.buckets, "latency": run.latency}
    faults = {"throttle": run.throttle, "limit": run.limit}
    options = [f"--{name}={value}" for name, value in {**sizes, **faults}.items()]
    command = [sys.executable, "-m", "bench.endpoint", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def measured(run: Run) -> Cost:
    """One scan."""
    with endpoint(run) as url, tempfile.TemporaryDirectory() as folder:
        accounts = "".join(f'  - {{id: "{id}", role: audit}}\n' for id in Estate(run.accounts, run.buckets).ids())
        (Path(folder) / "auditor.yaml").write_text(f"accounts:\n{accounts}", encoding="utf-8")
        command = [str(Path(sys.executable).parent / "auditor"), "collect", "--jobs", "64", *run.options]
        wall, cpu, peak = timed(command, url, folder)
        with urlopen(f"{url}/_counts") as answer:
            said = json.load(answer)
        return Cost(wall, cpu, peak, said["asked"], said["refused"], unknown(Path(folder) / "auditor.snapshot"))


def timed(command: list[str], url: str, folder: str, key: str = HUB) -> tuple[float, float, float]:
    """Wall and CPU seconds and the peak memory in MiB of a process and its children."""
    began = time.perf_counter()
    environment = {"PATH": os.environ["PATH"], "HOME": folder, "AWS_ENDPOINT_URL": url}
    keys = {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": "secret"}
    process = subprocess.Popen(command, env=environment | keys, cwd=folder, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 3):
        raise SystemExit(f"{command}: exit code {process.returncode}")
    return time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def unknown(snapshot: Path) -> int:
    """Facts that could not be read."""
    return sum(1 for _ in Snapshot.open(snapshot).gaps())


def bare(calls: int) -> float:
    """CPU milliseconds of one call in a plain loop of the SDK, start-up taken off."""
    with endpoint(Run("", 1, 1000, 0, ())) as url, tempfile.TemporaryDirectory() as folder:
        few, many = (timed([sys.executable, "-c", BARE, str(n)], url, folder, OWNER)[1] for n in (1, calls))
    return (many - few) * 1000 / (calls - 1)


def line(run: Run, cost: Cost, loop: float) -> str:
    buckets = run.accounts * run.buckets
    each = cost.cpu * 1000 / cost.calls
    floor = f"{(cost.calls - cost.refused) / run.accounts / run.limit:.1f}" if run.limit else ""
    cells = (run.name, run.latency, f"{cost.calls / buckets:.2f}", f"{cost.wall:.1f}", floor, f"{cost.cpu:.1f}",
             f"{each:.2f}", f"{each / loop:.2f}", f"{cost.peak:.0f}", cost.refused, cost.unknown)  # fmt: skip
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


HEAD = (
    "| run | ms | calls per bucket | wall s | floor s | CPU s | CPU ms per call | x bare loop | peak MiB | refused |"
    " unknown |\n|---|---|---|---|---|---|---|---|---|---|---|"
)


def main() -> None:
    chosen = [run for run in RUNS if run.name.startswith(sys.argv[1] if len(sys.argv) > 1 else "")]
    loop = bare(2000)
    print(f"A bare boto3 loop: {loop:.2f} ms CPU per call. Load when it began: {os.getloadavg()[0]:.1f}.\n\n{HEAD}")
    for run in chosen:
        print(line(run, measured(run), loop), flush=True)


if __name__ == "__main__":
    main()
