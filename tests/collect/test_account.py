"""The Regions of an account: every page, in order, or unknown."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from botocore.client import BaseClient

from auditor.collect import account
from auditor.snapshot import Fact
from auditor.snapshot.catalogue import ACCOUNT, FACTS
from tests.collect.canned import Asked, Canned, Reply

Serve = Callable[[Callable[[Asked], Reply]], Canned]
Client = Callable[[str], BaseClient]
WANTED = frozenset({"regions"})
ACTION = FACTS[ACCOUNT]["regions"]


def _page(*names: str, more: str = "") -> Reply:
    regions = [{"RegionName": name, "RegionOptStatus": "ENABLED"} for name in names]
    return Reply(200, json.dumps({"Regions": regions, **({"NextToken": more} if more else {})}).encode())


def test_every_page_of_regions_is_read(serve: Serve, client: Client) -> None:
    endpoint = serve(lambda asked: _page("a-1") if b"NextToken" in asked.body else _page("b-1", more="t"))
    listed = account.read_regions(client("account"), WANTED)["regions"].value
    assert [region["RegionName"] for region in listed] == ["a-1", "b-1"]
    assert [json.loads(asked.body) for asked in endpoint.requests] == [
        {"MaxResults": 50},
        {"MaxResults": 50, "NextToken": "t"},
    ]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(403, b'{"message": "no"}', {"x-amzn-errortype": "AccessDeniedException"}), "AccessDenied"),
        (Reply(200, b"{}"), "UnexpectedAnswer"),
    ],
)
def test_regions_that_are_not_told_are_unknown(serve: Serve, client: Client, reply: Reply, reason: str) -> None:
    serve(lambda _: reply)
    fact = account.read_regions(client("account"), WANTED)["regions"]
    assert (fact.source, fact.reason) == (ACTION, reason)


def test_what_is_not_wanted_is_not_asked_for(client: Client) -> None:
    assert account.read_regions(client("account"), frozenset()) == {}


def test_on_the_emulator(emulator: None, client: Client) -> None:
    fact = account.read_regions(client("account"), WANTED)["regions"]
    assert fact == Fact.of(ACTION, sorted(fact.value, key=lambda region: region["RegionName"]))
