"""The account's own facts, and S3 Control at an endpoint that is not AWS's."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.hooks import HierarchicalEmitter
from botocore.stub import Stubber

from auditor.collect import s3control
from auditor.snapshot import Fact
from auditor.snapshot.catalogue import ACCOUNT, FACTS
from tests.collect.canned import Asked, Canned, Reply, xml

Serve = Callable[[Callable[[Asked], Reply]], Canned]
Client = Callable[[str], BaseClient]
ID = "111111111111"
WANTED = frozenset({"public_access_block"})
ACTION = FACTS[ACCOUNT]["public_access_block"]


def test_an_account_without_a_block_certainly_has_none(client: Client) -> None:
    made = client("s3control")
    with Stubber(made) as stub:
        stub.add_client_error("get_public_access_block", "NoSuchPublicAccessBlockConfiguration", "", 404)
        facts = s3control.read_account(made, ID, WANTED)
    assert facts == {"public_access_block": Fact.absent(ACTION, "NoSuchPublicAccessBlockConfiguration")}


def test_a_custom_endpoint_is_reached_by_its_own_name_and_told_the_account(serve: Serve, client: Client) -> None:
    block = "".join(f"<{flag}>true</{flag}>" for flag in ("BlockPublicAcls", "RestrictPublicBuckets"))
    endpoint = serve(lambda _: Reply(200, xml("PublicAccessBlockConfiguration", block)))
    facts = s3control.read_account(client("s3control"), ID, WANTED)
    assert facts["public_access_block"] == Fact.of(ACTION, {"BlockPublicAcls": True, "RestrictPublicBuckets": True})
    headers = endpoint.requests[0].headers
    assert (headers["host"], headers["x-amz-account-id"]) == (endpoint.url.removeprefix("http://"), ID)
    assert "x-amz-account-id" in headers["authorization"]


def test_nothing_is_read_that_is_not_wanted(client: Client) -> None:
    assert s3control.read_account(client("s3control"), ID, frozenset({"buckets"})) == {}


def _sent(endpoint: str, url: str, account: str = ID) -> str:
    """Where a request to `url` goes, from a client whose endpoint is `endpoint`."""
    events = HierarchicalEmitter()
    client: Any = SimpleNamespace(meta=SimpleNamespace(endpoint_url=endpoint, events=events))
    s3control.plain_host(client)
    request = {"url": url, "headers": {"x-amz-account-id": account}}
    events.emit("before-call.s3-control.GetPublicAccessBlock", params=request)
    return str(request["url"])


@pytest.mark.parametrize(
    "host",
    [
        "s3-control.eu-west-1.amazonaws.com",
        "s3-control.cn-north-1.amazonaws.com.cn",
        "s3-control.dualstack.eu-west-1.api.aws",
        "control.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com",
    ],
)
def test_a_host_of_aws_keeps_the_account_before_it(host: str) -> None:
    url = f"https://{ID}.{host}/v20180820/configuration/publicAccessBlock"
    assert _sent(f"https://{host}", url) == url


@pytest.mark.parametrize("host", ["127.0.0.1:4566", "emulator:5000", "localhost", "amazonaws.com.evil.example"])
def test_a_host_that_is_not_aws_s_loses_it(host: str) -> None:
    assert _sent(f"http://{host}", f"http://{ID}.{host}/v20180820/x?y=1") == f"http://{host}/v20180820/x?y=1"


def test_a_host_that_merely_begins_with_digits_is_left_alone() -> None:
    assert _sent("http://10.0.0.1", "http://10.0.0.1/x", "10") == "http://10.0.0.1/x"
