"""Who may set up replication: page by page, only who may pass roles, with what bears on it; or why it is not known."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.stub import Stubber

from auditor.collect.paging import More
from auditor.collect.principals import PRINCIPALS, read_principals
from auditor.snapshot import Fact, State

Client = Callable[[str], BaseClient]
A = "123456789012"
S3 = {
    "Effect": "Allow",
    "Action": "sts:AssumeRole",
    "Principal": {"Service": ["ec2.amazonaws.com", "s3.amazonaws.com"]},
}
EC2 = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}
READ = {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}
PASS = {"Effect": "Allow", "Action": ["ec2:*", "IAM:Pass*"], "Resource": "*"}
ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}
BUT_IAM = {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}
DENY = {"Effect": "Deny", "NotAction": ["iam:*"], "Resource": "*"}
EMPTY: dict[str, Any] = {"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [], "Policies": []}


def _document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _role(name: str, *statements: dict[str, Any], path: str = "/", **more: Any) -> dict[str, Any]:
    own = [{"PolicyName": "own", "PolicyDocument": json.dumps(_document(*statements))}] if statements else []
    return {
        "Path": path, "RoleName": name, "RoleId": "AROAEXAMPLEEXAMPLE1", "Arn": f"arn:aws:iam::{A}:role{path}{name}",
        "AssumeRolePolicyDocument": json.dumps(_document(EC2)), "RolePolicyList": own, "AttachedManagedPolicies": [],
        **more,
    }  # fmt: skip


def _policy(name: str, *statements: dict[str, Any]) -> dict[str, Any]:
    old = {"Document": json.dumps(_document(ALL)), "VersionId": "v1", "IsDefaultVersion": False}
    now = {"Document": json.dumps(_document(*statements)), "VersionId": "v2", "IsDefaultVersion": True}
    return {"Arn": _arn(name), "PolicyName": name, "PolicyVersionList": [old, now]}


def _arn(name: str) -> str:
    return f"arn:aws:iam::{A}:policy/{name}"


def _attached(*names: str) -> dict[str, Any]:
    return {"AttachedManagedPolicies": [{"PolicyName": name, "PolicyArn": _arn(name)} for name in names]}


def _read(client: BaseClient, *pages: dict[str, Any]) -> Fact:
    """The fact, of so many pages."""
    so_far = None
    with Stubber(client) as stub:
        for number, page in enumerate(pages):
            last = number == len(pages) - 1
            more = {} if last else {"IsTruncated": True, "Marker": f"m{number}"}
            asked = {"MaxItems": 1000, **({"Marker": f"m{number - 1}"} if number else {})}
            stub.add_response(PRINCIPALS.operation, {**EMPTY, **page, **more}, asked)
        for _ in pages:
            found = read_principals(client, so_far)
            so_far = found.so_far if isinstance(found, More) else None
        stub.assert_no_pending_responses()
    assert isinstance(found, Fact)
    return found


def _kept(fact: Fact) -> list[str]:
    return [each["Arn"].rpartition("/")[2] for each in fact.value["Principals"]]


def test_only_who_may_pass_roles_is_kept(client: Client) -> None:
    roles = [_role("reader", READ), _role("passes", PASS), _role("admin", ALL), _role("power", BUT_IAM), _role("bare")]
    found = _read(client("iam"), {"RoleDetailList": roles})
    assert (found.source, _kept(found)) == (PRINCIPALS.action, ["admin", "passes"])


def test_of_documents_only_what_is_about_the_two_actions_is_kept(client: Client) -> None:
    found = _read(client("iam"), {"RoleDetailList": [_role("a", PASS, READ, DENY)]})
    (principal,) = found.value["Principals"]
    assert principal["Inline"] == [{"PolicyName": "own", "PolicyDocument": _document(PASS, DENY)}]


def test_policies_and_groups_of_later_pages_count(client: Client) -> None:
    user = {"Path": "/", "UserName": "u", "Arn": f"arn:aws:iam::{A}:user/u", "GroupList": ["g"],
            "Tags": [{"Key": "z", "Value": "1"}, {"Key": "a", "Value": "2"}]}  # fmt: skip
    group = {"Path": "/", "GroupName": "g", "Arn": f"arn:aws:iam::{A}:group/g", **_attached("all")}
    pages = {"UserDetailList": [user]}, {"GroupDetailList": [group]}, {"Policies": [_policy("all", PASS), _policy("b")]}
    found = _read(client("iam"), *pages)
    assert found.value == {
        "Roles": [],
        "Policies": {_arn("all"): _document(PASS)},
        "Principals": [{
            "Arn": f"arn:aws:iam::{A}:user/u", "Boundary": None, "Inline": [], "Attached": [_arn("all")],
            "Tags": [{"Key": "a", "Value": "2"}, {"Key": "z", "Value": "1"}],
        }],
    }  # fmt: skip


def test_a_boundary_is_kept_with_who_has_it(client: Client) -> None:
    limit = {"PermissionsBoundary": {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": _arn("limit")}}
    found = _read(client("iam"), {"RoleDetailList": [_role("a", ALL, **limit)], "Policies": [_policy("limit", READ)]})
    assert found.value["Principals"][0]["Boundary"] == _arn("limit")
    assert found.value["Policies"] == {_arn("limit"): _document()}


def test_who_has_a_policy_that_was_not_told_of_is_kept(client: Client) -> None:
    assert _kept(_read(client("iam"), {"RoleDetailList": [_role("a", READ, **_attached("hidden"))]})) == ["a"]


def test_roles_that_s3_may_assume_are_named_and_linked_ones_left_out(client: Client) -> None:
    trust = {"AssumeRolePolicyDocument": json.dumps(_document(S3))}
    linked = _role("AWSServiceRoleForX", ALL, path="/aws-service-role/x.amazonaws.com/", **trust)
    found = _read(client("iam"), {"RoleDetailList": [_role("r", **trust), _role("other"), linked]})
    assert (found.value["Roles"], found.value["Principals"]) == ([f"arn:aws:iam::{A}:role/r"], [])


def test_a_page_that_fails_is_unknown_and_asked_for_again_from_there(client: Client) -> None:
    made = client("iam")
    with Stubber(made) as stub:
        stub.add_response(PRINCIPALS.operation, {**EMPTY, "IsTruncated": True, "Marker": "m"})
        first = read_principals(made, None)
        assert isinstance(first, More)
        stub.add_client_error(PRINCIPALS.operation, "Throttling", expected_params={"MaxItems": 1000, "Marker": "m"})
        failed = read_principals(made, first.so_far)
        stub.add_response(PRINCIPALS.operation, EMPTY, {"MaxItems": 1000, "Marker": "m"})
        whole = read_principals(made, first.so_far)
    assert isinstance(failed, Fact)
    assert (failed.state, failed.reason) == (State.UNKNOWN, "Throttled")
    assert isinstance(whole, Fact)
    assert whole.value == {"Roles": [], "Policies": {}, "Principals": []}


@pytest.mark.parametrize("marker", [{}, {"Marker": ""}])
def test_a_list_that_is_cut_short_is_no_answer(client: Client, marker: dict[str, str]) -> None:
    made = client("iam")
    with Stubber(made) as stub:
        stub.add_response(PRINCIPALS.operation, {**EMPTY, "IsTruncated": True, **marker})
        found = read_principals(made, None)
    assert isinstance(found, Fact)
    assert found.reason == "UnexpectedAnswer"


def test_a_denied_list_is_unknown(client: Client) -> None:
    made = client("iam")
    with Stubber(made) as stub:
        stub.add_client_error(PRINCIPALS.operation, "AccessDenied")
        assert read_principals(made, None) == Fact.unknown(PRINCIPALS.action, "AccessDenied")
