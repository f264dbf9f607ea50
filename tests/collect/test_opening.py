"""The first look into an account: its facts are all there, whatever becomes of the requests."""

from __future__ import annotations

from collections.abc import Callable

from auditor.collect.clients import Sdk
from auditor.collect.opening import open_account
from auditor.collect.session import AccountSession
from auditor.config import Account
from tests.collect.canned import Asked, Canned, Reply, caller, error, xml
from tests.collect.conftest import A

Serve = Callable[[Callable[[Asked], Reply]], Canned]


def test_buckets_outside_the_regions_are_set_apart(serve: Serve, sdk: Sdk) -> None:
    regions = {"here": "eu-west-1", "there": "us-east-1", "somewhere": ""}
    listed = "".join(
        f"<Bucket><Name>{name}</Name><BucketRegion>{region}</BucketRegion></Bucket>" for name, region in regions.items()
    )
    body = xml("ListAllMyBucketsResult", f"<Buckets>{listed}</Buckets>")
    serve(lambda asked: caller(A) if asked.form else Reply(200, body))
    opened = open_account(AccountSession(Account(id=A, regions=("eu-west-1",)), sdk), frozenset())
    assert opened.buckets == (("here", "eu-west-1"), ("somewhere", ""))
    assert opened.outside == {"there": "us-east-1"}
    assert opened.resource.fact("buckets").value == ["here", "somewhere", "there"]


def test_an_account_whose_listing_is_denied_is_open_all_the_same(serve: Serve, session: AccountSession) -> None:
    serve(lambda asked: caller(A) if asked.form else error("AccessDenied", 403))
    opened = open_account(session, frozenset())
    assert (opened.failure, opened.buckets) == (None, ())
    assert opened.resource.fact("buckets").reason == "AccessDenied"


def test_a_closed_account_s_facts_are_unknown_for_its_reason(serve: Serve, session: AccountSession) -> None:
    serve(lambda _: caller("9" * 12))
    opened = open_account(session, frozenset({"public_access_block"}))
    assert {fact.reason for fact in opened.resource.facts.values()} == {"WrongAccount"}
    assert set(opened.resource.facts) == {"access", "buckets", "public_access_block"}
