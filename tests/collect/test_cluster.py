"""A scan on a Dask cluster: the snapshot is as read here, though a worker is killed; keys are the workers' own."""

from __future__ import annotations

import gc
import logging
import os
import platform
import re
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dask
import pytest
from distributed import KilledWorker, LocalCluster, Security

from auditor.collect import cluster as module
from auditor.collect.cluster import ClusterError, serve
from auditor.collect.guard import Stopped
from auditor.collect.run import collect
from auditor.collect.work import Work
from auditor.config import Account, Config
from auditor.errors import UsageError
from auditor.snapshot import Snapshot, SnapshotWriter
from auditor.snapshot.catalogue import BUCKET
from tests.collect.aws import ESTATE, answer
from tests.collect.canned import Asked, Canned, Reply
from tests.collect.conftest import KEYS, A

Serve = Callable[[Callable[[Asked], Reply]], Canned]
ACCOUNTS = tuple(Account(id=id, role="audit") for id in ESTATE.ids())


@pytest.fixture(autouse=True)
def _let_go() -> Iterator[None]:
    """A client that failed to connect is garbage. Found while the next one starts it would stop, and wait for, that."""
    yield
    gc.collect()


class Deadly:
    """The bench's estate, which kills a process at one of its requests."""

    def __init__(self) -> None:
        self.victim, self.at, self.asked = 0, 0, 0

    def __call__(self, asked: Asked) -> Reply:
        self.asked += 1
        if self.asked == self.at:
            os.kill(self.victim, signal.SIGKILL)
        return answer(asked)


@contextmanager
def workers(number: int, **given: Any) -> Iterator[LocalCluster]:
    """A cluster on loopback whose workers have the credentials of this moment's environment."""
    quiet = {"dashboard_address": None, "silence_logs": logging.CRITICAL}
    with LocalCluster(n_workers=number, threads_per_worker=4, **quiet, **given) as cluster:
        yield cluster


def scan(path: Path, scheduler: str | None) -> Snapshot:
    """The estate, read by the scheduler's workers or here."""
    writer = SnapshotWriter(path, None, "start")
    collect(Config(accounts=ACCOUNTS, concurrency=4, timeout=60, scheduler=scheduler), writer, None, lambda _: None)
    writer.finish("end")
    return Snapshot.open(path)


def test_the_snapshot_is_the_same_though_a_worker_is_lost(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aws = Deadly()
    serve(aws)
    here = scan(tmp_path / "here", None).digest()
    ambient = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    with workers(2, processes=True, env=ambient) as cluster:
        for name in KEYS:
            monkeypatch.delenv(name)
        aws.victim, aws.at = cluster.workers[0].process.pid, aws.asked + 200
        there = scan(tmp_path / "there", cluster.scheduler_address)
    assert aws.asked > aws.at
    assert list(there.gaps()) == []
    assert there.digest() == here


def test_a_scheduler_is_reached_by_tls_with_the_certificates_that_dask_is_configured_with(
    serve: Serve, tmp_path: Path
) -> None:
    serve(answer)
    security = Security.temporary()
    with (
        workers(1, processes=False, protocol="tls://", security=security) as cluster,
        dask.config.set(_configured(security)),
    ):
        found = scan(tmp_path / "with", cluster.scheduler_address)
    assert found.digest() == scan(tmp_path / "here", None).digest()


def test_without_the_certificates_no_scheduler_is_reached_by_tls(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(answer)
    monkeypatch.setattr(module, "_PATIENCE", 2.0)
    with (
        workers(1, processes=False, protocol="tls://", security=Security.temporary()) as cluster,
        pytest.raises(UsageError, match="certificates"),
    ):
        scan(tmp_path / "without", cluster.scheduler_address)


def _configured(security: Security) -> dict[str, Any]:
    said = security.get_tls_config_for_role("client")
    place = "distributed.comm.tls"
    return {
        f"{place}.ca-file": said["ca_file"],
        f"{place}.client.cert": said["cert"],
        f"{place}.client.key": said["key"],
    }


def test_where_nothing_listens_the_address_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.2)
    with pytest.raises(UsageError, match=r"--scheduler tcp://127.0.0.1:9: cannot be reached"):
        scan(tmp_path / "s", "tcp://127.0.0.1:9")


def test_a_cluster_without_workers_is_no_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.5)
    with workers(0, processes=False, protocol="tcp://") as cluster, pytest.raises(ClusterError, match="no workers"):
        scan(tmp_path / "s", cluster.scheduler_address)


def test_without_dask_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "auditor.collect.cluster", None)
    with pytest.raises(UsageError, match=re.escape("pip install 'auditor[cluster]'")):
        scan(tmp_path / "s", "tcp://127.0.0.1:9")


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"auditor": "0.0.1"}, "worker tcp://w:1 has auditor 0.0.1, this process "),
        ({"auditor": None}, r"worker tcp://w:1 has auditor \(none\), this process "),
        ({"botocore": "1.0"}, "worker tcp://w:1 has botocore 1.0, this process "),
        ({"python": "3.9.1.final.0"}, "worker tcp://w:1 has python 3.9, this process "),
        ({}, "^$"),
    ],
)
def test_a_worker_that_is_unlike_this_process_is_named(other: dict[str, str | None], said: str) -> None:
    alike = {**module._ALIKE, "python": platform.python_version() + ".final.0"}
    assert re.match(said, module._unlike({"tcp://w:1": {"packages": {**alike, **other}}}))


@pytest.mark.parametrize(
    ("status", "error", "said"),
    [
        ("closed", RuntimeError("gone"), "the scheduler is gone"),
        ("running", KilledWorker("task", None, 4), "too many workers were lost"),
        ("running", CancelledError(), "too many workers were lost"),
    ],
)
def test_what_ended_a_scan_on_a_cluster_is_said_and_how_to_go_on(status: str, error: Exception, said: str) -> None:
    told = module._explained(SimpleNamespace(status=status), error)
    assert isinstance(told, ClusterError)
    assert said in str(told)
    assert "--resume" in str(told)


def test_an_error_in_which_the_cluster_has_no_part_is_not_explained_by_it() -> None:
    sound = SimpleNamespace(
        status="running", wait_for_workers=lambda *_, **__: None, get_versions=lambda **_: {"workers": {}}
    )
    assert module._explained(sound, ZeroDivisionError()) is None


def test_a_straggler_of_a_scan_that_has_ended_sends_nothing() -> None:
    with pytest.raises(Stopped):
        serve("another scan", Work(BUCKET, A, "b", frozenset()))
