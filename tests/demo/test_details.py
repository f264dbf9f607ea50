"""GetAccountAuthorizationDetails in pages, and no document changed on its way."""

from __future__ import annotations

from typing import Any

import pytest

from tests.demo.callers import iam, policy

ACCOUNT = "444444444444"
AWKWARD = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/%41+b *"}
FILTER = ["Role", "LocalManagedPolicy"]


@pytest.fixture
def owner(endpoint: str | None) -> Any:
    """IAM of an account with three roles and a policy, made once for each emulator."""
    client: Any = iam(ACCOUNT, endpoint)
    if not client.list_roles()["Roles"]:
        arn = client.create_policy(PolicyName="managed", PolicyDocument=policy(AWKWARD))["Policy"]["Arn"]
        for name in ("c", "a", "b"):
            client.create_role(RoleName=name, AssumeRolePolicyDocument=policy(AWKWARD), PermissionsBoundary=arn)
            client.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=policy(AWKWARD))
            client.attach_role_policy(RoleName=name, PolicyArn=arn)
    return client


def test_pages_are_as_long_as_asked_for_and_hold_everything_once(owner: Any) -> None:
    pages = owner.get_paginator("get_account_authorization_details").paginate(
        Filter=FILTER, PaginationConfig={"PageSize": 2}
    )
    found = [[item["Arn"] for key in ("RoleDetailList", "Policies") for item in page[key]] for page in pages]
    assert found == [
        [f"arn:aws:iam::{ACCOUNT}:role/a", f"arn:aws:iam::{ACCOUNT}:role/b"],
        [f"arn:aws:iam::{ACCOUNT}:role/c", f"arn:aws:iam::{ACCOUNT}:policy/managed"],
    ]


def test_the_last_page_says_so_and_has_no_marker(owner: Any) -> None:
    said = owner.get_account_authorization_details(Filter=FILTER)
    assert (said["IsTruncated"], "Marker" in said) == (False, False)


def test_a_list_tells_of_a_role_what_the_calls_for_it_tell(owner: Any) -> None:
    listed, *_ = owner.get_account_authorization_details(Filter=FILTER)["RoleDetailList"]
    role = owner.get_role(RoleName="a")["Role"]
    for member in ("Arn", "Path", "RoleId", "AssumeRolePolicyDocument", "PermissionsBoundary"):
        assert listed[member] == role[member], member
    assert listed["RolePolicyList"][0]["PolicyDocument"]["Statement"] == [AWKWARD]


def test_documents_come_as_they_were_put(owner: Any) -> None:
    said = owner.get_account_authorization_details(Filter=FILTER)
    (version,) = said["Policies"][0]["PolicyVersionList"]
    alone = owner.get_policy_version(PolicyArn=said["Policies"][0]["Arn"], VersionId="v1")["PolicyVersion"]
    assert version["Document"]["Statement"] == alone["Document"]["Statement"] == [AWKWARD]
    assert said["RoleDetailList"][0]["AssumeRolePolicyDocument"]["Statement"] == [AWKWARD]
