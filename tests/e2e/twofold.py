"""One small estate that is put by the same calls into any emulator; and what each gave a name of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

A, B = "111111111111", "222222222222"
FOREIGN = "333333333333"
"""An account that is not scanned, with a bucket that a rule replicates to."""
HUB = "999999999999"
HERE, THERE = "us-east-1", "eu-west-1"
AUDIT, EXTERNAL_ID = "audit", "agreed"
BUCKET = "arn:aws:s3:::twofold-source"
TOPIC, QUEUE = f"arn:aws:sns:{HERE}:{A}:failures", f"arn:aws:sqs:{HERE}:{A}:failures"
FUNCTION = f"arn:aws:lambda:{HERE}:{A}:function:failures"
ROLE = f"arn:aws:iam::{A}:role/replication/replicator"
BLOCKED = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": False}

Owner = Callable[[str, str, str], Any]
"""Service, account and Region in, a client as the owner of that account out."""


def put(owner: Owner) -> Mapping[str, str]:
    """The estate; what the emulator made up (ids of keys and roles) -> what to call it."""
    made = {}
    for account in (A, B):
        made |= {_audit(owner, account): f"audit-of-{account}"}
    made |= {_replicator(owner): "replicator"}
    keys = {account: _key(owner, account, region) for account, region in ((A, HERE), (B, THERE))}
    made |= {keys[A].rpartition("/")[2]: "key-of-a", keys[B].rpartition("/")[2]: "key-of-b"}
    _buckets(owner, keys)
    _watched(owner)
    _told(owner)
    return made


def _audit(owner: Owner, account: str) -> str:
    """The role to scan with; its unique id."""
    iam = owner("iam", account, HERE)
    trust = policy({
        "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": f"arn:aws:iam::{HUB}:root"},
        "Condition": {"StringEquals": {"sts:ExternalId": EXTERNAL_ID}},
    })  # fmt: skip
    made = iam.create_role(RoleName=AUDIT, AssumeRolePolicyDocument=trust)["Role"]
    reads = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    iam.put_role_policy(RoleName=AUDIT, PolicyName="reads", PolicyDocument=policy(reads))
    return str(made["RoleId"])


def _replicator(owner: Owner) -> str:
    """The role of the replication rules, with policies of each kind, a boundary and tags; its unique id."""
    iam = owner("iam", A, HERE)
    trust = policy({
        "Sid": "Replicates", "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"Service": ["s3.amazonaws.com", "batchoperations.s3.amazonaws.com"]},
        "Condition": {"StringEquals": {"aws:SourceAccount": A}, "ArnLike": {"aws:SourceArn": "arn:aws:s3:::twofold-*"}},
    })  # fmt: skip
    made = iam.create_role(
        RoleName="replicator", Path="/replication/", AssumeRolePolicyDocument=trust, MaxSessionDuration=7200,
        Description="copies", Tags=[{"Key": "team", "Value": "data"}, {"Key": "cost", "Value": "café 7"}],
    )["Role"]  # fmt: skip
    reads = {"Effect": "Allow", "Action": ["s3:GetReplicationConfiguration", "s3:ListBucket"], "Resource": BUCKET}
    iam.put_role_policy(RoleName="replicator", PolicyName="reads", PolicyDocument=policy(reads))
    objects = {"Effect": "Allow", "NotAction": "s3:Delete*", "Resource": f"{BUCKET}/*"}
    iam.put_role_policy(RoleName="replicator", PolicyName="objects", PolicyDocument=policy(objects))
    writes = {"Effect": "Allow", "Action": "s3:Replicate*", "Resource": "arn:aws:s3:::twofold-replica/*"}
    attached = iam.create_policy(PolicyName="writes", PolicyDocument=policy(writes))["Policy"]["Arn"]
    iam.create_policy_version(PolicyArn=attached, PolicyDocument=policy(writes, reads), SetAsDefault=True)
    iam.attach_role_policy(RoleName="replicator", PolicyArn=attached)
    most = {"Effect": "Allow", "Action": ["s3:*", "kms:*"], "Resource": "*"}
    boundary = iam.create_policy(PolicyName="most", PolicyDocument=policy(most))["Policy"]["Arn"]
    iam.put_role_permissions_boundary(RoleName="replicator", PermissionsBoundary=boundary)
    return str(made["RoleId"])


def _key(owner: Owner, account: str, region: str) -> str:
    """A key that is rotated, with an alias and a policy; its ARN."""
    kms = owner("kms", account, region)
    own = {"Sid": "Own", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account}:root"}, "Action": "kms:*"}
    used = {"Sid": "Used", "Effect": "Allow", "Principal": {"AWS": ROLE}, "Action": ["kms:Encrypt", "kms:Decrypt"]}
    text = policy({**own, "Resource": "*"}, {**used, "Resource": "*"})
    arn = kms.create_key(Policy=text, Description="data", KeyUsage="ENCRYPT_DECRYPT")["KeyMetadata"]["Arn"]
    kms.create_alias(AliasName="alias/twofold", TargetKeyId=arn)
    kms.enable_key_rotation(KeyId=arn)
    return str(arn)


def _buckets(owner: Owner, keys: Mapping[str, str]) -> None:
    here, home, there = owner("s3", A, HERE), owner("s3", B, HERE), owner("s3", B, THERE)
    abroad: Any = {"LocationConstraint": THERE}
    here.create_bucket(Bucket="twofold-logs")
    _logs(here)
    here.create_bucket(Bucket="twofold-source")
    there.create_bucket(Bucket="twofold-replica", CreateBucketConfiguration=abroad)
    there.create_bucket(Bucket="twofold-locked", CreateBucketConfiguration=abroad, ObjectLockEnabledForBucket=True)
    retained = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 30}}}
    there.put_object_lock_configuration(Bucket="twofold-locked", ObjectLockConfiguration=retained)
    home.create_bucket(Bucket="twofold-plain")
    owner("s3", A, THERE).create_bucket(Bucket="twofold-bare", CreateBucketConfiguration=abroad)
    _bare(owner("s3", A, THERE))
    _encrypted(here, "twofold-source", keys[A])
    _encrypted(there, "twofold-replica", keys[B])
    _encrypted(there, "twofold-locked", f"arn:aws:kms:{THERE}:{B}:alias/twofold")
    foreign = owner("s3", FOREIGN, HERE)
    foreign.create_bucket(Bucket="twofold-foreign")
    foreign.put_bucket_versioning(Bucket="twofold-foreign", VersioningConfiguration={"Status": "Enabled"})
    _replica(there)
    _source(here, keys[B])


def _encrypted(s3: Any, bucket: str, key: str) -> None:
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    rules = [{"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": True}]
    s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": rules})


def _logs(s3: Any) -> None:
    """Where logs go: policy with a refusal, lifecycle, suspended versions."""
    name = "twofold-logs"
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Suspended"})
    logs = {
        "Sid": "Logs", "Effect": "Allow", "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{name}/*",
    }  # fmt: skip
    s3.put_bucket_policy(Bucket=name, Policy=policy(logs, _tls(name)))
    expires = {"ID": "expire", "Status": "Enabled", "Filter": {"Prefix": "old/"}, "Expiration": {"Days": 90}}
    both = {"Prefix": "x/", "Tags": [{"Key": "k", "Value": "v"}]}
    tagged = {
        "ID": "archive", "Status": "Disabled", "Filter": {"And": both},
        "Transitions": [{"Days": 30, "StorageClass": "GLACIER"}],
    }  # fmt: skip
    s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [expires, tagged]})


def _bare(s3: Any) -> None:
    """Ownership as it used to be, and nothing blocked."""
    s3.put_bucket_ownership_controls(
        Bucket="twofold-bare", OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]}
    )
    s3.delete_public_access_block(Bucket="twofold-bare")


def _replica(s3: Any) -> None:
    name = "twofold-replica"
    arn = f"arn:aws:s3:::{name}"
    copies = {
        "Sid": "Copies", "Effect": "Allow", "Principal": {"AWS": ROLE}, "Resource": f"{arn}/*",
        "Action": ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ObjectOwnerOverrideToBucketOwner"],
    }  # fmt: skip
    s3.put_bucket_policy(Bucket=name, Policy=policy(copies, _tls(name)))
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=BLOCKED)
    aborted = {"DaysAfterInitiation": 7}
    rule = {"ID": "abort", "Status": "Enabled", "Filter": {"Prefix": ""}, "AbortIncompleteMultipartUpload": aborted}
    s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [rule]})


def _source(s3: Any, key: str) -> None:
    name = "twofold-source"
    tags = [{"Key": "class", "Value": "confidential"}, {"Key": "team", "Value": "data & more"}]
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": tags})
    s3.put_bucket_ownership_controls(
        Bucket=name, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    )
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=BLOCKED)
    s3.put_bucket_logging(
        Bucket=name, BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": "twofold-logs", "TargetPrefix": "s/"}}
    )
    events = ["s3:Replication:OperationFailedReplication"]
    told = {
        "TopicConfigurations": [{"Id": "topic", "TopicArn": TOPIC, "Events": events}],
        "QueueConfigurations": [{"Id": "queue", "QueueArn": QUEUE, "Events": events}],
        "LambdaFunctionConfigurations": [{"Id": "function", "LambdaFunctionArn": FUNCTION, "Events": events}],
    }
    s3.put_bucket_notification_configuration(
        Bucket=name, NotificationConfiguration=told, SkipDestinationValidation=True
    )
    s3.put_bucket_replication(Bucket=name, ReplicationConfiguration={"Role": ROLE, "Rules": _rules(key)})


def _rules(key: str) -> list[dict[str, Any]]:
    """Two rules in AWS's newer form that between them say all that such a rule can."""
    destination = {
        "Bucket": "arn:aws:s3:::twofold-replica", "Account": B, "StorageClass": "STANDARD_IA",
        "AccessControlTranslation": {"Owner": "Destination"},
        "EncryptionConfiguration": {"ReplicaKmsKeyID": key},
        "Metrics": {"Status": "Enabled", "EventThreshold": {"Minutes": 15}},
        "ReplicationTime": {"Status": "Enabled", "Time": {"Minutes": 15}},
    }  # fmt: skip
    everything = {
        "ID": "everything", "Priority": 7, "Status": "Enabled", "Filter": {"Prefix": "data/"},
        "DeleteMarkerReplication": {"Status": "Enabled"}, "ExistingObjectReplication": {"Status": "Disabled"},
        "SourceSelectionCriteria": {
            "SseKmsEncryptedObjects": {"Status": "Enabled"}, "ReplicaModifications": {"Status": "Enabled"},
        },
        "Destination": destination,
    }  # fmt: skip
    both = {"Prefix": "a/", "Tags": [{"Key": "k", "Value": "v"}, {"Key": "l", "Value": ""}]}
    tagged = {
        "ID": "tagged", "Priority": 2, "Status": "Disabled", "Filter": {"And": both},
        "DeleteMarkerReplication": {"Status": "Disabled"},
        "Destination": {"Bucket": "arn:aws:s3:::twofold-foreign"},
    }  # fmt: skip
    return [everything, tagged]


def _watched(owner: Owner) -> None:
    """A trail and an alarm."""
    trails = owner("cloudtrail", A, HERE)
    trails.create_trail(Name="all", S3BucketName="twofold-logs", IsMultiRegionTrail=True)
    data = [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]
    selector = {"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": data}
    trails.put_event_selectors(TrailName="all", EventSelectors=[selector])
    trails.start_logging(Name="all")
    owner("cloudwatch", A, HERE).put_metric_alarm(
        AlarmName="failed", Namespace="AWS/S3", MetricName="OperationsFailedReplication", Statistic="Sum", Period=300,
        EvaluationPeriods=1, Threshold=0, ComparisonOperator="GreaterThanThreshold", TreatMissingData="breaching",
        Dimensions=[{"Name": "SourceBucket", "Value": "twofold-source"}, {"Name": "RuleId", "Value": "everything"}],
        AlarmActions=[TOPIC],
    )  # fmt: skip


def _told(owner: Owner) -> None:
    """A topic and a queue that S3 may send to; of the function there is none."""
    for_source = {"ArnLike": {"aws:SourceArn": BUCKET}}
    sends = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Condition": for_source}
    published = policy({**sends, "Action": "sns:Publish", "Resource": TOPIC})
    compact = json.dumps(json.loads(published), separators=(",", ":"))  # as moto makes it
    owner("sns", A, HERE).create_topic(Name="failures", Attributes={"Policy": compact})
    sent = policy({**sends, "Action": "sqs:SendMessage", "Resource": QUEUE})
    owner("sqs", A, HERE).create_queue(
        QueueName="failures", Attributes={"Policy": sent, "KmsMasterKeyId": "alias/twofold"}
    )


def _tls(bucket: str) -> dict[str, Any]:
    arn = f"arn:aws:s3:::{bucket}"
    return {
        "Sid": "Tls", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }  # fmt: skip


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, ensure_ascii=False)
