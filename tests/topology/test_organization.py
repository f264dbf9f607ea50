"""Which organization keys a request carries, and what stands above the accounts of an edge."""

from __future__ import annotations

import pytest

from auditor.config.intent import Intent
from auditor.snapshot import Fact, Resource
from auditor.snapshot.catalogue import ACCOUNT
from auditor.topology import ReplicationRequest, Subject, join, requests
from tests.topology.world import A, B, account, bucket, replication, role, rule, world

OURS = {"Id": "o-ours", "MasterAccountId": "999999999999"}
DENIED = Fact.unknown("organizations:ListRoots", "AccessDenied")
ALONE = Fact.absent("organizations:DescribeOrganization", "AWSOrganizationsNotInUseException")


def _account(number: str, **facts: Fact) -> Resource:
    return Resource(f"arn:aws:iam::{number}:root", ACCOUNT, number, number, None, facts)


def _member(number: str, organization: str = "o-ours", **facts: Fact) -> Resource:
    said = {
        "organization": Fact.of("x", {**OURS, "Id": organization}),
        "organization_path": Fact.of("x", ["r-1", "ou-1"]),
    }
    return _account(number, **{**said, **facts})


def _edge(*accounts: Resource) -> Subject:
    resources = (
        *accounts,
        bucket("src", A, replication=replication(rule("dst", Filter={}))),
        bucket("dst", B, "eu-west-1"),
        role(),
    )
    (found,) = (subject for subject in join(world(*resources), Intent()) if subject.kind == "replication")
    return found


def _request(edge: Subject, purpose: str = "replicate") -> ReplicationRequest:
    return next(each for each in requests(edge) if each.purpose == purpose)


def test_the_keys_name_the_organizations_of_caller_and_resource() -> None:
    context = _request(_edge(_member(A), _member(B, "o-theirs"))).context
    assert (context["aws:PrincipalOrgID"], context["aws:ResourceOrgID"]) == ("o-ours", "o-theirs")
    assert context["aws:PrincipalOrgPaths"] == ("o-ours/r-1/ou-1/",)


def test_outside_an_organization_the_keys_are_absent() -> None:
    request = _request(_edge(_account(A, organization=ALONE), _account(B, organization=ALONE)))
    assert not [key for key in (*request.context, *request.unknown) if "Org" in key]


@pytest.mark.parametrize("unread", [_account(A), _account(A, organization=DENIED)], ids=["not read", "denied"])
def test_where_the_organization_was_not_read_the_keys_are_unknown(unread: Resource) -> None:
    unknown = _request(_edge(unread, _member(B))).unknown
    assert {"aws:PrincipalOrgID", "aws:PrincipalOrgPaths"} <= unknown
    assert not {"aws:ResourceOrgID", "aws:ResourceOrgPaths"} & unknown


def test_a_path_that_was_not_read_is_unknown_by_itself() -> None:
    request = _request(_edge(_member(A, organization_path=DENIED), _member(B)))
    assert "aws:PrincipalOrgPaths" in request.unknown
    assert request.context["aws:PrincipalOrgID"] == "o-ours"


def test_s3_may_pass_the_organization_of_the_source() -> None:
    assert _request(_edge(_member(A), _member(B)), "assume-role").if_passed["aws:SourceOrgID"] == "o-ours"


def test_an_edge_holds_what_stands_above_its_own_accounts_only() -> None:
    assert set(_edge(_member(A), _member(B), account("333333333333")).parts["guardrails"]) == {A, B}
