"""An account's place in its organization and the control policies above it, through whoever may ask."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from botocore.client import BaseClient

from auditor.collect.clients import Sdk
from auditor.collect.directory import Pace
from auditor.collect.guardrails import DISABLED, MANAGEMENT, NAMES, Doors, guardrails
from auditor.collect.organizations import NOT_IN_USE
from auditor.demo.build import build
from auditor.demo.owners import Owners
from auditor.demo.scenario import Scenario
from auditor.snapshot import Fact, Resource, State
from auditor.snapshot.catalogue import ACCOUNT
from tests.collect import world
from tests.collect.canned import Asked, Canned, Reply
from tests.collect.conftest import A, B, C

SCP, RCP = "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"
M = "444444444444"
Serve = Callable[[Callable[[Asked], Reply]], Canned]


def _scenario(*policies: tuple[str, str, str]) -> Scenario:
    """An organization managed by M: root > prod > db, A in db, B in prod, C below the root."""
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}
    return Scenario.model_validate(
        {
            "title": "t",
            "walkthrough": "w",
            "accounts": {"a": A, "b": B, "c": C, "m": M},
            "organization": {
                "management": "m",
                "units": {"prod": "root", "db": "prod"},
                "members": {"a": "db", "b": "prod", "c": "root"},
                "policies": [
                    {"name": name, "type": type, "at": at, "document": document} for name, type, at in policies
                ],
            },
            "buckets": [],
            "expect": [],
        }
    )


@pytest.fixture
def organization(emulator: None) -> dict[str, str]:
    """One SCP at the root, one at a unit, one at an account; no RCPs. Names of units -> ids."""
    build([_scenario(("at-root", SCP, "root"), ("at-unit", SCP, "prod"), ("at-account", SCP, "a"))], Owners())
    client = world.owner(M, "organizations")
    root = client.list_roots()["Roots"][0]["Id"]
    prod = client.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"][0]["Id"]
    db = client.list_organizational_units_for_parent(ParentId=prod)["OrganizationalUnits"][0]["Id"]
    return {"root": root, "prod": prod, "db": db, "id": client.describe_organization()["Organization"]["Id"]}


def _account(number: str, organization: Fact, **more: Fact) -> Resource:
    access = Fact.of("sts:AssumeRole", {"Account": number, "Arn": "a"})
    facts = {"access": access, "organization": organization, **more}
    return Resource(f"arn:aws:iam::{number}:root", ACCOUNT, number, number, None, facts)


def _member(units: dict[str, str], number: str = A) -> Resource:
    said = {"Id": units["id"], "MasterAccountId": M, "FeatureSet": "ALL"}
    return _account(number, Fact.of("organizations:DescribeOrganization", said))


def _doors(configured: str | None = None, asked: Counter[str] | None = None) -> Doors:
    def client(account: str) -> Any:
        made = world.owner(account, "organizations")
        if asked is not None:
            made.meta.events.register("before-call", lambda model, **_: asked.update([model.name]))
        return made

    found = None if configured is None else lambda: client(configured)
    return Doors(found, client, lambda: Pace(clock=lambda: 0.0, sleep=lambda _: None))


def _facts(accounts: list[Resource], doors: Doors) -> dict[str, dict[str, Fact]]:
    return {found.account or "": dict(found.facts) for found in guardrails(accounts, NAMES, doors)}


def _names(fact: Fact) -> list[tuple[str, list[str]]]:
    return [(level["TargetId"], sorted(each["Name"] for each in level["Policies"])) for level in fact.value]


def test_every_level_from_the_root_to_the_account_is_read(organization: dict[str, str]) -> None:
    found = _facts([_member(organization), _member(organization, M)], _doors())[A]
    assert _names(found["scps"]) == [
        (organization["root"], ["FullAWSAccess", "at-root"]),
        (organization["prod"], ["FullAWSAccess", "at-unit"]),
        (organization["db"], ["FullAWSAccess"]),
        (A, ["FullAWSAccess", "at-account"]),
    ]
    assert found["organization_path"].value == [organization[name] for name in ("root", "prod", "db")]


def test_documents_are_the_text_that_aws_holds(organization: dict[str, str]) -> None:
    found = _facts([_member(organization), _member(organization, M)], _doors())[A]["scps"]
    texts = [each["Document"] for level in found.value for each in level["Policies"] if each["Name"] == "at-unit"]
    assert json.loads(texts[0])["Statement"][0]["Effect"] == "Deny"


def test_no_unit_list_or_policy_is_asked_for_twice(organization: dict[str, str]) -> None:
    asked: Counter[str] = Counter()
    _facts([_member(organization, each) for each in (A, B, C, M)], _doors(asked=asked))
    nodes, policies = 6, 4  # root, prod, db and the three members; three policies and AWS's own
    parents = 2 + 4  # of the units and of every account, the management account too
    assert (asked["ListPoliciesForTarget"], asked["DescribePolicy"], asked["ListParents"]) == (nodes, policies, parents)
    assert asked["ListRoots"] == 1


def test_a_policy_type_that_the_root_does_not_have_is_absent(organization: dict[str, str]) -> None:
    found = _facts([_member(organization), _member(organization, M)], _doors())[A]["rcps"]
    assert (found.state, found.reason) == (State.ABSENT, DISABLED)


def test_resource_control_policies_are_read_where_they_are_enabled(emulator: None) -> None:
    build([_scenario(("guard", RCP, "prod"))], Owners())
    said = world.owner(M, "organizations").describe_organization()["Organization"]
    found = _facts([_member({"id": said["Id"]}), _member({"id": said["Id"]}, M)], _doors())[A]
    assert [names for _, names in _names(found["rcps"])] == [
        ["RCPFullAWSAccess"], ["RCPFullAWSAccess", "guard"], ["RCPFullAWSAccess"], ["RCPFullAWSAccess"],
    ]  # fmt: skip
    assert (found["scps"].state, found["scps"].reason) == (State.ABSENT, DISABLED)


def test_none_bears_on_the_management_account(organization: dict[str, str]) -> None:
    found = _facts([_member(organization, M)], _doors())[M]
    assert [(found[name].state, found[name].reason) for name in ("scps", "rcps")] == [(State.ABSENT, MANAGEMENT)] * 2
    assert found["organization_path"].value == [organization["root"]]


def test_an_account_in_no_organization_is_asked_nothing(emulator: None) -> None:
    asked: Counter[str] = Counter()
    alone = _account(A, Fact.absent("organizations:DescribeOrganization", NOT_IN_USE))
    found = _facts([alone], _doors(asked=asked))[A]
    assert {(fact.state, fact.reason) for fact in found.values()} == {(State.ABSENT, NOT_IN_USE)}
    assert asked.total() == 0


def test_members_alone_are_refused_and_say_so(organization: dict[str, str]) -> None:
    found = _facts([_member(organization, A), _member(organization, B)], _doors())
    refused = {(fact.state, fact.reason, fact.source) for fact in (*found[A].values(), *found[B].values())}
    assert refused == {(State.UNKNOWN, "AccessDenied", "organizations:ListRoots")}


def test_who_is_configured_asks_for_those_who_could_not_ask_themselves(organization: dict[str, str]) -> None:
    closed = _account(A, Fact.unknown("organizations:DescribeOrganization", "AccessDenied"))
    found = _facts([closed], _doors(configured=M))[A]
    assert found["organization"].value["Id"] == organization["id"]
    assert len(found["scps"].value) == 4


def test_an_account_of_another_organization_is_not_taken_for_one_of_ours(organization: dict[str, str]) -> None:
    closed = _account("999999999998", Fact.unknown("organizations:DescribeOrganization", "AccessDenied", "no"))
    found = _facts([closed], _doors(configured=M))["999999999998"]
    assert {(fact.state, fact.reason, fact.detail) for fact in found.values()} == {
        (State.UNKNOWN, "AccessDenied", "no")
    }


def test_an_organization_that_the_configuration_does_not_name_is_read_by_its_own(
    organization: dict[str, str], sdk: Sdk
) -> None:
    hub = world.owner("888888888888", "organizations")
    hub.create_organization(FeatureSet="ALL")
    found = _facts([_member(organization), _member(organization, M)], _doors(configured="888888888888"))[A]
    assert len(found["scps"].value) == 4


def test_billing_alone_has_no_control_policies(organization: dict[str, str]) -> None:
    said = {"Id": organization["id"], "MasterAccountId": M, "FeatureSet": "CONSOLIDATED_BILLING"}
    account = _account(A, Fact.of("organizations:DescribeOrganization", said))
    found = _facts([account], _doors())[A]
    assert [(found[name].state, found[name].reason) for name in ("scps", "rcps")] == [(State.ABSENT, DISABLED)] * 2
    assert found["organization_path"].state is State.UNKNOWN


def test_what_an_earlier_scan_read_is_not_read_again(organization: dict[str, str]) -> None:
    known = {name: Fact.absent("x", "y") for name in NAMES}
    account = _member(organization)
    again = Resource(account.arn, ACCOUNT, A, A, None, {**account.facts, **known})
    assert _facts([again], _doors()) == {}


DIRECTORY = {
    "ListRoots": {"Roots": [{"Id": "r-ab12", "PolicyTypes": [{"Type": SCP, "Status": "ENABLED"}]}]},
    "ListParents": {"Parents": [{"Id": "r-ab12", "Type": "ROOT"}]},
    "ListPoliciesForTarget": {"Policies": [{"Id": "p-1", "Name": "one"}]},
    "DescribePolicy": {"Policy": {"PolicySummary": {"Id": "p-1"}, "Content": "{}"}},
}
FAR: dict[str, str] = {"id": "o-far"}


def _said(answer: object) -> Reply:
    return Reply(200, json.dumps(answer).encode(), {"content-type": "application/x-amz-json-1.1"})


def _refused(code: str) -> Reply:
    return Reply(400, json.dumps({"__type": code, "message": "no"}).encode())


def _read(serve: Serve, sdk: Sdk, change: Callable[[str, dict[str, Any]], Reply | None]) -> dict[str, Fact]:
    """A's facts from an endpoint that answers as DIRECTORY says, but where `change` answers."""

    def answer(asked: Asked) -> Reply:
        name = asked.headers["x-amz-target"].rpartition(".")[2]
        return change(name, json.loads(asked.body)) or _said(DIRECTORY[name])

    serve(answer)
    client: Callable[[str], BaseClient] = lambda _: sdk.client(sdk.session(None), "organizations", "us-east-1")  # noqa: E731
    doors = Doors(None, client, lambda: Pace(clock=lambda: 0.0, sleep=lambda _: None))
    return _facts([_member(FAR)], doors)[A]


def test_lists_are_read_to_the_end_also_behind_an_empty_page(serve: Serve, sdk: Sdk) -> None:
    def paged(name: str, asked: dict[str, Any]) -> Reply | None:
        pages = {
            None: ([], "1"),
            "1": ([{"Id": "p-1", "Name": "one"}], "2"),
            "2": ([{"Id": "p-2", "Name": "two"}], None),
        }
        if name != "ListPoliciesForTarget":
            return None
        found, token = pages[asked.get("NextToken")]
        return _said({"Policies": found, "NextToken": token})

    found = _read(serve, sdk, paged)["scps"]
    assert _names(found) == [("r-ab12", ["one", "two"]), (A, ["one", "two"])]


def test_throttling_passes(serve: Serve, sdk: Sdk) -> None:
    times: Counter[str] = Counter()

    def hasty(name: str, _: dict[str, Any]) -> Reply | None:
        times[name] += 1
        return _refused("TooManyRequestsException") if times[name] < 3 else None

    found = _read(serve, sdk, hasty)
    assert found["scps"].state is State.VALUE
    assert times["DescribePolicy"] == 3


@pytest.mark.parametrize(
    ("operation", "unknown"),
    [
        ("ListParents", {"organization_path", "scps"}),
        ("ListPoliciesForTarget", {"scps"}),
        ("DescribePolicy", {"scps"}),
        ("ListRoots", {"organization_path", "scps", "rcps"}),
    ],
)
def test_what_is_denied_is_unknown_with_its_action_and_nothing_else(
    operation: str, unknown: set[str], serve: Serve, sdk: Sdk
) -> None:
    found = _read(serve, sdk, lambda name, _: _refused("AccessDeniedException") if name == operation else None)
    assert {name for name, fact in found.items() if fact.state is State.UNKNOWN} == unknown
    assert {found[name].source for name in unknown} == {f"organizations:{operation}"}


def test_an_organization_without_a_root_is_no_answer(serve: Serve, sdk: Sdk) -> None:
    """Every organization has one; that no policies are enabled at none would pass for none being enabled."""
    found = _read(serve, sdk, lambda name, _: _said({"Roots": []}) if name == "ListRoots" else None)
    said = {(fact.reason, fact.source) for name, fact in found.items() if name in NAMES}
    assert said == {("UnexpectedAnswer", "organizations:ListRoots")}


def test_units_that_hold_one_another_end(serve: Serve, sdk: Sdk) -> None:
    circle = {A: "ou-ab12-11111111", "ou-ab12-11111111": "ou-ab12-22222222", "ou-ab12-22222222": "ou-ab12-11111111"}

    def parents(name: str, asked: dict[str, Any]) -> Reply | None:
        return _said({"Parents": [{"Id": circle[asked["ChildId"]]}]}) if name == "ListParents" else None

    assert _read(serve, sdk, parents)["scps"].reason == "UnexpectedAnswer"
