"""One piece of work gives resources whose every wanted fact is there, whatever becomes of the requests."""

from __future__ import annotations

from collections.abc import Callable

from auditor.collect import units
from auditor.collect.clients import Sdk
from auditor.collect.judge import Failure
from auditor.collect.session import AccountSession
from auditor.config import Account
from auditor.snapshot import Fact, State
from auditor.snapshot.catalogue import BUCKET, FACTS, KEY
from tests.collect.canned import Asked, Canned, Reply, error, xml
from tests.collect.conftest import A

Serve = Callable[[Callable[[Asked], Reply]], Canned]
EVERY_KEY_FACT = frozenset(FACTS[KEY])
VERSIONING = frozenset({"versioning"})


def _signed_for(asked: Asked) -> str:
    return asked.headers["authorization"].partition("Credential=")[2].split("/")[2]


def test_a_bucket_is_asked_in_the_region_that_the_listing_names(serve: Serve, session: AccountSession) -> None:
    endpoint = serve(lambda _: Reply(200, xml("VersioningConfiguration")))
    found = units.read_bucket(session, "bucket", "eu-west-1", VERSIONING)
    assert (found.region, found.fact("location").value) == ("eu-west-1", "eu-west-1")
    assert [_signed_for(asked) for asked in endpoint.requests] == ["eu-west-1"]


def test_a_bucket_whose_region_nobody_tells_is_asked_at_home(serve: Serve, session: AccountSession) -> None:
    versioning = Reply(200, xml("VersioningConfiguration"))
    endpoint = serve(lambda asked: versioning if "versioning" in asked.query else error("AccessDenied", 403))
    found = units.read_bucket(session, "bucket", "", VERSIONING)
    assert (found.region, found.fact("location").reason) == (None, "AccessDenied")
    assert found.fact("versioning").state is State.VALUE
    assert {_signed_for(asked) for asked in endpoint.requests} == {"us-east-1"}


def test_a_bucket_of_another_partition_has_that_partition_s_arn(serve: Serve, sdk: Sdk) -> None:
    serve(lambda _: Reply(200, xml("VersioningConfiguration")))
    session = AccountSession(Account(id=A, partition="aws-cn"), sdk)
    assert units.read_bucket(session, "bucket", "cn-north-1", VERSIONING).arn == "arn:aws-cn:s3:::bucket"


def test_a_region_that_cannot_be_one_makes_facts_unknown_and_sends_nothing(
    serve: Serve, session: AccountSession
) -> None:
    endpoint = serve(lambda _: Reply())
    found = units.read_key(session, f"arn:aws:kms:evil.example/@:{A}:key/k", EVERY_KEY_FACT)
    assert {name: fact.reason for name, fact in found.facts.items()} == dict.fromkeys(FACTS[KEY], "InvalidRequest")
    assert endpoint.requests == []


def test_a_bucket_s_name_that_cannot_be_one_is_unknown(serve: Serve, session: AccountSession) -> None:
    serve(lambda _: Reply())
    found = units.read_destination(session, "arn:aws:s3:::../<script>")
    assert found.fact("existence").reason == "InvalidRequest"


def test_unread_facts_keep_their_action() -> None:
    assert units.unread(BUCKET, frozenset({"tags"}), Failure("Timeout")) == {
        "tags": Fact.unknown("s3:GetBucketTagging", "Timeout")
    }
