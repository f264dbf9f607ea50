"""Roles: their own facts, whole lists of policies or none, and roles that do not exist."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from auditor.collect import iam
from auditor.snapshot import Fact, State
from auditor.snapshot.catalogue import FACTS, ROLE

Client = Callable[[str], BaseClient]
ALL = frozenset(FACTS[ROLE])
ARN = "arn:aws:iam::123456789012:role/service-role/replicator"
TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}}]}


def _policy(action: str) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]})


def test_the_table_is_the_catalogue_s() -> None:
    assert {call.fact: call.action for call in iam.FACTS} == FACTS[ROLE]


@pytest.fixture
def role(emulator: None) -> Any:
    """IAM of moto's own account, with one role that has everything."""
    owner = boto3.client("iam", region_name="us-east-1")
    boundary = owner.create_policy(PolicyName="limit", PolicyDocument=_policy("s3:*"))["Policy"]["Arn"]
    managed = owner.create_policy(PolicyName="managed", PolicyDocument=_policy("s3:GetObject"))["Policy"]["Arn"]
    owner.create_policy_version(PolicyArn=managed, PolicyDocument=_policy("s3:Newer"), SetAsDefault=True)
    owner.create_role(
        RoleName="replicator", Path="/service-role/", AssumeRolePolicyDocument=json.dumps(TRUST),
        PermissionsBoundary=boundary, Tags=[{"Key": "z", "Value": "1"}, {"Key": "a", "Value": "2"}],
    )  # fmt: skip
    for name in ("second", "first"):
        owner.put_role_policy(RoleName="replicator", PolicyName=name, PolicyDocument=_policy(f"s3:{name}"))
    owner.attach_role_policy(RoleName="replicator", PolicyArn=managed)
    return owner


def test_a_role_with_everything(role: Any, client: Client) -> None:
    facts = iam.read_role(client("iam"), ARN, ALL)
    assert facts["trust"].value == TRUST
    assert facts["role"].value["Tags"] == [{"Key": "a", "Value": "2"}, {"Key": "z", "Value": "1"}]
    assert {"CreateDate", "RoleLastUsed", "AssumeRolePolicyDocument"}.isdisjoint(facts["role"].value)
    assert [policy["PolicyName"] for policy in facts["inline_policies"].value] == ["first", "second"]
    assert facts["attached_policies"].value[0]["PolicyDocument"] == json.loads(_policy("s3:Newer"))
    assert facts["boundary"].value["PolicyDocument"] == json.loads(_policy("s3:*"))


def test_a_role_without_a_boundary_certainly_has_none(role: Any, client: Client) -> None:
    role.delete_role_permissions_boundary(RoleName="replicator")
    assert iam.read_role(client("iam"), ARN, ALL)["boundary"] == Fact.absent(
        "iam:GetPolicyVersion", "NoPermissionsBoundary"
    )


@pytest.mark.parametrize("fact", sorted(ALL))
def test_a_role_that_does_not_exist_has_nothing(emulator: None, client: Client, fact: str) -> None:
    assert iam.read_role(client("iam"), ARN, ALL)[fact] == Fact.absent(FACTS[ROLE][fact], "NoSuchEntity")


def test_a_role_of_the_same_name_on_another_path_is_not_the_one(role: Any, client: Client) -> None:
    elsewhere = ARN.replace("service-role/", "")
    assert iam.read_role(client("iam"), elsewhere, ALL)["role"].reason == "NoSuchEntity"


def test_only_what_is_wanted_is_kept(role: Any, client: Client) -> None:
    assert set(iam.read_role(client("iam"), ARN, frozenset({"trust"}))) == {"trust"}


def _refusing(client: Client, **refused: str) -> BaseClient:
    """A client on which each named operation fails with a code, and the rest is the emulator's."""
    made = client("iam")

    def refuse(code: str) -> Callable[..., None]:
        def answer(**_: object) -> None:
            raise ClientError({"Error": {"Code": code, "Message": "no"}}, "any")

        return answer

    for operation, code in refused.items():
        made.meta.events.register_first(f"before-send.iam.{operation}", refuse(code))
    return made


def test_a_denied_role_leaves_its_policies_readable(role: Any, client: Client) -> None:
    facts = iam.read_role(_refusing(client, GetRole="AccessDenied"), ARN, ALL)
    unknown = {name: fact.source for name, fact in facts.items() if fact.state is State.UNKNOWN}
    assert unknown == dict.fromkeys(("role", "trust", "boundary"), "iam:GetRole")


@pytest.mark.parametrize(
    ("operation", "code", "fact"),
    [
        ("ListRolePolicies", "AccessDenied", "inline_policies"),
        ("GetRolePolicy", "AccessDenied", "inline_policies"),
        ("GetRolePolicy", "NoSuchEntity", "inline_policies"),
        ("ListAttachedRolePolicies", "Throttling", "attached_policies"),
        ("GetPolicyVersion", "NoSuchEntity", "attached_policies"),
        ("GetPolicy", "AccessDenied", "attached_policies"),
        ("GetPolicy", "AccessDenied", "boundary"),
        ("GetPolicyVersion", "AccessDenied", "boundary"),
    ],
)
def test_one_call_that_fails_makes_the_whole_fact_unknown_and_is_its_source(
    role: Any, client: Client, operation: str, code: str, fact: str
) -> None:
    found = iam.read_role(_refusing(client, **{operation: code}), ARN, ALL)[fact]
    assert (found.state, found.value, found.source) == (State.UNKNOWN, None, f"iam:{operation}")


def test_policies_are_read_from_every_page(client: Client) -> None:
    made = client("iam")
    document = {"Version": "2012-10-17", "Statement": []}
    with Stubber(made) as stub:
        stub.add_client_error("get_role", "AccessDenied")
        first = {"PolicyNames": ["b"], "IsTruncated": True, "Marker": "m"}
        stub.add_response("list_role_policies", first)
        stub.add_response("list_role_policies", {"PolicyNames": ["a"], "IsTruncated": False})
        for name in ("a", "b"):
            said = {"RoleName": "replicator", "PolicyName": name, "PolicyDocument": json.dumps(document)}
            stub.add_response("get_role_policy", said, {"RoleName": "replicator", "PolicyName": name})
        fact = iam.read_role(made, ARN, frozenset({"inline_policies"}))["inline_policies"]
    assert fact.value == [{"PolicyName": name, "PolicyDocument": document} for name in ("a", "b")]


def test_a_document_that_is_no_json_is_unknown(client: Client) -> None:
    made = client("iam")
    with Stubber(made) as stub:
        stub.add_client_error("get_role", "AccessDenied")
        stub.add_response("list_role_policies", {"PolicyNames": ["a"]})
        stub.add_response("get_role_policy", {"RoleName": "r", "PolicyName": "a", "PolicyDocument": "{broken"})
        fact = iam.read_role(made, ARN, frozenset({"inline_policies"}))["inline_policies"]
    assert fact.detail == "the policy document is not a JSON object"
