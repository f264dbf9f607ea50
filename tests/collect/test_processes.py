"""Calls on worker processes: answers come back, the dead are replaced, nothing outlives the scan, nobody writes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psutil
import pytest

from auditor.collect import lending
from auditor.collect.opening import Opened
from auditor.collect.processes import WORTH_IT, Processes
from auditor.collect.recipe import Recipe, leave, lend, read, workplace
from auditor.collect.work import Work
from auditor.config import Account, Config
from auditor.errors import ReadOnlyViolation
from auditor.snapshot import Resource
from auditor.snapshot.catalogue import BUCKET
from tests.collect.canned import Asked, Canned, Reply, assumed, error, xml

Serve = Callable[[Callable[[Asked], Reply]], Canned]
LONG = 60.0
"""Seconds that a loaded machine may take to start a process."""


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + LONG
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


@contextmanager
def _workers(
    processes: int = 2, answer: Callable[[str], object] = str, place: Callable[..., str | None] = lambda *_: None
) -> Iterator[Processes]:
    """An executor whose workers have started."""
    executor = Processes(processes, 8, answer, place)
    executor.expect(WORTH_IT)
    try:
        _until(lambda: len(executor.workers) == processes)
        yield executor
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _broken(said: str) -> None:
    raise ReadOnlyViolation(said)


class _Local(Exception):
    def __init__(self, one: int, two: int) -> None:
        super().__init__(one)
        self.two = two


def _not_portable() -> None:
    raise _Local(1, 2)


def _slow_pid() -> int:
    time.sleep(0.5)
    return os.getpid()


def _deadly(here: int) -> str:
    if os.getpid() != here:
        os.kill(os.getpid(), signal.SIGKILL)
    return "done here"


def _ask(question: str) -> object:
    return lending._parent(question) if lending._parent else None


def test_little_work_is_done_in_this_process() -> None:
    executor = Processes(2, 4, str, lambda *_: None)
    executor.expect(WORTH_IT - 1)
    assert executor.submit(os.getpid).result(LONG) == os.getpid()
    assert executor.workers == []
    executor.shutdown()


def test_one_process_is_this_one() -> None:
    executor = Processes(1, 4, str, lambda *_: None)
    executor.expect(10 * WORTH_IT)
    assert executor.submit(os.getpid).result(LONG) == os.getpid()
    executor.shutdown()


def test_work_is_spread_over_all_workers() -> None:
    with _workers() as executor:
        done = [executor.submit(_slow_pid) for _ in range(8)]
        assert {future.result(LONG) for future in done} == set(executor.workers)


def test_calls_of_one_place_go_to_one_worker() -> None:
    with _workers(place=str) as executor:
        for name in ("a", "b", "c"):
            assert len({executor.submit(_pid_for, name).result(LONG) for _ in range(6)}) == 1


def _pid_for(_: str) -> int:
    return os.getpid()


def test_what_is_raised_in_a_worker_is_raised_here() -> None:
    with _workers() as executor, pytest.raises(ReadOnlyViolation, match="not on the list"):
        executor.submit(_broken, "not on the list").result(LONG)


def test_an_error_that_cannot_be_pickled_is_told_of() -> None:
    with _workers() as executor, pytest.raises(RuntimeError, match="_Local: 1"):
        executor.submit(_not_portable).result(LONG)


def test_workers_ask_the_process_that_started_them() -> None:
    with _workers(answer=lambda question: f"{question}!") as executor:
        assert executor.submit(_ask, "who").result(LONG) == "who!"


def test_an_answer_that_fails_is_an_error_of_the_question() -> None:
    def refuse(_: str) -> object:
        raise ReadOnlyViolation("no")

    with _workers(answer=refuse) as executor, pytest.raises(ReadOnlyViolation, match="no"):
        executor.submit(_ask, "who").result(LONG)


def test_what_a_killed_worker_had_is_done_by_others() -> None:
    with _workers() as executor:
        done = [executor.submit(_slow_pid) for _ in range(16)]
        killed = executor.workers[0]
        os.kill(killed, signal.SIGKILL)
        pids = [future.result(LONG) for future in done]
        assert len(pids) == 16
        _until(lambda: len(executor.workers) == 2)
        assert killed not in executor.workers


def test_work_that_kills_workers_is_done_here_at_last() -> None:
    with _workers() as executor:
        assert executor.submit(_deadly, os.getpid()).result(LONG) == "done here"


def test_workers_end_with_the_executor() -> None:
    with _workers() as executor:
        pids = executor.workers
        executor.submit(time.sleep, 60)
    assert not any(_alive(pid) for pid in pids)


PARENT = """
import time
from auditor.collect.processes import WORTH_IT, Processes
executor = Processes(2, 8, str, lambda *_: None)
executor.expect(WORTH_IT)
while len(executor.workers) < 2:
    time.sleep(0.01)
executor.submit(time.sleep, 600)
print(*executor.workers, flush=True)
time.sleep(600)
"""


def test_workers_end_when_the_scan_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as scan:
        assert scan.stdout is not None
        pids = [int(pid) for pid in scan.stdout.readline().split()]
        assert len(pids) == 2
        scan.kill()
    _until(lambda: not any(_alive(pid) for pid in pids))


ACCOUNTS = [f"{number:012}" for number in range(1, 9)]
CONFIG = Config(accounts=tuple(Account(id=id, role="audit") for id in ACCOUNTS), timeout=LONG)


@contextmanager
def _scan(config: Config) -> Iterator[tuple[Recipe, Processes]]:
    recipe = Recipe.of(config)
    workplace(recipe)
    with _workers(answer=lambda account: lend(recipe, account)) as executor:
        yield recipe, executor
    leave(recipe)


def _aws(asked: Asked) -> Reply:
    if asked.form.get("Action") == ["AssumeRole"]:
        return assumed(f"ASIA{asked.form['RoleArn'][0].split(':')[4]}AAAA")
    return Reply(200, xml("VersioningConfiguration"))


def _signed(asked: Asked) -> str:
    return asked.headers["authorization"].partition("Credential=")[2].partition("/")[0]


def _versioning(account: str, number: int) -> Work:
    return Work(BUCKET, account, f"{account}-{number}", frozenset({"versioning"}), "us-east-1")


def test_each_request_of_a_worker_is_signed_with_the_key_of_its_own_account(serve: Serve) -> None:
    endpoint = serve(_aws)
    with _scan(CONFIG) as (recipe, executor):
        reading = partial(read, recipe)
        work = [_versioning(account, number) for number in range(8) for account in ACCOUNTS]
        for future in [executor.submit(reading, each) for each in work]:
            future.result(LONG)
    asked = [each for each in endpoint.requests if "versioning" in each.query]
    assert len(asked) == len(work)
    assert {(_signed(each), each.path[1:13]) for each in asked} == {(f"ASIA{id}AAAA", id) for id in ACCOUNTS}
    assumed = [each.form["RoleArn"][0] for each in endpoint.requests if "RoleArn" in each.form]
    assert len(assumed) == len(set(assumed)) == len(ACCOUNTS)


def test_an_account_that_cannot_be_entered_has_the_same_reason_in_a_worker(serve: Serve) -> None:
    denied = b"<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>"
    serve(lambda _: Reply(403, denied))
    with _scan(CONFIG) as (recipe, executor):
        work = _versioning(ACCOUNTS[0], 1)
        there, here = executor.submit(partial(read, recipe), work).result(LONG), read(recipe, work)
    assert isinstance(there, Resource)
    assert there.fact("versioning").reason == "AccessDenied"
    assert there == here


def _write(recipe: Recipe, account: str) -> None:
    client = workplace(recipe).sessions[account].client("s3")
    client.put_bucket_versioning(Bucket="b", VersioningConfiguration={"Status": "Suspended"})


def test_a_worker_s_clients_write_nothing(serve: Serve) -> None:
    endpoint = serve(_aws)
    with _scan(CONFIG) as (recipe, executor), pytest.raises(ReadOnlyViolation, match="was not sent"):
        executor.submit(_write, recipe, ACCOUNTS[0]).result(LONG)
    assert endpoint.requests == []


def test_many_results_arrive_each_at_its_own_call() -> None:
    with _workers() as executor:
        futures: list[Future[int]] = [executor.submit(abs, -number) for number in range(3000)]
        assert [future.result(LONG) for future in futures] == list(range(3000))


def test_the_claim_on_a_snapshot_s_file_is_no_worker_s(tmp_path: Path) -> None:
    """A killed scan can be gone on with at once, whatever its workers still do."""
    with (tmp_path / "claimed").open("w") as claimed:
        os.set_inheritable(claimed.fileno(), True)
        assert _opened(os.getpid()) == {str(tmp_path / "claimed")}
        with _workers() as executor:
            assert not any(_opened(pid) for pid in executor.workers)


def _opened(pid: int) -> set[str]:
    return {file.path for file in psutil.Process(pid).open_files() if file.path.endswith("claimed")}


def test_lent_keys_are_asked_for_again_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    from botocore.credentials import ReadOnlyCredentials

    asked, now = [], [0.0]

    def parent(account: str) -> ReadOnlyCredentials:
        asked.append(account)
        return ReadOnlyCredentials(f"key {len(asked)}", "secret", "token")

    monkeypatch.setattr(lending, "_parent", parent)
    lent = lending.Lent(ACCOUNTS[0], lambda: now[0])
    used = []
    for now[0] in (0.0, 1.0, 29.0, 31.0, 60.0, 62.0):
        used.append(lent.get_frozen_credentials().access_key)
    assert used == ["key 1", "key 1", "key 1", "key 2", "key 2", "key 3"]


def test_opened_accounts_come_back_from_a_worker(serve: Serve) -> None:
    serve(lambda _: error("AccessDenied", 403))
    with _scan(CONFIG) as (recipe, executor):
        work = Work("AWS::::Account", ACCOUNTS[0], "", frozenset({"buckets"}))
        found = executor.submit(partial(read, recipe), work).result(LONG)
    assert isinstance(found, Opened)
    assert found.failure is not None
