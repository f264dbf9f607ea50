"""An emulator that enforces IAM, in an environment and process of its own, and an estate of one edge on it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.config import Config as Sdk
from botocore.exceptions import EndpointConnectionError

from auditor.snapshot.catalogue import ACCOUNT, BUCKET, REGION
from bench.installed import binaries

HUB, A, B = "999999999999", "111111111111", "222222222222"
CHAIN = f"arn:aws:iam::{HUB}:role/hub"
HUB_ID, AUDIT_ID = "hub-id", "agreed"
"""ExternalIds of the role on the way and of the audit roles."""

UNANSWERED = {
    (ACCOUNT, "public_access_block"): "NotSupported",
    (BUCKET, "policy_status"): "UnexpectedAnswer",
    (BUCKET, "request_payment"): "UnexpectedAnswer",
    (REGION, "datasync_tasks"): "Http400",
    (REGION, "jobs"): "NotSupported",
}
"""Facts that the emulator tells nobody, not even a role that may do everything, and how they end; held to exactly.
Where it does not know the operation, or the service (400), it never looks at permissions; where it answers with the
wrong document it does."""
UNKNOWN_THERE = frozenset(fact for fact, reason in UNANSWERED.items() if reason != "UnexpectedAnswer")
FOLLOWING = {"organizations:DescribeOrganization": {(ACCOUNT, name) for name in ("organization_path", "rcps", "scps")}}
"""Facts that go with another: an account that cannot say its organization has no place in it, unless one role reads the
organization for all (`organization.role`), and none does here."""
SPARED = {
    action: {(ACCOUNT, "rcps"), (ACCOUNT, "scps")}
    for action in ("organizations:ListParents", "organizations:ListRoots")
}
"""Facts that stay known: no control policy bears on a management account, and each account here is one."""
UNENFORCED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "account:ListRegions": ("account", "list_regions", {}),
}
"""Actions whose operation (service, method, parameters) it answers even to a role that may do nothing."""
UNASKED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "iam:GetAccountAuthorizationDetails": ("iam", "get_account_authorization_details", {}),
    "iam:GetAccountSummary": ("iam", "get_account_summary", {}),
    "organizations:DescribePolicy": ("organizations", "describe_policy", {"PolicyId": "p-FullAWSAccess"}),
    "organizations:ListPoliciesForTarget": (
        "organizations", "list_policies_for_target", {"TargetId": A, "Filter": "SERVICE_CONTROL_POLICY"},
    ),
    "s3:GetBucketLocation": ("s3", "get_bucket_location", {"Bucket": "source"}),
    "s3:ListBucket": ("s3", "head_bucket", {"Bucket": "source"}),
}  # fmt: skip
"""Actions that a scan of this estate has no use for: each account is the management account of an organization of its
own, over which no policy stands; the list of buckets says where they are; no destination is outside of the accounts;
roles are few. Their operations are tried by themselves."""


def estate(endpoint: str) -> dict[str, str]:
    """Two accounts with one edge between them, an audit role in each; the keys of a user who may assume the hub."""
    hub = owner(endpoint, HUB, "iam")
    hub.create_user(UserName="ci")
    keys = hub.create_access_key(UserName="ci")["AccessKey"]
    assume = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}
    hub.put_user_policy(UserName="ci", PolicyName="assume", PolicyDocument=policy(assume))
    _role(hub, "hub", _trusting(f"arn:aws:iam::{HUB}:root", HUB_ID))
    hub.put_role_policy(RoleName="hub", PolicyName="assume", PolicyDocument=policy(assume))
    for account in (A, B):
        _role(owner(endpoint, account, "iam"), "audit", _trusting(CHAIN, AUDIT_ID))
    _edge(endpoint)
    _watched(endpoint)
    return {"AWS_ACCESS_KEY_ID": keys["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"]}


def _edge(endpoint: str) -> None:
    iam, kms, s3 = (owner(endpoint, A, service) for service in ("iam", "kms", "s3"))
    role = _role(iam, "replicator", policy(
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "s3.amazonaws.com"}}
    ))  # fmt: skip
    iam.put_role_policy(RoleName="replicator", PolicyName="own", PolicyDocument=policy(_reads("source")))
    managed = iam.create_policy(PolicyName="managed", PolicyDocument=policy(_reads("source")))["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="replicator", PolicyArn=managed)
    iam.put_role_permissions_boundary(RoleName="replicator", PermissionsBoundary=managed)
    key = kms.create_key()["KeyMetadata"]["Arn"]
    _bucket(s3, "source", key)
    there = owner(endpoint, B, "kms")
    there.create_alias(AliasName="alias/ours", TargetKeyId=there.create_key()["KeyMetadata"]["KeyId"])
    _bucket(owner(endpoint, B, "s3"), "destination", f"arn:aws:kms:us-east-1:{B}:alias/ours")
    rule = {
        "ID": "r", "Status": "Enabled", "Priority": 1, "Filter": {"Prefix": ""},
        "DeleteMarkerReplication": {"Status": "Disabled"},
        "Destination": {"Bucket": "arn:aws:s3:::destination", "Account": B},
    }  # fmt: skip
    s3.put_bucket_replication(Bucket="source", ReplicationConfiguration={"Role": role, "Rules": [rule]})


def _watched(endpoint: str) -> None:
    """A trail in each account, a metric of the rule, and what is told of failures: something to be asked about."""
    for account in (A, B):
        logs = f"logs-{account}"
        owner(endpoint, account, "s3").create_bucket(Bucket=logs)
        owner(endpoint, account, "cloudtrail").create_trail(Name="all", S3BucketName=logs)
    topic = owner(endpoint, A, "sns").create_topic(Name="failed")["TopicArn"]
    owner(endpoint, A, "sqs").create_queue(QueueName="failed")
    told = {
        "TopicConfigurations": [{"TopicArn": topic, "Events": ["s3:Replication:*"]}],
        "QueueConfigurations": [{"QueueArn": f"arn:aws:sqs:us-east-1:{A}:failed", "Events": ["s3:Replication:*"]}],
        "LambdaFunctionConfigurations": [
            {"LambdaFunctionArn": f"arn:aws:lambda:us-east-1:{A}:function:failed", "Events": ["s3:Replication:*"]}
        ],
    }
    owner(endpoint, A, "s3").put_bucket_notification_configuration(
        Bucket="source", NotificationConfiguration=told, SkipDestinationValidation=True
    )
    names = (("SourceBucket", "source"), ("DestinationBucket", "destination"), ("RuleId", "r"))
    dimensions = [{"Name": name, "Value": value} for name, value in names]
    point = {"MetricName": "ReplicationLatency", "Dimensions": dimensions, "Value": 12.0}
    owner(endpoint, A, "cloudwatch").put_metric_data(Namespace="AWS/S3", MetricData=[point])


def _bucket(s3: Any, name: str, key: str) -> None:
    s3.create_bucket(Bucket=name)
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    rules = {"Rules": [{"ApplyServerSideEncryptionByDefault": default}]}
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration=rules)


def _reads(bucket: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "s3:Get*", "Resource": f"arn:aws:s3:::{bucket}*"}


def _role(iam: Any, name: str, trust: str) -> str:
    return str(iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"])


def _trusting(principal: str, external_id: str) -> str:
    condition = {"StringEquals": {"sts:ExternalId": external_id}}
    return policy(
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": principal}, "Condition": condition}
    )


def policy(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def owner(endpoint: str, account: str, service: str) -> Any:
    """A client as the root of an account, whose key is its id on this emulator."""
    return client(endpoint, service, {"AccessKeyId": account, "SecretAccessKey": "test", "SessionToken": None})


def client(endpoint: str, service: str, keys: dict[str, Any]) -> Any:
    return boto3.client(
        service, "us-east-1", endpoint_url=endpoint, aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"], aws_session_token=keys["SessionToken"],
        config=Sdk(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1, "mode": "standard"}),
    )  # fmt: skip


@contextmanager
def emulator(*, enforcing: bool = True) -> Iterator[str]:
    """Its address, while it runs. Raises Missing if it cannot be installed."""
    command = binaries("ministack") / "ministack"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    enforced = "true" if enforcing else "false"
    settings = {"AUTH": enforced, "BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port), "LOG_LEVEL": "WARNING"}
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [command], cwd=folder, env={**os.environ, **settings},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            _answers(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)


def _answers(endpoint: str) -> None:
    """Wait until it answers; at most a minute."""
    for _ in range(600):
        try:
            owner(endpoint, HUB, "sts").get_caller_identity()
        except EndpointConnectionError:
            time.sleep(0.1)
        else:
            return
