"""A small estate on the emulator: accounts with an audit role each, and the auditor's own key in a hub."""

from __future__ import annotations

import json
from typing import Any

import boto3
from botocore.config import Config

from auditor.config import Account

HUB = "999999999999"
EXTERNAL_ID = "collect-tests"
_PATHS = Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1, "mode": "standard"})


def owner(account: str, service: str, region: str = "us-east-1", endpoint: str | None = None) -> Any:
    """A client as the owner of `account`: moto believes the header, so no key has to exist."""

    def sign(request: Any, **_: Any) -> None:
        request.headers["x-moto-account-id"] = account

    session = boto3.Session("testing", "testing")
    session.events.register("before-sign", sign)
    return session.client(service, region_name=region, endpoint_url=endpoint, config=_PATHS)


def hub_keys(endpoint: str | None = None) -> dict[str, str]:
    """The auditor's own credentials, as environment variables."""
    iam = owner(HUB, "iam", endpoint=endpoint)
    iam.create_user(UserName="auditor")
    key = iam.create_access_key(UserName="auditor")["AccessKey"]
    return {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}


def audited(account: str, endpoint: str | None = None) -> Account:
    """Make the audit role in `account`; how to reach it."""
    principal = {"AWS": f"arn:aws:iam::{HUB}:root"}
    condition = {"StringEquals": {"sts:ExternalId": EXTERNAL_ID}}
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal, "Condition": condition}
    iam = owner(account, "iam", endpoint=endpoint)
    iam.create_role(RoleName="audit", AssumeRolePolicyDocument=_policy(statement))
    return Account(id=account, name=f"account {account[0]}", role="audit", external_id=EXTERNAL_ID)


def deny(account: str, action: str, resource: str, endpoint: str | None = None) -> None:
    """Deny the audit role one action on one resource."""
    statement = {"Effect": "Deny", "Action": action, "Resource": resource}
    name = action.replace(":", "-")
    owner(account, "iam", endpoint=endpoint).put_role_policy(
        RoleName="audit", PolicyName=name, PolicyDocument=_policy(statement)
    )


def bucket(account: str, name: str, region: str = "us-east-1", endpoint: str | None = None) -> Any:
    """Make a bucket that keeps versions; its owner's client."""
    s3 = owner(account, "s3", region, endpoint)
    place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    s3.create_bucket(Bucket=name, **place)
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return s3


def replicator(account: str, name: str = "replicator", endpoint: str | None = None) -> str:
    """Make a replication role; its ARN."""
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "s3.amazonaws.com"}}
    iam = owner(account, "iam", endpoint=endpoint)
    made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=_policy(statement))
    return str(made["Role"]["Arn"])


def replicate(s3: Any, source: str, role: str, *destinations: str, key: str | None = None) -> None:
    """Put one rule for each destination."""
    encryption = {"EncryptionConfiguration": {"ReplicaKmsKeyID": key}} if key else {}
    rules = [
        {
            "ID": f"to {name}",
            "Status": "Enabled",
            "Priority": number,
            "Filter": {"Prefix": ""},
            "DeleteMarkerReplication": {"Status": "Disabled"},
            "Destination": {"Bucket": f"arn:aws:s3:::{name}", **encryption},
        }
        for number, name in enumerate(destinations)
    ]
    s3.put_bucket_replication(Bucket=source, ReplicationConfiguration={"Role": role, "Rules": rules})


def encrypt(s3: Any, name: str, key: str | None) -> None:
    """Default encryption with KMS."""
    default = {"SSEAlgorithm": "aws:kms", **({"KMSMasterKeyID": key} if key else {})}
    rule = {"ApplyServerSideEncryptionByDefault": default}
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [rule]})


def _policy(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
