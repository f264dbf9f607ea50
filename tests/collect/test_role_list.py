"""A whole list of roles: the same facts as role by role, page by page, and one by one where it is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from botocore.stub import Stubber

from auditor.collect import iam, role_list
from auditor.collect.once import Once
from auditor.collect.role_list import RoleList, worth_it
from auditor.snapshot import Fact, State
from auditor.snapshot.catalogue import FACTS, ROLE

Client = Callable[[str], BaseClient]
ALL = frozenset(FACTS[ROLE])
ARN = "arn:aws:iam::123456789012:role/service-role/replicator"
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
SUMMARY = {"SummaryMap": {"Roles": 1100, "Policies": 7}}


def _role(name: str) -> dict[str, Any]:
    return {
        "RoleName": name, "Path": "/service-role/", "RoleId": "AROAEXAMPLEEXAMPLE1",
        "Arn": f"arn:aws:iam::123456789012:role/service-role/{name}", "AssumeRolePolicyDocument": json.dumps(POLICY),
        "RolePolicyList": [], "AttachedManagedPolicies": [], "Tags": [],
    }  # fmt: skip


def _read(client: BaseClient, arn: str = ARN, roles: RoleList | None = None, many: int = 40) -> dict[str, Fact]:
    return role_list.read_role(client, arn, ALL, Once(), roles or RoleList(), many)


@pytest.fixture
def owner(emulator: None) -> Any:
    """IAM of moto's own account, with one role that has everything."""
    made = boto3.client("iam", region_name="us-east-1")
    text = json.dumps(POLICY)
    boundary = made.create_policy(PolicyName="limit", PolicyDocument=text)["Policy"]["Arn"]
    managed = made.create_policy(PolicyName="managed", PolicyDocument=text)["Policy"]["Arn"]
    newer = json.dumps({**POLICY, "Id": "newer"})
    made.create_policy_version(PolicyArn=managed, PolicyDocument=newer, SetAsDefault=True)
    made.create_role(
        RoleName="replicator", Path="/service-role/", AssumeRolePolicyDocument=text, MaxSessionDuration=7200,
        PermissionsBoundary=boundary, Tags=[{"Key": "z", "Value": "1"}, {"Key": "a", "Value": "2"}],
    )  # fmt: skip
    for name in ("second", "first"):
        made.put_role_policy(RoleName="replicator", PolicyName=name, PolicyDocument=text)
    made.attach_role_policy(RoleName="replicator", PolicyArn=managed)
    return made


def test_both_ways_give_the_same_facts(owner: Any, client: Client) -> None:
    assert _read(client("iam")) == iam.read_role(client("iam"), ARN, ALL)


def test_a_role_that_a_whole_list_does_not_hold_is_certainly_absent(owner: Any, client: Client) -> None:
    found = _read(client("iam"), f"{ARN}-of-old")
    assert found == {name: Fact.absent(action, "NoSuchEntity") for name, action in FACTS[ROLE].items()}


def test_pages_are_followed_and_a_throttled_one_is_asked_for_again(client: Client) -> None:
    made, roles = client("iam"), RoleList()
    said = dict(iam.DETAILS.always)
    with Stubber(made) as stub:
        stub.add_response("get_account_summary", SUMMARY, {})
        stub.add_response(
            iam.DETAILS.operation,
            {"RoleDetailList": [_role("replicator")], "Policies": [], "IsTruncated": True, "Marker": "m"}, said,
        )  # fmt: skip
        stub.add_client_error(iam.DETAILS.operation, "Throttling", expected_params={**said, "Marker": "m"})
        assert {fact.reason for fact in _read(made, roles=roles).values()} == {"Postponed"}
        stub.add_response(
            iam.DETAILS.operation,
            {"RoleDetailList": [_role("second")], "Policies": [], "IsTruncated": False}, {**said, "Marker": "m"},
        )  # fmt: skip
        assert _read(made, roles=roles)["role"].value["RoleName"] == "replicator"
        assert _read(made, ARN.replace("replicator", "second"), roles)["role"].value["RoleName"] == "second"
        stub.assert_no_pending_responses()


def test_a_list_that_is_refused_again_and_again_is_done_without(client: Client) -> None:
    made, roles = client("iam"), RoleList()
    with Stubber(made) as stub:
        stub.add_response("get_account_summary", SUMMARY, {})
        for _ in range(12):
            stub.add_client_error(iam.DETAILS.operation, "Throttling")
        stub.add_client_error("get_role", "NoSuchEntity")
        reasons = [_read(made, roles=roles)["role"].reason for _ in range(12)]
        assert reasons == ["Postponed"] * 11 + ["NoSuchEntity"]
        stub.assert_no_pending_responses()


def test_no_tags_are_none_however_they_are_told(client: Client) -> None:
    made = client("iam")
    with Stubber(made) as stub:
        stub.add_response("get_account_summary", SUMMARY, {})
        stub.add_response(iam.DETAILS.operation, {"RoleDetailList": [_role("replicator")], "Policies": []})
        assert "Tags" not in _read(made)["role"].value


@pytest.mark.parametrize("denied", ["get_account_summary", "get_account_authorization_details"])
def test_what_may_not_be_listed_is_read_role_by_role(client: Client, denied: str) -> None:
    made, roles = client("iam"), RoleList()
    with Stubber(made) as stub:
        if denied != "get_account_summary":
            stub.add_response("get_account_summary", SUMMARY, {})
        stub.add_client_error(denied, "AccessDenied")
        for _ in range(2):  # and nobody asks for the list again
            stub.add_client_error("get_role", "NoSuchEntity")
            assert _read(made, roles=roles)["role"].state is State.ABSENT
        stub.assert_no_pending_responses()


def test_a_list_cut_short_is_none(client: Client) -> None:
    made = client("iam")
    with Stubber(made) as stub:
        stub.add_response("get_account_summary", SUMMARY, {})
        stub.add_response(iam.DETAILS.operation, {"RoleDetailList": [], "Policies": [], "IsTruncated": True})
        stub.add_client_error("get_role", "NoSuchEntity")
        _read(made)
        stub.assert_no_pending_responses()


def test_a_list_that_all_have_had_is_let_go_of(client: Client) -> None:
    made, roles = client("iam"), RoleList()
    with Stubber(made) as stub:
        stub.add_response("get_account_summary", {"SummaryMap": {"Roles": 10, "Policies": 0}}, {})
        stub.add_response(iam.DETAILS.operation, {"RoleDetailList": [_role("replicator")], "Policies": []})
        given = [roles.get(made, f"{ARN}-{number}", 10) for number in range(11)]
        assert [listed is not None for listed in given] == [True] * 10 + [False]


def test_of_few_roles_nothing_else_is_asked(client: Client) -> None:
    made = client("iam")
    with Stubber(made) as stub:
        stub.add_client_error("get_role", "NoSuchEntity")
        _read(made, many=role_list.MANY - 1)
        stub.assert_no_pending_responses()


@pytest.mark.parametrize(("wanted", "roles", "worth"), [(10, 280, True), (10, 281, False), (1000, 5000, True)])
def test_the_way_of_fewer_calls_is_gone(wanted: int, roles: int, worth: bool) -> None:
    assert worth_it(wanted, {"Roles": roles, "Policies": 0}) is worth
