"""What a scenario says is what its owners read back from the emulator."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from moto import mock_aws

from auditor.demo.build import AUDITOR, EXTERNAL_ID, build
from auditor.demo.environment import isolated
from auditor.demo.fidelity import faithful
from auditor.demo.load import scenarios
from auditor.demo.scenario import Bucket, Role, Scenario
from tests.demo.callers import code, iam, owners, s3, sts
from tests.demo.conftest import KEYS

WORLDS = scenarios()
BUCKETS = [(world, bucket) for world in WORLDS.values() for bucket in world.buckets]
ROLES = [(world, role) for world in WORLDS.values() for role in world.roles]


@pytest.fixture(scope="module")
def auditors() -> Iterator[dict[str, str]]:
    """Every shipped scenario, built once; account id -> the auditor's role."""
    with isolated(KEYS), faithful(), mock_aws(config={"core": {"mock_credentials": False}}):
        yield build(WORLDS.values(), owners())


def _named(value: object) -> str | None:
    return value.name if isinstance(value, Bucket | Role) else ""


@pytest.mark.parametrize(("world", "bucket"), BUCKETS, ids=_named)
def test_region_and_versioning_are_as_written(auditors: None, world: Scenario, bucket: Bucket) -> None:
    client = s3(world.accounts[bucket.account])
    region = client.head_bucket(Bucket=bucket.name)["ResponseMetadata"]["HTTPHeaders"]["x-amz-bucket-region"]
    assert (region, client.get_bucket_versioning(Bucket=bucket.name).get("Status")) == (
        bucket.region,
        bucket.versioning,
    )


@pytest.mark.parametrize(("world", "bucket"), BUCKETS, ids=_named)
def test_ownership_is_as_written(auditors: None, world: Scenario, bucket: Bucket) -> None:
    controls = s3(world.accounts[bucket.account]).get_bucket_ownership_controls(Bucket=bucket.name)
    assert controls["OwnershipControls"]["Rules"] == [{"ObjectOwnership": bucket.ownership}]


REPLICATED = [(world, bucket) for world, bucket in BUCKETS if bucket.replication]


@pytest.mark.parametrize(("world", "bucket"), REPLICATED, ids=_named)
def test_replication_is_as_written(auditors: None, world: Scenario, bucket: Bucket) -> None:
    read = s3(world.accounts[bucket.account]).get_bucket_replication(Bucket=bucket.name)
    assert read["ReplicationConfiguration"] == bucket.replication


WITH_POLICY = [(world, bucket) for world, bucket in BUCKETS if bucket.policy]


@pytest.mark.parametrize(("world", "bucket"), WITH_POLICY, ids=_named)
def test_the_policy_is_as_written(auditors: None, world: Scenario, bucket: Bucket) -> None:
    read = s3(world.accounts[bucket.account]).get_bucket_policy(Bucket=bucket.name)["Policy"]
    assert json.loads(read) == bucket.policy


@pytest.mark.parametrize(("world", "role"), ROLES, ids=_named)
def test_a_role_is_as_written(auditors: None, world: Scenario, role: Role) -> None:
    read = iam(world.accounts[role.account]).get_role(RoleName=role.name)["Role"]
    assert (read["Arn"], read["Path"], read["AssumeRolePolicyDocument"]) == (
        world.role_arn(role),
        role.path,
        role.trust,
    )


@pytest.mark.parametrize(("world", "role"), ROLES, ids=_named)
def test_its_permissions_are_as_written(auditors: None, world: Scenario, role: Role) -> None:
    client = iam(world.accounts[role.account])
    names = client.list_role_policies(RoleName=role.name)["PolicyNames"]
    read = {n: client.get_role_policy(RoleName=role.name, PolicyName=n)["PolicyDocument"] for n in names}
    assert read == dict(role.inline)


def test_there_is_an_auditor_in_every_account(auditors: dict[str, str]) -> None:
    expected = {account for world in WORLDS.values() for account in world.accounts.values()}
    assert auditors == {account: f"arn:aws:iam::{account}:role/{AUDITOR}" for account in expected}


def test_the_auditor_is_let_in_with_the_external_id(auditors: dict[str, str]) -> None:
    for arn in auditors.values():
        assert sts(None).assume_role(RoleArn=arn, RoleSessionName="test", ExternalId=EXTERNAL_ID)["Credentials"]


def test_nobody_is_let_in_without_it(auditors: dict[str, str]) -> None:
    arn = next(iter(auditors.values()))
    assert code(sts(None).assume_role, RoleArn=arn, RoleSessionName="test") == "AccessDenied"


def test_the_pasted_documents_keep_their_dashes(auditors: None) -> None:
    dashed = "2012\u201310\u201317"
    (role,) = WORLDS["002-text"].roles
    policy = s3("222222222222").get_bucket_policy(Bucket="destination-bucket-as-pasted")["Policy"]
    assert (json.loads(policy)["Version"], role.trust["Version"]) == (dashed, dashed)


def test_encryption_and_tags_are_as_written(auditors: None) -> None:
    other = "555555555555"
    kms = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "arn:aws:kms:eu-west-1:111111111111:key/k"}
    encryption = {"Rules": [{"ApplyServerSideEncryptionByDefault": kms, "BucketKeyEnabled": True}]}
    bucket = Bucket(
        name="keyed-bucket", account="owner", region="eu-west-1", encryption=encryption, tags={"team": "", "use": "dr"}
    )
    world = Scenario(title="t", walkthrough="w", accounts={"owner": other}, buckets=(bucket,), expect=())
    build([world], owners())
    tags = {tag["Key"]: tag["Value"] for tag in s3(other).get_bucket_tagging(Bucket="keyed-bucket")["TagSet"]}
    read = s3(other).get_bucket_encryption(Bucket="keyed-bucket")["ServerSideEncryptionConfiguration"]
    assert (read, tags) == (encryption, bucket.tags)
