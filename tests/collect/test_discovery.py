"""Accounts found in an organization, by unit, tag and state; what it does not tell is an error, never less."""

from __future__ import annotations

import json
from collections.abc import Callable

import boto3
import pytest
from botocore.client import BaseClient

from auditor.collect.clients import Sdk
from auditor.collect.directory import Pace
from auditor.collect.discovery import DiscoveryError, discover
from auditor.collect.organizations import LIST, LIST_UNITS
from auditor.config import Account, Config, Organization
from auditor.errors import UsageError
from tests.collect.canned import Asked, Canned, Reply, assumed
from tests.collect.conftest import A, B, C

Serve = Callable[[Callable[[Asked], Reply]], Canned]
_UNHURRIED = Pace(clock=lambda: 0.0, sleep=lambda _: None)


def _config(*accounts: Account, **organization: object) -> Config:
    return Config(accounts=accounts, organization=Organization.model_validate(organization))


def _ids(config: Config, sdk: Sdk) -> list[str]:
    return [account.id for account in discover(config, sdk, _UNHURRIED)]


def _said(**answer: object) -> Reply:
    return Reply(200, json.dumps(answer).encode(), {"content-type": "application/x-amz-json-1.1"})


def _refused(code: str) -> Reply:
    return Reply(400, json.dumps({"__type": code, "message": "no"}).encode())


def _listed(*states: tuple[str, str], **more: object) -> Reply:
    accounts = [{"Id": id, "Name": f"n{id[0]}", "State": state} for id, state in states]
    return _said(Accounts=accounts, **more)


@pytest.fixture
def units(emulator: None) -> dict[str, str]:
    """An organization root > prod > db with an account in each, the last one tagged; name -> unit or account id."""
    client: BaseClient = boto3.client("organizations", "us-east-1")
    client.create_organization(FeatureSet="ALL")
    made = {"root": client.list_roots()["Roots"][0]["Id"]}
    for name, above in (("prod", "root"), ("db", "prod")):
        made[name] = client.create_organizational_unit(ParentId=made[above], Name=name)["OrganizationalUnit"]["Id"]
    for name, unit in (("one", "root"), ("two", "prod"), ("three", "db")):
        status = client.create_account(Email=f"{name}@example.com", AccountName=name)["CreateAccountStatus"]
        made[name] = status["AccountId"]
        if unit != "root":
            client.move_account(AccountId=made[name], SourceParentId=made["root"], DestinationParentId=made[unit])
    client.tag_resource(ResourceId=made["three"], Tags=[{"Key": "stage", "Value": "production"}])
    return made


def test_a_unit_stands_for_the_accounts_in_it_and_below(units: dict[str, str], sdk: Sdk) -> None:
    assert _ids(_config(units=[units["prod"]]), sdk) == sorted([units["two"], units["three"]])


def test_a_tag_picks_accounts_by_pattern(units: dict[str, str], sdk: Sdk) -> None:
    assert _ids(_config(tags={"stage": "prod*"}), sdk) == [units["three"]]


def test_accounts_come_after_those_that_are_listed_and_those_stay_as_they_are(units: dict[str, str], sdk: Sdk) -> None:
    own = Account(id=units["two"], role="own-role")
    found = discover(_config(own, units=[units["prod"]]), sdk, _UNHURRIED)
    assert found[0] == own
    assert [(account.id, account.role, account.name) for account in found[1:]] == [
        (units["three"], "auditor-read", "three")
    ]


def test_the_template_makes_the_role_of_each_account(units: dict[str, str], sdk: Sdk) -> None:
    template = "arn:aws:iam::{id}:role/audit-{id}"
    (found,) = discover(_config(tags={"stage": "*"}, role_template=template), sdk, _UNHURRIED)
    assert found.role_arn == f"arn:aws:iam::{units['three']}:role/audit-{units['three']}"


def test_only_accounts_in_the_states_asked_for_are_found(serve: Serve, sdk: Sdk) -> None:
    serve(lambda _: _listed((A, "ACTIVE"), (B, "SUSPENDED"), (C, "PENDING_CLOSURE")))
    assert _ids(_config(), sdk) == [A]
    assert _ids(_config(status=["ACTIVE", "SUSPENDED"]), sdk) == [A, B]


def test_every_page_is_read(serve: Serve, sdk: Sdk) -> None:
    def pages(asked: Asked) -> Reply:
        second = json.loads(asked.body).get("NextToken") == "more"
        return _listed((B, "ACTIVE")) if second else _listed((A, "ACTIVE"), NextToken="more")

    serve(pages)
    assert _ids(_config(), sdk) == [A, B]


def test_the_role_is_assumed_and_may_do_nothing_but_list(serve: Serve, sdk: Sdk) -> None:
    endpoint = serve(lambda asked: assumed("ASIAORGANIZATION") if asked.form.get("Action") else _listed((A, "ACTIVE")))
    config = _config(role=f"arn:aws:iam::{C}:role/organization", external_id="agreed")
    assert _ids(config, sdk) == [A]
    first, second = endpoint.requests
    assert (first.form["ExternalId"], "organizations:ListAccounts" in first.form["Policy"][0]) == (["agreed"], True)
    assert "Credential=ASIAORGANIZATION/" in second.headers["authorization"]


@pytest.mark.parametrize(
    ("code", "kind", "said"),
    [
        ("AWSOrganizationsNotInUseException", UsageError, "this account is in no organization"),
        ("AccessDeniedException", DiscoveryError, "ask from the management account or a delegated administrator"),
        ("ServiceException", DiscoveryError, "organizations:ListAccounts was not answered"),
    ],
)
def test_what_the_organization_refuses_ends_the_scan(
    code: str, kind: type[Exception], said: str, serve: Serve, sdk: Sdk
) -> None:
    serve(lambda _: _refused(code))
    with pytest.raises(kind, match=said):
        discover(_config(), sdk, _UNHURRIED)


def test_a_unit_that_is_not_there_is_named(serve: Serve, sdk: Sdk) -> None:
    serve(lambda _: _refused("ParentNotFoundException"))
    with pytest.raises(UsageError, match="there is no unit ou-ab12-cdef3456"):
        discover(_config(units=["ou-ab12-cdef3456"]), sdk, _UNHURRIED)


def test_a_list_that_turns_in_a_circle_is_no_list(serve: Serve, sdk: Sdk) -> None:
    serve(lambda _: _listed((A, "ACTIVE"), NextToken="same"))
    with pytest.raises(DiscoveryError, match="UnexpectedAnswer"):
        discover(_config(), sdk, _UNHURRIED)


def test_no_account_at_all_is_an_error(serve: Serve, sdk: Sdk) -> None:
    serve(lambda _: _listed((A, "SUSPENDED")))
    with pytest.raises(UsageError, match="no account has these units, tags and status"):
        discover(_config(), sdk, _UNHURRIED)


def test_calls_of_a_kind_keep_the_documented_distance() -> None:
    now, slept = [0.0], list[float]()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    pace = Pace(clock=lambda: now[0], sleep=sleep)
    for _ in range(9):
        pace.wait(LIST)
    pace.wait(LIST_UNITS)
    assert (slept, now[0]) == ([0.125] * 8, 1.0)
    now[0] = 60.0
    pace.wait(LIST)
    assert len(slept) == 8
