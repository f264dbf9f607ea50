"""Keys and aliases: values without what varies, and each code of absence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from botocore.stub import Stubber

from auditor.collect import kms
from auditor.collect.read import Call, read
from auditor.snapshot import Fact
from auditor.snapshot.catalogue import ALIAS, FACTS, KEY

Client = Callable[[str], BaseClient]
ALL = frozenset(FACTS[KEY])
ARN = "arn:aws:kms:us-east-1:111111111111:key/0f"


def test_the_table_is_the_catalogue_s() -> None:
    assert {call.fact: call.action for call in kms.FACTS} == FACTS[KEY]
    assert {kms.ALIAS.fact: kms.ALIAS.action} == FACTS[ALIAS]


@pytest.mark.parametrize(
    ("call", "code"),
    [(call, code) for call in (*kms.FACTS, kms.ALIAS) for code in call.absent],
    ids=lambda case: str(case)[:40],
)
def test_each_absence_code_is_a_certain_absence(client: Client, call: Call, code: str) -> None:
    made = client("kms")
    with Stubber(made) as stub:
        stub.add_client_error(call.operation, code, "There is none", 400)
        assert read(made, call, KeyId="k") == Fact.absent(call.action, code)


def test_a_key_and_its_alias(emulator: None, client: Client) -> None:
    owner = boto3.client("kms", region_name="us-east-1")
    key = owner.create_key(Policy='{"Version":"2012-10-17","Statement":[]}')["KeyMetadata"]
    owner.create_alias(AliasName="alias/replicas", TargetKeyId=key["KeyId"])
    owner.enable_key_rotation(KeyId=key["KeyId"])
    facts = kms.read_key(client("kms"), key["Arn"], ALL)
    alias = key["Arn"].rpartition(":")[0] + ":alias/replicas"
    assert kms.read_alias(client("kms"), alias)["target"] == Fact.of("kms:DescribeKey", {"KeyArn": key["Arn"]})
    assert facts["policy"].value == '{"Version":"2012-10-17","Statement":[]}'
    assert facts["rotation"].value == {"KeyRotationEnabled": True}
    assert (facts["key"].value["KeyState"], facts["key"].value.get("CreationDate")) == ("Enabled", None)


def test_whom_a_key_is_granted_to_and_what_it_is_called(emulator: None, client: Client) -> None:
    owner = boto3.client("kms", region_name="us-east-1")
    key = owner.create_key()["KeyMetadata"]["Arn"]
    role = "arn:aws:iam::111111111111:role/replicator"
    made = {"GranteePrincipal": role, "Constraints": {"EncryptionContextSubset": {"aws:s3:arn": "arn:aws:s3:::b"}}}
    id = owner.create_grant(KeyId=key, Operations=["GenerateDataKey", "Decrypt"], **made)["GrantId"]
    for name in ("alias/b", "alias/a"):
        owner.create_alias(AliasName=name, TargetKeyId=key)
    facts = kms.read_key(client("kms"), key, frozenset({"grants", "aliases"}))
    (grant,) = facts["grants"].value
    assert facts["aliases"].value == ["alias/a", "alias/b"]
    assert {"GrantId": id, "Operations": ["Decrypt", "GenerateDataKey"], **made}.items() <= grant.items()
    assert "CreationDate" not in grant


def test_every_page_of_grants_is_read(client: Client) -> None:
    made = client("kms")
    with Stubber(made) as stub:
        for id, more in (("b", {"NextMarker": "m", "Truncated": True}), ("a", {"Truncated": False})):
            stub.add_response("list_grants", {"Grants": [{"GrantId": id, "Operations": ["Encrypt"]}], **more})
        grants = kms.read_key(made, ARN, frozenset({"grants"}))["grants"]
    assert [grant["GrantId"] for grant in grants.value] == ["a", "b"]


def _described(client: Client, metadata: dict[str, Any]) -> Fact:
    made = client("kms")
    with Stubber(made) as stub:
        stub.add_response("describe_key", {"KeyMetadata": {"KeyId": "0f", "Arn": ARN, **metadata}})
        return kms.read_key(made, ARN, frozenset({"key"}))["key"]


def test_lists_that_kms_does_not_order_are_sorted(client: Client) -> None:
    replicas = [{"Arn": f"{ARN}b", "Region": "us-west-2"}, {"Arn": f"{ARN}a", "Region": "eu-west-1"}]
    value = _described(
        client,
        {"KeyState": "Enabled", "SigningAlgorithms": ["RSASSA_PSS_SHA_512", "ECDSA_SHA_256"],
         "MultiRegionConfiguration": {"MultiRegionKeyType": "PRIMARY", "ReplicaKeys": replicas}},
    ).value  # fmt: skip
    assert value["SigningAlgorithms"] == ["ECDSA_SHA_256", "RSASSA_PSS_SHA_512"]
    assert [replica["Arn"] for replica in value["MultiRegionConfiguration"]["ReplicaKeys"]] == [f"{ARN}a", f"{ARN}b"]


def test_a_description_without_a_state_is_not_one(client: Client) -> None:
    assert _described(client, {}).detail == "the answer has no KeyState"
