"""S3 buckets and what replication depends on in each: names, Regions, facts."""

from __future__ import annotations

import json

from botocore.client import BaseClient

from auditor.collect.judge import Failure, UnexpectedAnswer, attempt, region
from auditor.collect.read import POSTPONED, THROTTLED, Call, ask, need, pages, read_all, settle
from auditor.snapshot import Fact, Json, State

PAGE = 10_000
"""The most that one ListBuckets answer can hold; asking for a number also makes S3 name each bucket's Region."""

BUCKETS = Call("buckets", "list_buckets", "s3:ListAllMyBuckets", root=("ListAllMyBucketsResult",))
LOCATION = Call("location", "get_bucket_location", "s3:GetBucketLocation", root=("LocationConstraint",))
EXISTENCE = Call("existence", "head_bucket", "s3:ListBucket", absent=("404",))
_TOKENS = ("ContinuationToken", "NextContinuationToken")


def _document(text: Json) -> Json:
    """The policy's text, which is the whole answer: cut short, or another's, it would pass for the bucket's."""
    try:
        policy = json.loads(text)
    except ValueError:
        policy = None
    if not isinstance(policy, dict):
        raise UnexpectedAnswer("the policy is not a JSON object")
    return text


def _tags(answer: Json) -> Json:
    return {tag["Key"]: tag["Value"] for tag in answer}


def _by_id(items: Json) -> Json:
    """Configurations of which a bucket may have several, in the order of their ids."""
    return sorted(items, key=lambda item: str(need(item, "Id")))


FACTS = (
    Call("versioning", "get_bucket_versioning", "s3:GetBucketVersioning",
         keep=("Status", "MFADelete"), root=("VersioningConfiguration", "GetBucketVersioningResponse")),
    Call("replication", "get_bucket_replication", "s3:GetReplicationConfiguration",
         select="ReplicationConfiguration", needs=("Role", "Rules"), root=("ReplicationConfiguration",),
         absent=("ReplicationConfigurationNotFoundError",)),
    Call("policy", "get_bucket_policy", "s3:GetBucketPolicy", select="Policy", absent=("NoSuchBucketPolicy",),
         shape=_document),
    Call("encryption", "get_bucket_encryption", "s3:GetEncryptionConfiguration",
         select="ServerSideEncryptionConfiguration", needs=("Rules",), root=("ServerSideEncryptionConfiguration",),
         absent=("ServerSideEncryptionConfigurationNotFoundError",)),
    Call("ownership", "get_bucket_ownership_controls", "s3:GetBucketOwnershipControls",
         select="OwnershipControls", needs=("Rules",), root=("OwnershipControls",),
         absent=("OwnershipControlsNotFoundError",)),
    Call("public_access_block", "get_public_access_block", "s3:GetBucketPublicAccessBlock",
         select="PublicAccessBlockConfiguration", root=("PublicAccessBlockConfiguration",),
         absent=("NoSuchPublicAccessBlockConfiguration",)),
    Call("object_lock", "get_object_lock_configuration", "s3:GetBucketObjectLockConfiguration",
         select="ObjectLockConfiguration", root=("ObjectLockConfiguration",),
         absent=("ObjectLockConfigurationNotFoundError",)),
    Call("lifecycle", "get_bucket_lifecycle_configuration", "s3:GetLifecycleConfiguration",
         keep=("Rules",), needs=("Rules",), root=("LifecycleConfiguration",),
         absent=("NoSuchLifecycleConfiguration",)),
    Call("notification", "get_bucket_notification_configuration", "s3:GetBucketNotification",
         root=("NotificationConfiguration", "GetBucketNotificationResponse")),
    Call("request_payment", "get_bucket_request_payment", "s3:GetBucketRequestPayment",
         keep=("Payer",), needs=("Payer",), root=("RequestPaymentConfiguration",)),
    Call("tags", "get_bucket_tagging", "s3:GetBucketTagging",
         select="TagSet", root=("Tagging",), absent=("NoSuchTagSet",), shape=_tags),
    Call("logging", "get_bucket_logging", "s3:GetBucketLogging",
         keep=("LoggingEnabled",), root=("BucketLoggingStatus",)),
    Call("acl", "get_bucket_acl", "s3:GetBucketAcl",
         keep=("Owner", "Grants"), needs=("Owner", "Grants"), root=("AccessControlPolicy",)),
    Call("policy_status", "get_bucket_policy_status", "s3:GetBucketPolicyStatus",
         select="PolicyStatus", needs=("IsPublic",), root=("PolicyStatus",), absent=("NoSuchBucketPolicy",),
         follows="policy"),
    Call("metrics", "list_bucket_metrics_configurations", "s3:GetMetricsConfiguration",
         select="MetricsConfigurationList", needs=("IsTruncated",), root=("ListMetricsConfigurationsResult",),
         tokens=_TOKENS, shape=_by_id),
    Call("inventory", "list_bucket_inventory_configurations", "s3:GetInventoryConfiguration",
         select="InventoryConfigurationList", needs=("IsTruncated",), root=("ListInventoryConfigurationsResult",),
         tokens=_TOKENS, shape=_by_id),
)  # fmt: skip
REPLICATION = "replication"
CALLS = (BUCKETS, LOCATION, EXISTENCE, *FACTS)


def list_buckets(client: BaseClient) -> tuple[dict[str, str], Fact]:
    """The account's buckets as name -> Region ("" where S3 did not say), and the fact `buckets`.

    If a later page fails, the buckets of the earlier ones are given and the fact is unknown.
    """
    found: dict[str, str] = {}

    def names() -> list[str]:
        for bucket in pages(client, BUCKETS.operation, "Buckets", PaginationConfig={"PageSize": PAGE}):
            found[need(bucket, "Name")] = region(bucket.get("BucketRegion"))
        return sorted(found)

    fact = settle(BUCKETS, attempt(names))
    return found, fact


def locate(client: BaseClient, bucket: str) -> Fact:
    """The fact `location` of a bucket whose Region the listing did not give.

    HeadBucket names it even when it refuses (User Guide, "HeadBucket"); GetBucketLocation is asked where it does not.
    """
    head = attempt(lambda: ask(client, EXISTENCE.operation, Bucket=bucket))
    named = head.region if isinstance(head, Failure) else region(head.get("BucketRegion"))
    if named:
        return Fact.of(LOCATION.action, named)
    return settle(LOCATION, attempt(lambda: _constraint(client, bucket)))


def read_bucket(
    client: BaseClient, bucket: str, wanted: frozenset[str], edges: frozenset[str] = frozenset()
) -> dict[str, Fact]:
    """The wanted facts of a bucket, and the facts `edges` if it turns out to replicate; asked in its own Region."""
    facts = read_all(client, FACTS, wanted, Bucket=bucket)
    replication = facts.get(REPLICATION)
    if replication is None or replication.state is not State.VALUE:
        return facts
    further = edges - facts.keys()
    if any(fact.reason in (THROTTLED, POSTPONED) for fact in facts.values()):
        return facts | {call.fact: Fact.unknown(call.action, POSTPONED) for call in FACTS if call.fact in further}
    return facts | read_all(client, FACTS, further, Bucket=bucket)


def existence(client: BaseClient, bucket: str) -> Fact:
    """Whether a bucket of somebody else exists; a refusal that names its Region says that it does."""
    head = attempt(lambda: ask(client, EXISTENCE.operation, Bucket=bucket))
    if not isinstance(head, Failure):
        named = region(head.get("BucketRegion"))
        return Fact.of(EXISTENCE.action, {"Region": named} if named else {})
    if head.region and head.code not in EXISTENCE.absent:
        return Fact.of(EXISTENCE.action, {"Region": head.region})
    return settle(EXISTENCE, head)


def _constraint(client: BaseClient, bucket: str) -> str:
    """GetBucketLocation's answer, which spells the two oldest Regions its own way (S3 API, "GetBucketLocation")."""
    constraint = ask(client, LOCATION.operation, Bucket=bucket)["LocationConstraint"]
    named = region({None: "us-east-1", "": "us-east-1", "EU": "eu-west-1"}.get(constraint, constraint))
    if not named:
        raise UnexpectedAnswer("the answer names no Region")
    return named
