"""Many accounts on many threads, through the same shared clients: each request is signed with its own account's key."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from botocore.exceptions import NoCredentialsError

from auditor.collect import clients
from auditor.collect.clients import Sdk, Settings
from auditor.collect.read import ask, pages
from auditor.collect.session import AccountSession
from auditor.config import Account
from tests.collect.canned import Asked, Canned, Reply, assumed, xml
from tests.collect.conftest import A

Serve = Callable[[Callable[[Asked], Reply]], Canned]
ACCOUNTS = [f"{number:012}" for number in range(1, 13)]


def _key_of(account: str) -> str:
    return f"ASIA{account}AAAA"


def _aws(asked: Asked) -> Reply:
    if asked.form.get("Action") == ["AssumeRole"]:
        return assumed(_key_of(asked.form["RoleArn"][0].split(":")[4]))
    if asked.path == "/":  # a listing of two pages, a bucket each
        more = "" if "continuation-token" in asked.query else "<ContinuationToken>t</ContinuationToken>"
        return Reply(200, xml("ListAllMyBucketsResult", f"<Buckets><Bucket><Name>b</Name></Bucket></Buckets>{more}"))
    return Reply(200, xml("VersioningConfiguration"))


def _signed(asked: Asked) -> str:
    return asked.headers["authorization"].partition("Credential=")[2].partition("/")[0]


def test_each_request_is_signed_with_the_key_of_its_own_account(serve: Serve, clean: None) -> None:
    endpoint = serve(_aws)
    sdk = Sdk(Settings(5, 5, 1, 12))
    sessions = [AccountSession(Account(id=account, role="audit"), sdk) for account in ACCOUNTS]
    together = Barrier(len(sessions))

    def read(session: AccountSession) -> None:
        together.wait(30)
        for number in range(8):
            ask(session.client("s3"), "get_bucket_versioning", Bucket=f"{session.account}-{number}")

    with ThreadPoolExecutor(len(sessions)) as executor:
        list(executor.map(read, sessions))
    asked = [each for each in endpoint.requests if "versioning" in each.query]
    assert len(asked) == 8 * len(ACCOUNTS)
    assert {(_signed(each), each.path[1:13]) for each in asked} == {(_key_of(account), account) for account in ACCOUNTS}


def test_pages_that_are_taken_in_turn_keep_their_accounts(serve: Serve, sdk: Sdk) -> None:
    endpoint = serve(_aws)
    sessions = [AccountSession(Account(id=account, role="audit"), sdk) for account in ACCOUNTS[:2]]
    for _ in zip(*(pages(each.client("s3"), "list_buckets", "Buckets") for each in sessions), strict=True):
        pass
    listings = [_signed(asked) for asked in endpoint.requests if asked.method == "GET"]
    assert sorted(listings) == sorted(2 * [_key_of(account) for account in ACCOUNTS[:2]])


def test_clients_of_two_accounts_share_what_is_dear(sdk: Sdk) -> None:
    first, second = (AccountSession(Account(id=account), sdk).client("s3") for account in ACCOUNTS[:2])
    assert first is not second
    assert vars(first)["_endpoint"] is vars(second)["_endpoint"]


def test_nothing_is_signed_while_no_account_is_calling() -> None:
    with pytest.raises(LookupError):
        clients._Acting().get_frozen_credentials()


def test_an_account_without_credentials_borrows_nobody_s(serve: Serve, sdk: Sdk) -> None:
    endpoint = serve(_aws)
    ask(AccountSession(Account(id=A), sdk).client("s3"), "get_bucket_versioning", Bucket="b")
    bare = sdk.client(clients.Identity(None), "s3", "us-east-1")
    with pytest.raises(NoCredentialsError):
        ask(bare, "get_bucket_versioning", Bucket="b")
    assert len(endpoint.requests) == 1
