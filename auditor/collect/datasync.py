"""The DataSync tasks of one Region: listed, described, and the places that they copy from and to; one call at a time.

A list of tasks does not name their locations, and a described task names them by ARN only, so the locations of the
Regions that tasks name are listed too, if there is a task; each has a URI, of an S3 bucket `s3://bucket/prefix`
(DataSync API, "ListTasks", "DescribeTask", "ListLocations"). No page tells how often that may be asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from botocore.client import BaseClient

from auditor.collect.judge import Failure, attempt
from auditor.collect.paging import More
from auditor.collect.read import Call, answer, ask, need, next_token, plain, settle, step
from auditor.snapshot import Fact, Json

if TYPE_CHECKING:
    from auditor.collect.session import AccountSession

_PAGE = (("MaxResults", 100),)
"""The most that one answer can hold."""
_ENDS = (("source_uri", "SourceLocationArn"), ("destination_uri", "DestinationLocationArn"))

LIST = Call("datasync_tasks", "list_tasks", "datasync:ListTasks", always=_PAGE, select="Tasks")
TASKS = Call("datasync_tasks", "describe_task", "datasync:DescribeTask",
             keep=("TaskArn", "Name", "Status", "SourceLocationArn", "DestinationLocationArn"),
             needs=("TaskArn", "SourceLocationArn", "DestinationLocationArn"))  # fmt: skip
LOCATIONS = Call("datasync_tasks", "list_locations", "datasync:ListLocations", always=_PAGE, select="Locations")
FACTS = (TASKS,)
CALLS = (LIST, TASKS, LOCATIONS)


def read_tasks(session: AccountSession, region: str, so_far: Json) -> Fact | More:
    """The tasks by ARN, each with the URIs of its two locations; without one that no list of locations holds."""
    state = so_far or {"pages": [""], "arns": [], "tasks": [], "places": None, "uris": {}}
    found = attempt(lambda: _on(lambda place: session.client("datasync", place), region, state))
    if isinstance(found, Failure):
        return settle(TASKS, found)
    if found["pages"] or found["arns"] or found["places"]:
        return More(found)
    tasks = [{**task, **_uris(task, found["uris"])} for task in found["tasks"]]
    return Fact.of(TASKS.action, sorted(tasks, key=lambda task: str(task["TaskArn"])))


def _on(client: Callable[[str], BaseClient], region: str, state: Json) -> Json:
    """One call more: while there are any, a page of tasks; then a task; then a page of the locations they name."""
    if state["pages"]:
        listed, pages = _page(client(region), LIST, ("TaskArn",), state["pages"][0])
        return {**state, "arns": [*state["arns"], *(arn for (arn,) in listed)], "pages": pages}
    if state["arns"]:
        arn, *left = state["arns"]
        task = step(TASKS, lambda: answer(client(region), TASKS, {"TaskArn": arn}))
        tasks = [*state["tasks"], task]
        return {**state, "arns": left, "tasks": tasks, "places": None if left else _places(tasks)}
    if not state["places"]:
        return state
    (place, token), *others = state["places"]
    listed, more = _page(client(place), LOCATIONS, ("LocationArn", "LocationUri"), token)
    named = {task[end] for task in state["tasks"] for _, end in _ENDS}
    uris = {arn: uri for arn, uri in listed if arn in named}
    return {**state, "places": [*([place, each] for each in more), *others], "uris": {**state["uris"], **uris}}


def _page(client: BaseClient, call: Call, members: tuple[str, ...], token: str) -> tuple[list[list[str]], list[str]]:
    """What `members` say in each item of a page of `call`, and where the next one is."""

    def read() -> tuple[list[list[str]], list[str]]:
        said = ask(client, call.operation, **dict(call.always), **({"NextToken": token} if token else {}))
        more = next_token(said, token)
        items = [[plain(need(item, member)) for member in members] for item in need(said, call.select)]
        return items, [more] if more else []

    return step(call, read)


def _places(tasks: list[Json]) -> list[Json]:
    """The Regions of the locations, each with the page to begin with."""
    return [[place, ""] for place in sorted({task[end].split(":")[3] for task in tasks for _, end in _ENDS})]


def _uris(task: Json, uris: Mapping[str, str]) -> dict[str, str]:
    return {name: uris[task[end]] for name, end in _ENDS if task[end] in uris}
