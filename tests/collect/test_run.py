"""A whole collection over real HTTP and STS: faults stay where they are, and an interruption stops it."""

from __future__ import annotations

import http.client
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from auditor.collect import Event, Stage, actions, collect
from auditor.collect.session_policy import read_only
from auditor.config import Account, Config
from auditor.demo.environment import isolated
from auditor.snapshot import Snapshot, SnapshotWriter, State
from auditor.snapshot.catalogue import ACCOUNT, in_use
from tests.collect import world
from tests.collect.canned import Asked, Canned, Reply, Reset, Silence, canned, error, xml
from tests.collect.conftest import A, B, C


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The mended emulator in a process of its own, with the estate of this module; its address."""
    with isolated({}):
        process = subprocess.Popen(
            [sys.executable, "-m", "auditor.demo.server"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
    assert process.stdout is not None
    try:
        address = process.stdout.readline().strip()
        with isolated({}):
            _estate(address)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)
        process.stdout.close()


ACCOUNTS = tuple(Account(id=id, role="audit", external_id=world.EXTERNAL_ID) for id in (A, B))
KEYS: dict[str, str] = {}


def _estate(address: str) -> None:
    KEYS.update(world.hub_keys(address))
    for account in (A, B):
        world.audited(account, address)
    role = world.replicator(A, endpoint=address)
    for number in range(3):
        world.bucket(B, f"copy-{number}", "eu-west-1", address)
        source = world.bucket(A, f"source-{number}", endpoint=address)
        world.replicate(source, f"source-{number}", role, f"copy-{number}")
    block = {"BlockPublicAcls": True}
    owner = world.owner(A, "s3control", endpoint=address)
    owner.meta.events.register("before-call.s3-control", lambda params, **_: params.update(
        url=params["url"].replace(f"{A}.", "")))  # fmt: skip
    owner.put_public_access_block(AccountId=A, PublicAccessBlockConfiguration=block)


Fault = Callable[[Asked], Reply | None]


def _forward(address: str, asked: Asked) -> Reply:
    """The emulator's own answer."""
    host = address.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=60)
    target = asked.path + ("?" + asked.raw_query if asked.raw_query else "")
    connection.request(asked.method, target, asked.body, dict(asked.headers))
    answer = connection.getresponse()
    kept = {name: value for name, value in answer.getheaders() if name.lower().startswith(("x-amz", "content-type"))}
    reply = Reply(answer.status, answer.read(), kept)
    connection.close()
    return reply


@pytest.fixture
def through(server: str, clean: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Fault], Canned]]:
    """A proxy before the emulator that puts a fault in the place of some answers."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    started = []

    def start(fault: Fault) -> Canned:
        proxy = canned(lambda asked: fault(asked) or _forward(server, asked))
        endpoint = proxy.__enter__()
        started.append(proxy)
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint.url)
        return endpoint

    yield start
    for proxy in started:
        proxy.__exit__(None, None, None)


def _collect(
    path: Path,
    *accounts: Account,
    progress: Callable[[Event], None] = lambda _: None,
    session_policy: bool = True,
    timeout: float = 60,
) -> Snapshot:
    """A scan; by default it waits as long for an answer as a loaded machine may take."""
    writer = SnapshotWriter(path, None, "start")
    config = Config(accounts=accounts, concurrency=4, timeout=timeout, session_policy=session_policy, attempts=1)
    try:
        collect(config, writer, None, progress)
    except KeyboardInterrupt:
        writer.finish("end", complete=False)
        raise
    writer.finish("end")
    return Snapshot.open(path)


def _gaps(snapshot: Snapshot) -> list[tuple[str, str, str]]:
    return [(resource.name, name, fact.reason) for resource, name, fact in snapshot.gaps()]


def test_two_scans_of_the_same_world_are_equal_and_whole(through: Callable[[Fault], Canned], tmp_path: Path) -> None:
    through(lambda _: None)
    first, second = (_collect(tmp_path / name, *ACCOUNTS) for name in ("first", "second"))
    assert first.digest() == second.digest()
    assert _gaps(first) == []
    assert len(list(first.resources("AWS::S3::Bucket"))) == 6


def test_the_account_s_block_is_read_at_a_custom_endpoint(through: Callable[[Fault], Canned], tmp_path: Path) -> None:
    through(lambda _: None)
    account = _collect(tmp_path / "s", ACCOUNTS[0]).get(f"arn:aws:iam::{A}:root")
    assert account is not None
    assert account.fact("public_access_block").value["BlockPublicAcls"] is True


def _silent(_: Asked) -> Reply:
    raise Silence


def _torn(_: Asked) -> Reply:
    raise Reset


def _at_one_fact(fault: Callable[[Asked], Reply]) -> Fault:
    return lambda asked: fault(asked) if asked.path == "/copy-1" and "versioning" in asked.query else None


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (_torn, "ConnectionFailed"),
        (lambda _: error("SlowDown", 503), "Throttled"),
        (lambda _: error("ExpiredToken", 400), "CredentialsExpired"),
        (lambda _: Reply(200, xml("ListBucketResult")), "UnexpectedAnswer"),
        (lambda _: Reply(500, b"<html>"), "ServerError"),
    ],
)
def test_a_fault_is_one_unknown_fact_and_no_more(
    through: Callable[[Fault], Canned], tmp_path: Path, fault: Callable[[Asked], Reply], reason: str
) -> None:
    through(_at_one_fact(fault))
    assert _gaps(_collect(tmp_path / "s", *ACCOUNTS)) == [("copy-1", "versioning", reason)]


def test_a_silence_is_one_unknown_fact_and_no_more(through: Callable[[Fault], Canned], tmp_path: Path) -> None:
    through(_at_one_fact(_silent))
    assert _gaps(_collect(tmp_path / "s", *ACCOUNTS, timeout=5)) == [("copy-1", "versioning", "Timeout")]


def test_a_dead_account_and_a_cut_listing_leave_the_rest_readable(
    through: Callable[[Fault], Canned], tmp_path: Path
) -> None:
    def fault(asked: Asked) -> Reply | None:
        return Reply(500, b"") if asked.form.get("RoleArn") == [f"arn:aws:iam::{B}:role/audit"] else None

    through(fault)
    snapshot = _collect(tmp_path / "s", *ACCOUNTS, Account(id=C, role="nobody-made-this"))
    states = {
        resource.account: (resource.fact("access").state, resource.fact("access").reason)
        for resource in snapshot.resources("AWS::::Account")
    }
    assert states == {
        A: (State.VALUE, ""),
        B: (State.UNKNOWN, "ServerError"),
        C: (State.UNKNOWN, "AccessDenied"),
    }
    copy = snapshot.get("arn:aws:s3:::copy-0")
    assert copy is not None
    assert copy.fact("existence").value == {"Region": "eu-west-1"}


def test_no_request_is_signed_with_another_account_s_keys(through: Callable[[Fault], Canned], tmp_path: Path) -> None:
    endpoint = through(lambda _: None)
    _collect(tmp_path / "s", *ACCOUNTS)
    keys: dict[str, set[str]] = {"source": set(), "copy": set()}
    for asked in endpoint.requests:
        kind = asked.path.strip("/").partition("-")[0]
        if kind in keys:
            keys[kind].add(asked.headers["authorization"].partition("Credential=")[2].partition("/")[0])
    assert [len(used) for used in keys.values()] == [1, 1]
    assert keys["source"].isdisjoint(keys["copy"])


@pytest.mark.parametrize(("switched", "passed"), [(True, [read_only(actions())]), (False, None)])
def test_sessions_are_held_to_reading_unless_that_is_switched_off(
    switched: bool, passed: list[str] | None, through: Callable[[Fault], Canned], tmp_path: Path
) -> None:
    endpoint = through(lambda _: None)
    _collect(tmp_path / "s", *ACCOUNTS, session_policy=switched)
    assumed = [asked.form for asked in endpoint.requests if asked.form.get("Action") == ["AssumeRole"]]
    assert [form.get("Policy") for form in assumed] == [passed, passed]


def test_only_reads_are_sent(through: Callable[[Fault], Canned], tmp_path: Path) -> None:
    endpoint = through(lambda _: None)
    _collect(tmp_path / "s", *ACCOUNTS)
    reads = (
        "AssumeRole", "GetCallerIdentity", "GetRole", "ListRolePolicies", "ListAttachedRolePolicies", "DescribeAlarms",
        "ListMetrics", "DescribeTrails", "DescribeConfigurationRecorders", "listRegions", "DescribeOrganization",
        "ListTasks", "GetAccountAuthorizationDetails",
    )  # fmt: skip
    posted = [asked for asked in endpoint.requests if asked.method not in ("GET", "HEAD")]
    assert {_operation(asked) for asked in posted} <= set(reads)


def test_jobs_and_tasks_are_asked_for_once_in_each_region_that_an_account_has_enabled(
    through: Callable[[Fault], Canned], tmp_path: Path
) -> None:
    endpoint = through(lambda _: None)
    snapshot = _collect(tmp_path / "s", *ACCOUNTS)
    listed = [each for each in endpoint.requests if each.path == "/v20180820/jobs" or _operation(each) == "ListTasks"]
    asked = Counter(tuple(each.headers["authorization"].split("/")[2:4]) for each in listed)
    enabled = {name for account in snapshot.resources(ACCOUNT) for name in in_use(account.fact("regions").value)}
    assert asked == {(name, service): len(ACCOUNTS) for name in enabled for service in ("s3", "datasync")}


def _operation(asked: Asked) -> str:
    """Of a request that is no GET: its form names it, its target, or its path."""
    target = asked.headers.get("x-amz-target", asked.path.replace("/", "."))
    return asked.form["Action"][0] if "Action" in asked.form else target.rpartition(".")[2]


def test_an_interruption_stops_sending_and_keeps_what_came(through: Callable[[Fault], Canned], tmp_path: Path) -> None:
    endpoint = through(lambda _: None)

    def interrupt(event: Event) -> None:
        if event.stage is Stage.BUCKETS:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _collect(tmp_path / "s", *ACCOUNTS, progress=interrupt)
    snapshot = Snapshot.open(tmp_path / "s")
    assert snapshot.meta["complete"] is False
    assert len(list(snapshot.resources("AWS::S3::Bucket"))) == 1
    assert not [asked for asked in endpoint.requests if asked.form.get("Action") == ["GetRole"]]
