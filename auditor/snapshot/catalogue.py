"""Which facts there are: resource type -> fact name -> the IAM action that reads it. See docs/architecture.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

ACCOUNT, BUCKET, ROLE = "AWS::::Account", "AWS::S3::Bucket", "AWS::IAM::Role"
KEY, ALIAS = "AWS::KMS::Key", "AWS::KMS::Alias"
TOPIC, QUEUE, FUNCTION = "AWS::SNS::Topic", "AWS::SQS::Queue", "AWS::Lambda::Function"
REGION = "AWS::::Region"
"""One Region as one account sees it."""

FACTS: Mapping[str, Mapping[str, str]] = {
    ACCOUNT: {
        "access": "sts:AssumeRole",
        "buckets": "s3:ListAllMyBuckets",
        "public_access_block": "s3:GetAccountPublicAccessBlock",
        "regions": "account:ListRegions",
        "organization": "organizations:DescribeOrganization",
        "organization_path": "organizations:ListParents",
        "scps": "organizations:DescribePolicy",
        "rcps": "organizations:DescribePolicy",
        "principals": "iam:GetAccountAuthorizationDetails",
    },
    BUCKET: {
        "location": "s3:GetBucketLocation",
        "existence": "s3:ListBucket",
        "versioning": "s3:GetBucketVersioning",
        "replication": "s3:GetReplicationConfiguration",
        "policy": "s3:GetBucketPolicy",
        "encryption": "s3:GetEncryptionConfiguration",
        "ownership": "s3:GetBucketOwnershipControls",
        "public_access_block": "s3:GetBucketPublicAccessBlock",
        "object_lock": "s3:GetBucketObjectLockConfiguration",
        "lifecycle": "s3:GetLifecycleConfiguration",
        "notification": "s3:GetBucketNotification",
        "request_payment": "s3:GetBucketRequestPayment",
        "tags": "s3:GetBucketTagging",
        "logging": "s3:GetBucketLogging",
        "acl": "s3:GetBucketAcl",
        "policy_status": "s3:GetBucketPolicyStatus",
        "metrics": "s3:GetMetricsConfiguration",
        "inventory": "s3:GetInventoryConfiguration",
    },
    ROLE: {
        "role": "iam:GetRole",
        "trust": "iam:GetRole",
        "inline_policies": "iam:GetRolePolicy",
        "attached_policies": "iam:GetPolicyVersion",
        "boundary": "iam:GetPolicyVersion",
    },
    KEY: {
        "key": "kms:DescribeKey",
        "policy": "kms:GetKeyPolicy",
        "rotation": "kms:GetKeyRotationStatus",
        "grants": "kms:ListGrants",
        "aliases": "kms:ListAliases",
    },
    ALIAS: {"target": "kms:DescribeKey"},
    TOPIC: {"policy": "sns:GetTopicAttributes", "kms_key": "sns:GetTopicAttributes"},
    QUEUE: {"policy": "sqs:GetQueueAttributes", "kms_key": "sqs:GetQueueAttributes"},
    FUNCTION: {"policy": "lambda:GetPolicy"},
    REGION: {
        "alarms": "cloudwatch:DescribeAlarms",
        "replication_metrics": "cloudwatch:GetMetricData",
        "object_counts": "cloudwatch:GetMetricData",
        "trails": "cloudtrail:DescribeTrails",
        "events": "cloudtrail:LookupEvents",
        "jobs": "s3:DescribeJob",
        "datasync_tasks": "datasync:DescribeTask",
        "external_access": "access-analyzer:ListFindings",
        "recorders": "config:DescribeConfigurationRecorders",
    },
}
"""What there is to be known; a snapshot holds of it what a scan was to read."""

S3_METRICS = "AWS/S3"
"""CloudWatch's namespace of what S3 measures."""
EVERYWHERE = frozenset({"jobs", "datasync_tasks"})
"""Facts of Regions that also tell of buckets which lie elsewhere."""
REPLICATION_METRICS = (
    "OperationsFailedReplication", "OperationsPendingReplication", "BytesPendingReplication", "ReplicationLatency",
)  # fmt: skip
"""What S3 measures of each replication rule (S3 User Guide, "Amazon S3 metrics and dimensions")."""


def in_use(regions: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """The names of those Regions, of an account's `regions`, that are not switched off for it; or not wholly yet."""
    return (region["RegionName"] for region in regions if region.get("RegionOptStatus") != "DISABLED")


def region_arn(partition: str, account: str, region: str) -> str:
    """How the Region of an account is named in a snapshot; AWS itself has no name for it."""
    return f"arn:{partition}:account:{region}:{account}:region"
