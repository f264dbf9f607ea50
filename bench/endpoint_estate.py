"""A request -> what AWS would say of an estate that is made up as it is asked for: (operation, status, body).

Bucket `b-ACCOUNT-00007` exists if 7 is below the number of buckets. The first tenth of an account's buckets lie on
edges, in pairs: an even one replicates to the odd one after it in the next account, a ring over all accounts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import unquote

ABSENT = {
    "replication": "ReplicationConfigurationNotFoundError",
    "policy": "NoSuchBucketPolicy",
    "policyStatus": "NoSuchBucketPolicy",
    "publicAccessBlock": "NoSuchPublicAccessBlockConfiguration",
    "object-lock": "ObjectLockConfigurationNotFoundError",
    "lifecycle": "NoSuchLifecycleConfiguration",
    "tagging": "NoSuchTagSet",
}
PLAIN = {
    "ownershipControls": "<OwnershipControls><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule>"
    "</OwnershipControls>",
    "notification": "<NotificationConfiguration/>",
    "logging": "<BucketLoggingStatus/>",
    "requestPayment": "<RequestPaymentConfiguration><Payer>BucketOwner</Payer></RequestPaymentConfiguration>",
    "acl": "<AccessControlPolicy><Owner><ID>o</ID></Owner><AccessControlList/></AccessControlPolicy>",
    "metrics": "<ListMetricsConfigurationsResult><IsTruncated>false</IsTruncated></ListMetricsConfigurationsResult>",
    "inventory": "<ListInventoryConfigurationsResult><IsTruncated>false</IsTruncated>"
    "</ListInventoryConfigurationsResult>",
}
REGIONAL: dict[str, dict[str, object]] = {
    "DescribeAlarms": {"MetricAlarms": [], "CompositeAlarms": []},
    "ListMetrics": {"Metrics": []},
    "DescribeTrails": {"trailList": []},
    "LookupEvents": {"Events": []},
    "ListTasks": {"Tasks": []},
    "GetQueueUrl": {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/1/failed"},
    "GetQueueAttributes": {"Attributes": {"QueueArn": "arn:aws:sqs:us-east-1:1:failed"}},
    "DescribeConfigurationRecorders": {"ConfigurationRecorders": []},
}
"""What is said of a Region: it holds nothing; and of any queue: it admits nobody."""
PER_ROLE = 10
"""Sources that share a role."""


@dataclass(frozen=True)
class Estate:
    accounts: int
    buckets: int
    """Of each account."""
    region: str = "us-east-1"

    def ids(self) -> list[str]:
        return [f"{100000000000 + number}" for number in range(self.accounts)]

    def next(self, account: str) -> str:
        return f"{100000000000 + (int(account) - 100000000000 + 1) % self.accounts}"

    def before(self, account: str) -> str:
        return f"{100000000000 + (int(account) - 100000000000 - 1) % self.accounts}"

    def on_edge(self, number: int) -> bool:
        return number < self.buckets // 10 // 2 * 2


def name(account: str, number: int) -> str:
    return f"b-{account}-{number:05}"


def document(*statements: dict[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def s3(estate: Estate, account: str, path: str, query: dict[str, list[str]]) -> tuple[str, int, str]:
    """What S3 says to `account`."""
    if path == "/":
        return "ListBuckets", 200, _listing(estate, account, query)
    if path == "/v20180820/jobs":
        return "ListJobs", 200, "<ListJobsResult><Jobs/></ListJobsResult>"
    if path.startswith("/v20180820/"):
        return "GetAccountPublicAccessBlock", 404, error("NoSuchPublicAccessBlockConfiguration")
    bucket = unquote(path).strip("/")
    asked = next(iter(query), "")
    if not asked:
        return "HeadBucket", 404 if not _exists(estate, bucket) else 200, ""
    _, owner, number = bucket.split("-")
    if owner != account:
        return asked, 403, error("AccessDenied")
    return asked, *_configuration(estate, owner, int(number), asked)


def _exists(estate: Estate, bucket: str) -> bool:
    return bucket.count("-") == 2 and bucket.split("-")[1] in estate.ids()


def _listing(estate: Estate, account: str, query: dict[str, list[str]]) -> str:
    first = int(query.get("continuation-token", ["0"])[0])
    last = min(first + int(query.get("max-buckets", ["10000"])[0]), estate.buckets)
    rows = "".join(
        f"<Bucket><Name>{name(account, n)}</Name><CreationDate>2026-01-01T00:00:00Z</CreationDate>"
        f"<BucketRegion>{estate.region}</BucketRegion></Bucket>"
        for n in range(first, last)
    )
    more = f"<ContinuationToken>{last}</ContinuationToken>" if last < estate.buckets else ""
    owner = "<Owner><ID>o</ID></Owner>"
    return f"<ListAllMyBucketsResult>{owner}<Buckets>{rows}</Buckets>{more}</ListAllMyBucketsResult>"


def _configuration(estate: Estate, account: str, number: int, asked: str) -> tuple[int, str]:
    edge = estate.on_edge(number)
    if asked == "versioning":
        status = "<Status>Enabled</Status>" if edge or number % 4 else ""
        return 200, f"<VersioningConfiguration>{status}</VersioningConfiguration>"
    if asked == "replication" and edge and number % 2 == 0:
        return 200, _replication(estate, account, number)
    if asked == "policy" and edge and number % 2:
        return 200, _policy(estate, account, number)
    if asked == "policyStatus" and edge and number % 2:
        return 200, "<PolicyStatus><IsPublic>false</IsPublic></PolicyStatus>"
    said = _encryption(estate, account, number) if asked == "encryption" else PLAIN.get(asked)
    return (200, said) if said else (404, error(ABSENT.get(asked, "NoSuchConfiguration")))


def _policy(estate: Estate, account: str, number: int) -> str:
    role = f"arn:aws:iam::{estate.before(account)}:role/replicator-{number // 2 // PER_ROLE}"
    actions = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
    to = f"arn:aws:s3:::{name(account, number)}/*"
    return document({"Effect": "Allow", "Principal": {"AWS": role}, "Action": actions, "Resource": to})


def _encryption(estate: Estate, account: str, number: int) -> str:
    kms = f"<KMSMasterKeyID>{_key(estate, account)}</KMSMasterKeyID>"
    under_kms = estate.on_edge(number) and number % 6 == 0
    how = f"<SSEAlgorithm>aws:kms</SSEAlgorithm>{kms}" if under_kms else "<SSEAlgorithm>AES256</SSEAlgorithm>"
    default = f"<ApplyServerSideEncryptionByDefault>{how}</ApplyServerSideEncryptionByDefault>"
    return f"<ServerSideEncryptionConfiguration><Rule>{default}</Rule></ServerSideEncryptionConfiguration>"


def _replication(estate: Estate, account: str, number: int) -> str:
    to = name(estate.next(account), number + 1)
    rule = (
        "<Rule><ID>all</ID><Priority>1</Priority><Filter><Prefix></Prefix></Filter><Status>Enabled</Status>"
        f"<DeleteMarkerReplication><Status>Enabled</Status></DeleteMarkerReplication>"
        f"<Destination><Bucket>arn:aws:s3:::{to}</Bucket><Account>{estate.next(account)}</Account></Destination></Rule>"
    )
    role = f"arn:aws:iam::{account}:role/replicator-{number // 2 // PER_ROLE}"
    return f"<ReplicationConfiguration><Role>{role}</Role>{rule}</ReplicationConfiguration>"


def _key(estate: Estate, account: str) -> str:
    return f"arn:aws:kms:{estate.region}:{account}:key/11111111-2222-3333-4444-555555555555"


def kms(operation: str, body: bytes) -> tuple[str, int, str]:
    """What KMS says."""
    arn = json.loads(body or b"{}").get("KeyId", "")
    metadata = {
        "Arn": arn, "KeyId": arn.rpartition("/")[2], "AWSAccountId": arn.split(":")[4], "KeyState": "Enabled",
        "Enabled": True, "KeyManager": "CUSTOMER", "KeySpec": "SYMMETRIC_DEFAULT", "Origin": "AWS_KMS",
    }  # fmt: skip
    principal = {"AWS": f"arn:aws:iam::{arn.split(':')[4]}:root"}
    said: dict[str, object] = {
        "DescribeKey": {"KeyMetadata": metadata},
        "GetKeyPolicy": {"Policy": document({"Effect": "Allow", "Principal": principal, "Action": "kms:*"})},
        "GetKeyRotationStatus": {"KeyRotationEnabled": True},
        "ListGrants": {"Grants": [], "Truncated": False},
        "ListAliases": {"Aliases": [], "Truncated": False},
    }
    return operation, 200, json.dumps(said[operation])


def error(code: str) -> str:
    """As S3 writes it."""
    return f"<Error><Code>{code}</Code><Message>said so</Message></Error>"
