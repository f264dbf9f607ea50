"""DataSync tasks: every page, every task, and the places that tasks name, wherever these are; one call at a time."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from auditor.collect import datasync
from auditor.collect.paging import More
from auditor.collect.session import AccountSession
from auditor.demo.owners import Owners
from auditor.snapshot import Fact, State
from tests.collect.canned import Asked, Canned, Reply
from tests.collect.conftest import A

Serve = Callable[[Callable[[Asked], Reply]], Canned]
HERE, THERE = "us-east-1", "eu-west-1"


def _arn(kind: str, number: int, region: str = HERE) -> str:
    return f"arn:aws:datasync:{region}:{A}:{kind}-{number:017}"


FIRST, SECOND = _arn("task/task", 1), _arn("task/task", 2)
SOURCE, NEAR, FAR = _arn("location/loc", 1), _arn("location/loc", 2), _arn("location/loc", 3, THERE)
URIS = {SOURCE: "s3://source/", NEAR: "s3://near/prefix/", FAR: "s3://far/"}


def _read(session: AccountSession) -> Fact:
    so_far = None
    while isinstance(found := datasync.read_tasks(session, HERE, so_far), More):
        so_far = json.loads(json.dumps(found.so_far))  # it goes from process to process
    return found


def _asked(asked: Asked) -> tuple[str, dict[str, str], str]:
    """Operation, parameters, Region."""
    operation = asked.headers["x-amz-target"].rpartition(".")[2]
    return operation, json.loads(asked.body), asked.headers["authorization"].split("/")[2]


def _two_tasks(asked: Asked) -> Reply:
    """Two pages of a task each; the second writes to another Region."""
    operation, given, region = _asked(asked)
    if operation == "ListTasks":
        second = given.get("NextToken") == "t"
        said = {"Tasks": [{"TaskArn": SECOND if second else FIRST}], **({} if second else {"NextToken": "t"})}
    elif operation == "DescribeTask":
        to = NEAR if given["TaskArn"] == FIRST else FAR
        said = {"TaskArn": given["TaskArn"], "Name": "copy", "Status": "AVAILABLE", "Options": {"Uid": "NONE"},
                "SourceLocationArn": SOURCE, "DestinationLocationArn": to}  # fmt: skip
    else:
        second = given.get("NextToken") == "l"
        held = [FAR] if region == THERE else [NEAR, _arn("location/loc", 9)] if second else [SOURCE]
        rows = [{"LocationArn": arn, "LocationUri": URIS.get(arn, "nfs://server/share")} for arn in held]
        said = {"Locations": rows, **({"NextToken": "l"} if region == HERE and not second else {})}
    return Reply(200, json.dumps(said).encode())


def test_every_task_is_read_with_where_it_copies_from_and_to(serve: Serve, session: AccountSession) -> None:
    endpoint = serve(_two_tasks)
    fact = _read(session)
    plain = {"Name": "copy", "Status": "AVAILABLE", "SourceLocationArn": SOURCE, "source_uri": "s3://source/"}
    assert fact == Fact.of(
        "datasync:DescribeTask",
        [
            {**plain, "TaskArn": FIRST, "DestinationLocationArn": NEAR, "destination_uri": "s3://near/prefix/"},
            {**plain, "TaskArn": SECOND, "DestinationLocationArn": FAR, "destination_uri": "s3://far/"},
        ],
    )
    assert [_asked(asked)[0] for asked in endpoint.requests] == [
        "ListTasks", "ListTasks", "DescribeTask", "DescribeTask", "ListLocations", "ListLocations", "ListLocations",
    ]  # fmt: skip


def test_a_region_without_tasks_is_asked_once(serve: Serve, session: AccountSession) -> None:
    endpoint = serve(lambda _: Reply(200, b'{"Tasks": []}'))
    assert _read(session) == Fact.of("datasync:DescribeTask", [])
    assert len(endpoint.requests) == 1


def test_a_location_that_no_list_holds_has_no_uri(serve: Serve, session: AccountSession) -> None:
    def answer(asked: Asked) -> Reply:
        operation, _, _ = _asked(asked)
        return Reply(200, b'{"Locations": []}') if operation == "ListLocations" else _two_tasks(asked)

    serve(answer)
    assert [set(task) & {"source_uri", "destination_uri"} for task in _read(session).value] == [set(), set()]


@pytest.mark.parametrize("refused", ["ListTasks", "DescribeTask", "ListLocations"])
def test_the_call_that_was_refused_is_named(serve: Serve, session: AccountSession, refused: str) -> None:
    def answer(asked: Asked) -> Reply:
        denied = Reply(400, b'{"__type": "AccessDeniedException", "message": "no"}')
        return denied if _asked(asked)[0] == refused else _two_tasks(asked)

    serve(answer)
    assert _read(session) == Fact.unknown(f"datasync:{refused}", "AccessDenied", "no")


@pytest.mark.parametrize("said", [b"{}", b'{"Tasks": [{}]}', b'{"Tasks": null}', b"[]"])
def test_what_is_no_list_of_tasks_is_no_answer(serve: Serve, session: AccountSession, said: bytes) -> None:
    serve(lambda _: Reply(200, said))
    fact = _read(session)
    assert (fact.state, fact.source, fact.reason) == (State.UNKNOWN, "datasync:ListTasks", "UnexpectedAnswer")


def test_on_the_emulator(emulator: None, session: AccountSession) -> None:
    owner = Owners().client("datasync", "123456789012")
    role = {"BucketAccessRoleArn": "arn:aws:iam::123456789012:role/copies"}
    source, to = (
        owner.create_location_s3(S3BucketArn=f"arn:aws:s3:::{name}", S3Config=role)["LocationArn"]
        for name in ("a", "b")
    )
    made = owner.create_task(SourceLocationArn=source, DestinationLocationArn=to, Name="copy")["TaskArn"]
    (task,) = _read(session).value
    assert (task["TaskArn"], task["source_uri"], task["destination_uri"]) == (made, "s3://a", "s3://b")
    assert ":123456789012:" in made
