"""An account is reached through its chain, with its own keys and in its own partition, or not at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auditor.collect.clients import Sdk
from auditor.collect.read import ask
from auditor.collect.session import AccountSession, home_region, steps
from auditor.collect.session_policy import onward
from auditor.config import Account, RoleStep
from auditor.snapshot import Fact, State
from tests.collect.canned import Asked, Canned, Reply, assumed, caller, error, xml
from tests.collect.conftest import KEYS, A, B

Serve = Callable[[Callable[[Asked], Reply]], Canned]
HUB = "arn:aws:iam::999999999999:role/hub"
FIRST, SECOND = "ASIAFIRSTFIRSTFIRST1", "ASIASECONDSECONDSEC2"


def _aws(asked: Asked) -> Reply:
    """STS that gives each role keys of its own, and S3 that answers."""
    if asked.form.get("Action") == ["AssumeRole"]:
        return assumed(FIRST if asked.form["RoleArn"] == [HUB] else SECOND)
    return caller(A) if asked.form else Reply(200, xml("VersioningConfiguration"))


def _key(asked: Asked) -> str:
    """The access key that a request is signed with."""
    return asked.headers["authorization"].partition("Credential=")[2].partition("/")[0]


def _scope(asked: Asked) -> list[str]:
    """Region and service that a request is signed for."""
    return asked.headers["authorization"].partition("Credential=")[2].split("/")[2:4]


def test_each_role_of_the_chain_is_assumed_with_the_keys_of_the_one_before(serve: Serve, sdk: Sdk) -> None:
    endpoint = serve(_aws)
    chain = (RoleStep(role=HUB, external_id="hub-id"),)
    session = AccountSession(Account(id=A, role="audit", external_id="own-id", chain=chain, session_name="me"), sdk)
    who = {"Account": A, "Arn": f"arn:aws:sts::{A}:assumed-role/audit", "from_aws": False}
    assert session.access() == Fact.of("sts:AssumeRole", who)
    assert [_key(asked) for asked in endpoint.requests] == [KEYS["AWS_ACCESS_KEY_ID"], FIRST, SECOND]
    said = [(asked.form["RoleArn"][0], asked.form["ExternalId"][0]) for asked in endpoint.requests[:2]]
    assert said == [(HUB, "hub-id"), (f"arn:aws:iam::{A}:role/audit", "own-id")]
    assert {asked.form["RoleSessionName"][0] for asked in endpoint.requests[:2]} == {"me"}


def test_each_session_may_do_what_it_is_for_and_no_more(serve: Serve, sdk: Sdk) -> None:
    endpoint = serve(_aws)
    AccountSession(Account(id=A, role="audit", chain=(RoleStep(role=HUB),)), sdk, policy="{}").access()
    passed = [asked.form["Policy"][0] for asked in endpoint.requests[:2]]
    assert passed == [onward(f"arn:aws:iam::{A}:role/audit"), "{}"]


def test_without_a_session_policy_none_is_sent(serve: Serve, sdk: Sdk) -> None:
    endpoint = serve(_aws)
    AccountSession(Account(id=A, role="audit", chain=(RoleStep(role=HUB),)), sdk).access()
    assert [asked.form.get("Policy") for asked in endpoint.requests[:2]] == [None, None]


def test_keys_that_last_are_asked_for_once(serve: Serve, sdk: Sdk) -> None:
    endpoint = serve(_aws)
    session = AccountSession(Account(id=A, role="audit"), sdk)
    for _ in range(3):
        ask(session.client("s3"), "get_bucket_versioning", Bucket="b")
    assert sum(asked.form.get("Action") == ["AssumeRole"] for asked in endpoint.requests) == 1


def test_keys_that_are_about_to_expire_are_renewed(serve: Serve, sdk: Sdk) -> None:
    def aws(asked: Asked) -> Reply:
        return assumed(SECOND, "2026-01-01T00:00:00Z") if asked.form else Reply(200, xml("VersioningConfiguration"))

    endpoint = serve(aws)
    session = AccountSession(Account(id=A, role="audit"), sdk)
    with pytest.raises(RuntimeError, match="expired"):
        ask(session.client("s3"), "get_bucket_versioning", Bucket="b")
    assert {asked.form["Action"][0] for asked in endpoint.requests} == {"AssumeRole"}


def test_without_a_role_the_surrounding_credentials_are_used(serve: Serve, sdk: Sdk) -> None:
    endpoint = serve(_aws)
    assert AccountSession(Account(id=A), sdk).access().state is State.VALUE
    assert [_key(asked) for asked in endpoint.requests] == [KEYS["AWS_ACCESS_KEY_ID"]]


def test_credentials_of_another_account_are_none(serve: Serve, sdk: Sdk) -> None:
    serve(_aws)
    said = f"the credentials belong to account {A}, not to {B}"
    assert AccountSession(Account(id=B, role="audit"), sdk).access() == Fact.unknown(
        "sts:AssumeRole", "WrongAccount", said
    )


def test_a_role_that_cannot_be_assumed_never_falls_back_to_the_surrounding_credentials(serve: Serve, sdk: Sdk) -> None:
    denied = error("AccessDenied", 403, "no")
    body = denied.body.replace(b"<Error>", b"<ErrorResponse><Error>").replace(b"</Error>", b"</Error></ErrorResponse>")
    endpoint = serve(lambda _: Reply(403, body))
    session = AccountSession(Account(id=A, role="audit"), sdk)
    assert session.access() == Fact.unknown("sts:AssumeRole", "AccessDenied", "no")
    assert {asked.form["Action"][0] for asked in endpoint.requests} == {"AssumeRole"}


@pytest.mark.parametrize(
    ("partition", "region"), [("aws", "us-east-1"), ("aws-cn", "cn-north-1"), ("aws-us-gov", "us-gov-west-1")]
)
def test_the_partition_of_the_role_decides_where_it_is_assumed(
    serve: Serve, sdk: Sdk, partition: str, region: str
) -> None:
    endpoint = serve(_aws)
    session = AccountSession(Account(id=A, role=f"arn:{partition}:iam::{A}:role/audit"), sdk)
    session.access()
    assert session.partition == partition
    assert [_scope(asked) for asked in endpoint.requests] == [[region, "sts"]] * 2


def test_a_bare_name_becomes_a_role_of_the_configured_partition() -> None:
    account = Account(id=A, role="team/audit", partition="aws-cn")
    assert [step.role for step in steps(account)] == [f"arn:aws-cn:iam::{A}:role/team/audit"]


@pytest.mark.parametrize(
    ("partition", "regions", "home"),
    [
        ("aws", (), "us-east-1"),
        ("aws", ("eu-west-1", "us-east-1"), "eu-west-1"),
        ("aws-cn", ("eu-west-1", "cn-northwest-1"), "cn-northwest-1"),
        ("aws-us-gov", ("eu-west-1",), "us-gov-west-1"),
    ],
)
def test_home_is_the_first_region_of_the_partition(partition: str, regions: tuple[str, ...], home: str) -> None:
    assert home_region(partition, regions) == home


def test_clients_are_made_once_for_each_service_and_region(serve: Serve, sdk: Sdk) -> None:
    session = AccountSession(Account(id=A), sdk)
    assert session.client("s3") is session.client("s3", "us-east-1")
    assert session.client("s3") is not session.client("s3", "eu-west-1")
