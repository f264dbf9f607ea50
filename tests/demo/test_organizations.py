"""Organizations on the mended emulator: who is answered, and how an account that is there joins."""

from __future__ import annotations

from typing import Any

import pytest

from tests.demo.callers import A, B, assumed, code, make_role, owners, trust

M, C = "777777777777", "777777777778"


def _client(account: str, endpoint: str | None) -> Any:
    return owners(endpoint).client("organizations", account)


@pytest.fixture
def organization(emulator: None) -> Any:
    """One that M manages, with A in it; M's client."""
    client = _client(M, None)
    client.create_organization(FeatureSet="ALL")
    invited = client.invite_account_to_organization(Target={"Id": A, "Type": "ACCOUNT"})
    _client(A, None).accept_handshake(HandshakeId=invited["Handshake"]["Id"])
    return client


def test_an_account_that_is_there_joins_under_its_own_id(organization: Any) -> None:
    assert {account["Id"] for account in organization.list_accounts()["Accounts"]} == {M, A}
    names = organization.list_policies_for_target(TargetId=A, Filter="SERVICE_CONTROL_POLICY")["Policies"]
    assert [each["Name"] for each in names] == ["FullAWSAccess"]


def test_a_member_learns_its_organization_and_nothing_more(organization: Any) -> None:
    member = _client(A, None)
    assert member.describe_organization()["Organization"]["MasterAccountId"] == M
    assert code(member.list_roots) == "AccessDeniedException"
    assert code(member.list_parents, ChildId=A) == "AccessDeniedException"


def test_an_account_in_no_organization_is_told_so(organization: Any) -> None:
    assert code(_client(B, None).describe_organization) == "AWSOrganizationsNotInUseException"
    assert code(_client(B, None).list_roots) == "AWSOrganizationsNotInUseException"


def test_a_child_that_is_not_there_has_no_parents(organization: Any) -> None:
    assert code(organization.list_parents, ChildId=B) == "ChildNotFoundException"


def test_an_invitation_is_for_whom_it_was_sent_to(organization: Any) -> None:
    invited = organization.invite_account_to_organization(Target={"Id": C, "Type": "ACCOUNT"})
    assert code(_client(B, None).accept_handshake, HandshakeId=invited["Handshake"]["Id"]) == (
        "HandshakeNotFoundException"
    )


def test_a_role_that_is_denied_it_is_refused(organization: Any) -> None:
    arn = make_role("reader", None, trust(), {"Action": "organizations:DescribeOrganization", "Resource": "*"})
    assert code(assumed(arn, "organizations", None).describe_organization) == "AccessDeniedException"


def test_it_works_in_a_process_of_its_own(clean: None, address: str) -> None:
    client = _client(M, address)
    client.create_organization(FeatureSet="ALL")
    assert code(_client(C, address).list_roots) == "AWSOrganizationsNotInUseException"
    assert client.list_roots()["Roots"][0]["Name"] == "Root"
