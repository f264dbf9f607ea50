"""A scenario in, AWS calls out: each account's owner makes its roles and buckets on an emulator."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from auditor.demo.organize import organize
from auditor.demo.owners import Owners
from auditor.demo.remember import remembered
from auditor.demo.scenario import Bucket, Document, Job, Key, Role, Scenario, Unstated

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_s3 import S3Client

_Made = TypeVar("_Made", Bucket, Role)

HUB = "999999999999"
"""The account that the auditor works from; nothing in it is audited."""
AUDITOR = "auditor"
"""Name of the auditor's user in the hub and of its role in every audited account."""
EXTERNAL_ID = "auditor-demo"

UNSTATED: Mapping[str, tuple[str, ...]] = {
    "encryption": ("s3:GetEncryptionConfiguration",),
    "lifecycle": ("s3:GetLifecycleConfiguration",),
    "location": ("s3:GetBucketLocation",),
    "logging": ("s3:GetBucketLogging",),
    "notification": ("s3:GetBucketNotification",),
    "object_lock": ("s3:GetBucketObjectLockConfiguration",),
    "ownership": ("s3:GetBucketOwnershipControls",),
    "policy": ("s3:GetBucketPolicy",),
    "public_access_block": ("s3:GetBucketPublicAccessBlock",),
    "replication": ("s3:GetReplicationConfiguration",),
    "tags": ("s3:GetBucketTagging",),
    "versioning": ("s3:GetBucketVersioning",),
    "trails": ("cloudtrail:DescribeTrails",),
    "role": ("iam:GetRole",),
    "permissions": ("iam:ListRolePolicies", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies"),
}
"""Fact of a scenario -> the IAM actions that would read it."""


def build(scenarios: Iterable[Scenario], owners: Owners) -> dict[str, str]:
    """Make every scenario and the auditor's role in each of its accounts; account id -> role ARN."""
    worlds = tuple(scenarios)
    for scenario in worlds:
        organize(scenario, owners)
        keys = {f'"key:{key.name}"': f'"{_make_key(scenario, key, owners)}"' for key in scenario.keys}
        for role in scenario.roles:
            _make_role(owners.iam(scenario.accounts[role.account]), _with(keys, role))
        buckets = [_with(keys, bucket) for bucket in scenario.buckets]
        for bucket in buckets:
            _make_bucket(owners.s3(scenario.accounts[bucket.account], bucket.region), bucket)
        for bucket in buckets:
            account = scenario.accounts[bucket.account]
            client = owners.s3(account, bucket.region)
            with remembered(client, owners.client("cloudwatch", account, bucket.region), bucket):
                _replicate(client, bucket)
        for job in scenario.jobs:
            account = scenario.accounts[job.account]
            _start(owners.client("s3control", account, job.region), account, job, scenario)
    accounts = sorted({account for scenario in worlds for account in scenario.accounts.values()})
    return {account: _make_auditor(account, worlds, owners.iam(account)) for account in accounts}


def _make_key(scenario: Scenario, key: Key, owners: Owners) -> str:
    """The ARN that KMS gives the key."""
    client = owners.client("kms", scenario.accounts[key.account], key.region)
    made = client.create_key(Policy=_text(key.policy), KeyUsage="ENCRYPT_DECRYPT")  # AWS's default, not moto's
    arn: str = made["KeyMetadata"]["Arn"]
    client.enable_key_rotation(KeyId=arn)
    return arn


def _with(keys: Mapping[str, str], made: _Made) -> _Made:
    """A bucket or role whose documents name keys by their ARNs."""
    text = made.model_dump_json()
    for name, arn in keys.items():
        text = text.replace(name, arn)
    return type(made).model_validate_json(text)


def _make_role(client: IAMClient, role: Role) -> None:
    client.create_role(RoleName=role.name, Path=role.path, AssumeRolePolicyDocument=_text(role.trust))
    for name, document in role.inline.items():
        client.put_role_policy(RoleName=role.name, PolicyName=name, PolicyDocument=_text(document))


def _make_bucket(client: S3Client, bucket: Bucket) -> None:
    name = bucket.name
    place: Any = {"LocationConstraint": bucket.region}
    located = {} if bucket.region == "us-east-1" else {"CreateBucketConfiguration": place}
    client.create_bucket(Bucket=name, ObjectOwnership=bucket.ownership, **located)
    if bucket.versioning:
        client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": bucket.versioning})
    if bucket.encryption:
        encryption: Any = bucket.encryption
        client.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration=encryption)
    if bucket.tags:
        tagging: Any = {"TagSet": [{"Key": key, "Value": value} for key, value in bucket.tags.items()]}
        client.put_bucket_tagging(Bucket=name, Tagging=tagging)
    if bucket.notification:
        notification: Any = bucket.notification
        client.put_bucket_notification_configuration(Bucket=name, NotificationConfiguration=notification)
    if bucket.policy:
        client.put_bucket_policy(Bucket=name, Policy=_text(bucket.policy))


def _replicate(client: S3Client, bucket: Bucket) -> None:
    if bucket.replication:
        configuration: Any = bucket.replication
        client.put_bucket_replication(Bucket=bucket.name, ReplicationConfiguration=configuration)


def _start(client: Any, account: str, job: Job, scenario: Scenario) -> None:
    role = next(role for role in scenario.roles if role.name == job.role)
    manifest = {"SourceBucket": f"arn:aws:s3:::{job.source}", "EnableManifestOutput": False}
    client.create_job(
        AccountId=account,
        Operation=job.operation,
        Report=job.report,
        RoleArn=scenario.role_arn(role),
        ManifestGenerator={"S3JobManifestGenerator": manifest},
        Priority=1,
        ConfirmationRequired=False,
        ClientRequestToken=job.source,
    )


def _make_auditor(account: str, scenarios: tuple[Scenario, ...], client: IAMClient) -> str:
    """The read-only role of one account; what its scenarios leave unstated is denied to it."""
    trust = _allow(["sts:AssumeRole"], Principal={"AWS": f"arn:aws:iam::{HUB}:root"})
    trust["Condition"] = {"StringEquals": {"sts:ExternalId": EXTERNAL_ID}}
    made = client.create_role(RoleName=AUDITOR, AssumeRolePolicyDocument=_policy([trust]))
    reads = [
        "s3:Get*", "s3:List*", "iam:Get*", "iam:List*", "kms:Describe*", "kms:Get*", "kms:List*",
        "cloudwatch:*", "cloudtrail:*", "config:*", "organizations:Describe*", "organizations:List*",
    ]  # fmt: skip
    statements = [_allow(reads, Resource="*"), *_denials(account, scenarios)]
    client.put_role_policy(RoleName=AUDITOR, PolicyName="read-only", PolicyDocument=_policy(statements))
    return made["Role"]["Arn"]


def _denials(account: str, scenarios: tuple[Scenario, ...]) -> list[Document]:
    return [
        {"Effect": "Deny", "Action": action, "Resource": arn}
        for scenario in scenarios
        for unstated in scenario.unstated
        for owner, arn in (_whose(scenario, unstated),)
        if owner == account
        for fact in unstated.facts
        for action in UNSTATED[fact]
    ]


def _whose(scenario: Scenario, unstated: Unstated) -> tuple[str, str]:
    """Account and ARN of what is unstated."""
    if unstated.bucket:
        bucket = next(bucket for bucket in scenario.buckets if bucket.name == unstated.bucket)
        return scenario.accounts[bucket.account], f"arn:aws:s3:::{bucket.name}"
    if unstated.account:
        return scenario.accounts[unstated.account], "*"
    role = next(role for role in scenario.roles if role.name == unstated.role)
    return scenario.accounts[role.account], scenario.role_arn(role)


def _allow(actions: list[str], **more: Any) -> Document:
    return {"Effect": "Allow", "Action": actions, **more}


def _policy(statements: list[Document]) -> str:
    return _text({"Version": "2012-10-17", "Statement": statements})


def _text(document: Document) -> str:
    """JSON that keeps every character as it was pasted."""
    return json.dumps(document, ensure_ascii=False, indent=2)
