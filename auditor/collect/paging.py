"""A list of AWS's, one page at a time -> a fact at the end, or what has been read so far and where to go on.

Where AWS documents how many requests an account may make in a second, no worker asks for page after page on its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from botocore.client import BaseClient

from auditor.collect.judge import Failure, attempt
from auditor.collect.read import Call, ask, need, next_token, plain, settle
from auditor.snapshot import Fact, Json


@dataclass(frozen=True, slots=True)
class More:
    """There is more of the list."""

    so_far: Json
    """What has been read, and what to ask for next; for the reader of the same fact."""


def next_page(
    client: BaseClient, call: Call, so_far: Json, keep: Callable[[Iterable[Json]], Iterable[Json]], **params: Json
) -> Fact | More:
    """One more page of a list: `call.select` is its member, `keep` what stays of a page, `call.shape` orders the whole.

    A page that fails leaves the fact unknown; who asks again with the same `so_far` goes on with that page.
    """
    token, found = so_far or ("", [])
    asked = {**dict(call.always), **params, **({"NextToken": token} if token else {})}
    page = attempt(lambda: _page(ask(client, call.operation, **asked), call, keep, token))
    if isinstance(page, Failure):
        return settle(call, page)
    items, token = page
    found = [*found, *items]
    return More((token, found)) if token else Fact.of(call.action, call.shape(found) if call.shape else found)


def _page(
    said: Json, call: Call, keep: Callable[[Iterable[Json]], Iterable[Json]], given: str
) -> tuple[list[Json], str]:
    return [plain(item) for item in keep(need(said, call.select))], next_token(said, given)
