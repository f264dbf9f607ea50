"""kill -9 at any request, go on, and the snapshot is the one of an uninterrupted scan; nothing kept is asked again."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from auditor.demo.environment import isolated
from auditor.errors import SnapshotError
from auditor.snapshot import Resource, Snapshot, SnapshotWriter
from auditor.snapshot.catalogue import BUCKET
from bench import endpoint_estate
from bench.endpoint_estate import Estate
from tests.collect.aws import ESTATE, answer
from tests.collect.canned import Asked, Canned, Reply, canned
from tests.collect.conftest import KEYS
from tests.faults.estate import Grown

Serve = Callable[[Callable[[Asked], Reply]], Canned]
SCAN = """
import sys
import time
from pathlib import Path
from auditor.collect import processes
from auditor.collect import collect
from auditor.config import Account, Config
from auditor.snapshot import SnapshotWriter
path, resume, count, *accounts = sys.argv[1:]
processes.WORTH_IT, expect = 0, processes.Processes.expect

def expect_and_wait(executor, calls):
    expect(executor, calls)
    while int(count) > 1 and len(executor.workers) < int(count):
        time.sleep(0.01)

processes.Processes.expect = expect_and_wait
writer = SnapshotWriter(Path(path), accounts, "start", resume=resume == "resume")
accounts = tuple(Account(id=id, role="audit") for id in accounts)
config = Config(accounts=accounts, concurrency=4, processes=int(count), timeout=60)
try:
    collect(config, writer, None, lambda _: None)
except KeyboardInterrupt:
    writer.finish("end", complete=False)
    raise
writer.finish("end")
"""


class _Aws:
    """The bench's estate, which may send the scan a signal at one of its requests."""

    def __init__(self, processes: int, signal: signal.Signals, estate: Estate = ESTATE) -> None:
        self.processes, self.signal, self.estate = processes, signal, estate
        self.scan: subprocess.Popen[bytes] | None = None
        self.left = -1
        """Requests until the signal is sent; negative: never."""

    def __call__(self, asked: Asked) -> Reply:
        self.left -= 1
        if self.left == 0 and self.scan is not None:
            self.send(self.scan.pid)
        return answer(asked, self.estate)

    def send(self, scan: int) -> None:
        """The signal, to the scan itself."""
        os.kill(scan, self.signal)

    def run(self, path: Path, *, resume: bool, requests: int = -1) -> int:
        """Scan, stopped at the request of that number; the exit code."""
        options = [str(path), "resume" if resume else "", str(self.processes)]
        command = [sys.executable, "-c", SCAN, *options, *ESTATE.ids()]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as self.scan:
            self.left = requests  # from now on: what a killed scan's worker had sent before may come only now
            return self.scan.wait(60)


class _Murderous(_Aws):
    """One that kills a worker process of the scan, and not the scan."""

    def __init__(self) -> None:
        super().__init__(2, signal.SIGKILL)
        self.killed: list[int] = []

    def send(self, scan: int) -> None:
        worker = psutil.Process(scan).children()[0]
        worker.send_signal(self.signal)
        self.killed.append(worker.pid)


def _asked(requests: list[Asked]) -> set[tuple[str, str]]:
    """(bucket, sub-resource) of the requests about buckets' configuration."""
    return {(each.path.strip("/"), next(iter(each.query))) for each in requests if each.path.startswith("/b-")}


def _kept(path: Path) -> set[tuple[str, str]]:
    """(bucket, sub-resource) of what a scan that was stopped had kept."""
    spelling = {"ownership": "ownershipControls", "public_access_block": "publicAccessBlock", "tags": "tagging"}
    spelling["object_lock"] = "object-lock"
    partial = path.with_name(path.name + ".partial")
    snapshot = Snapshot.open(partial if partial.exists() else path)
    kept = {(each.name, spelling.get(fact, fact)) for each in snapshot.resources(BUCKET) for fact in each.facts}
    snapshot.close()
    return kept


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, int]:
    """The digest of an uninterrupted scan, and how many requests it takes."""
    aws, path = _Aws(1, signal.SIGKILL), tmp_path_factory.mktemp("whole") / "s"
    with isolated(KEYS), canned(aws) as endpoint:
        os.environ["AWS_ENDPOINT_URL"] = endpoint.url
        assert aws.run(path, resume=False) == 0
    return Snapshot.open(path).digest(), len(endpoint.requests)


STOPS = {signal.SIGKILL: (10, 0.95), signal.SIGINT: (4, 0.45)}
"""How often, and in how much of the scan: who is interrupted ends what is in hand, some dozens of requests, and so is
ahead of where it was stopped; a later moment might never come."""


@pytest.mark.parametrize(("first", "stop"), [(1, signal.SIGKILL), (2, signal.SIGKILL), (1, signal.SIGINT)])
def test_a_scan_that_is_stopped_again_and_again_ends_as_if_it_never_was(
    serve: Serve, tmp_path: Path, whole: tuple[str, int], first: int, stop: signal.Signals
) -> None:
    """At random moments, from which one process and two go on in turn; at first so many."""
    aws, path, known = _Aws(first, stop), tmp_path / "s", set[tuple[str, str]]()
    endpoint, (times, share) = serve(aws), STOPS[stop]
    moments = sorted(random.Random(first + stop).sample(range(9, int(whole[1] * share)), times))
    for before, moment in pairwise((0, *moments)):
        endpoint.requests.clear()
        assert aws.run(path, resume=before > 0, requests=moment - before) == -stop
        assert not _asked(endpoint.requests) & known
        known, aws.processes = _kept(path), 3 - aws.processes
    endpoint.requests.clear()
    assert aws.run(path, resume=True) == 0
    assert not _asked(endpoint.requests) & known
    assert Snapshot.open(path).digest() == whole[0]
    assert Snapshot.open(path).meta["complete"] is True


def test_a_scan_that_loses_a_worker_ends_as_if_it_never_had(
    serve: Serve, tmp_path: Path, whole: tuple[str, int]
) -> None:
    aws = _Murderous()
    serve(aws)
    assert aws.run(tmp_path / "s", resume=False, requests=60) == 0
    assert len(aws.killed) == 1
    assert Snapshot.open(tmp_path / "s").digest() == whole[0]
    assert not list(Snapshot.open(tmp_path / "s").gaps())


MANY = Grown(accounts=2, buckets=20)
"""Of each account ten roles are on edges, if each source has its own."""


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> Estate:
    monkeypatch.setattr(endpoint_estate, "PER_ROLE", 1)
    return MANY


def _of_iam(requests: list[Asked]) -> list[tuple[str, str]]:
    """(account's key, operation) of what was asked about roles, sorted."""
    return sorted(
        (each.headers["authorization"].partition("Credential=")[2][:16], each.form["Action"][0])
        for each in requests
        if each.form and "/iam/" in each.headers["authorization"]
    )


@pytest.mark.parametrize("processes", [1, 2])
def test_many_roles_of_an_account_are_listed_once_whoever_reads_them(
    serve: Serve, tmp_path: Path, many: Estate, processes: int
) -> None:
    aws = _Aws(processes, signal.SIGKILL, many)
    endpoint = serve(aws)
    assert aws.run(tmp_path / "s", resume=False) == 0
    listing = "GetAccountAuthorizationDetails"  # of the roles; of users and roles who may replicate
    asked = (listing, listing, "GetAccountSummary")
    assert _of_iam(endpoint.requests) == [(f"ASIA{id}", name) for id in many.ids() for name in asked]
    filtered = [each.form for each in endpoint.requests if listing in each.form.get("Action", ())]
    assert sum("Filter.member.1" in form for form in filtered) == len(many.ids())


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("after", ["GetAccountSummary", "GetAccountAuthorizationDetails"])
def test_a_scan_that_is_killed_while_roles_are_listed_ends_as_if_it_never_was(
    serve: Serve, tmp_path: Path, many: Estate, processes: int, after: str
) -> None:
    aws = _Aws(processes, signal.SIGKILL, many)
    endpoint = serve(aws)
    assert aws.run(tmp_path / "whole", resume=False) == 0
    requests = [each.form.get("Action") == [after] for each in endpoint.requests]
    endpoint.requests.clear()
    assert aws.run(tmp_path / "s", resume=False, requests=requests.index(True) + 2) == -signal.SIGKILL
    assert aws.run(tmp_path / "s", resume=True) == 0
    assert Snapshot.open(tmp_path / "s").digest() == Snapshot.open(tmp_path / "whole").digest()
    assert not list(Snapshot.open(tmp_path / "s").gaps())


def test_there_is_nothing_to_resume_where_no_scan_was_interrupted(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="no interrupted scan to resume"):
        SnapshotWriter(tmp_path / "s", [], "start", resume=True)


def test_a_scan_of_something_else_is_not_gone_on_with(tmp_path: Path) -> None:
    SnapshotWriter(tmp_path / "s", ["a"], "start").finish("end", complete=False)
    with pytest.raises(SnapshotError, match="other accounts, Regions, buckets or facts"):
        SnapshotWriter(tmp_path / "s", ["b"], "start", resume=True)
    assert Snapshot.open(tmp_path / "s").meta["complete"] is False


def test_a_whole_snapshot_is_not_gone_on_with(tmp_path: Path) -> None:
    SnapshotWriter(tmp_path / "s", ["a"], "start").finish("end")
    with pytest.raises(SnapshotError, match="no interrupted scan to resume"):
        SnapshotWriter(tmp_path / "s", ["a"], "start", resume=True)


def test_a_scan_that_was_killed_before_it_went_on_is_gone_on_with(tmp_path: Path) -> None:
    """The copy is made in one transaction: what a killed scan leaves of it is a database without tables."""
    path = tmp_path / "s"
    first = SnapshotWriter(path, ["a"], "start")
    first.add(Resource("arn:aws:s3:::b", BUCKET, "b", None))
    first.finish("end", complete=False)
    sqlite3.connect(path.with_name("s.partial")).execute("PRAGMA journal_mode = WAL").close()
    again = SnapshotWriter(path, ["a"], "start", resume=True)
    assert again.known("arn:aws:s3:::b") is not None
    again.finish("end")
    assert Snapshot.open(path).meta["complete"] is True


def test_what_is_gone_on_with_is_nobody_else_s_to_read(tmp_path: Path) -> None:
    SnapshotWriter(tmp_path / "s", ["a"], "start").finish("end", complete=False)
    (tmp_path / "s").chmod(0o644)
    SnapshotWriter(tmp_path / "s", ["a"], "start", resume=True)
    assert (tmp_path / "s.partial").stat().st_mode & 0o777 == 0o600


def test_a_full_disk_is_one_clear_error_and_the_last_good_snapshot_stays(tmp_path: Path) -> None:
    SnapshotWriter(tmp_path / "s", ["a"], "start").finish("end")
    writer = SnapshotWriter(tmp_path / "s", ["b"], "start")
    writer._db.execute("PRAGMA max_page_count = 9")
    with pytest.raises(SnapshotError, match="disk is full"):
        _fill(writer)
    assert Snapshot.open(tmp_path / "s").meta["scope"] == ["a"]


def _fill(writer: SnapshotWriter) -> None:
    for number in range(1000):
        writer.add(Resource(f"arn:aws:s3:::{number}", BUCKET, "x" * 1000, None))
