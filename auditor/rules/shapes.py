"""How the values of AWS's answers about a bucket are built, as far as rules may name their members.

Each follows the output of the operation named beside it (S3, IAM and KMS API references).
"""

from __future__ import annotations

from collections.abc import Mapping

from auditor.rules.kinds import NUMBER, TEXT, TRUTH, Shape, one_of

_ON_OFF = one_of("Enabled", "Disabled")
_STATUS: Shape = {"Status": _ON_OFF}
_MINUTES: Shape = {"Minutes": NUMBER}
TAG: Shape = {"Key": TEXT, "Value": TEXT}
_GRANTEES = one_of("CanonicalUser", "AmazonCustomerByEmail", "Group")
_GRANTEE: Shape = {"DisplayName": TEXT, "EmailAddress": TEXT, "ID": TEXT, "Type": _GRANTEES, "URI": TEXT}
FLAGS: Shape = {
    "BlockPublicAcls": TRUTH, "IgnorePublicAcls": TRUTH, "BlockPublicPolicy": TRUTH, "RestrictPublicBuckets": TRUTH,
}  # fmt: skip

_ALGORITHMS = one_of("AES256", "aws:fsx", "aws:backup", "aws:kms", "aws:kms:dsse")
_INVENTORY_FORMATS = one_of("CSV", "ORC", "Parquet")
_OWNERSHIPS = one_of("BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced")

RULE: Mapping[str, Shape] = {
    "ID": TEXT,
    "Priority": NUMBER,
    "Prefix": TEXT,
    "Filter": {"Prefix": TEXT, "Tag": TAG, "And": {"Prefix": TEXT, "Tags": [TAG]}},
    "Status": _ON_OFF,
    "SourceSelectionCriteria": {"SseKmsEncryptedObjects": _STATUS, "ReplicaModifications": _STATUS},
    "ExistingObjectReplication": _STATUS,
    "Destination": {
        "Bucket": TEXT,
        "Account": TEXT,
        "StorageClass": TEXT,
        "AccessControlTranslation": {"Owner": one_of("Destination")},
        "EncryptionConfiguration": {"ReplicaKmsKeyID": TEXT},
        "ReplicationTime": {"Status": _ON_OFF, "Time": _MINUTES},
        "Metrics": {"Status": _ON_OFF, "EventThreshold": _MINUTES},
    },
    "DeleteMarkerReplication": _STATUS,
}
"""GetBucketReplication, one of `Rules`."""

_LIFECYCLE: Shape = {
    "ID": TEXT,
    "Prefix": TEXT,
    "Status": _ON_OFF,
    "Filter": {
        "Prefix": TEXT,
        "Tag": TAG,
        "ObjectSizeGreaterThan": NUMBER,
        "ObjectSizeLessThan": NUMBER,
        "And": {"Prefix": TEXT, "Tags": [TAG], "ObjectSizeGreaterThan": NUMBER, "ObjectSizeLessThan": NUMBER},
    },
    "Expiration": {"Date": TEXT, "Days": NUMBER, "ExpiredObjectDeleteMarker": TRUTH},
    "Transitions": [{"Date": TEXT, "Days": NUMBER, "StorageClass": TEXT}],
    "NoncurrentVersionTransitions": [
        {"NoncurrentDays": NUMBER, "StorageClass": TEXT, "NewerNoncurrentVersions": NUMBER}
    ],
    "NoncurrentVersionExpiration": {"NoncurrentDays": NUMBER, "NewerNoncurrentVersions": NUMBER},
    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": NUMBER},
}

BUCKET_FACTS: Mapping[str, Shape] = {
    "location": TEXT,  # GetBucketLocation, the region's name
    "existence": {"Region": TEXT},  # HeadBucket
    "versioning": {"Status": one_of("Enabled", "Suspended"), "MFADelete": _ON_OFF},  # GetBucketVersioning
    "replication": {"Role": TEXT, "Rules": [RULE]},  # GetBucketReplication
    "policy": None,  # GetBucketPolicy, the text
    "encryption": {
        "Rules": [
            {
                "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": _ALGORITHMS, "KMSMasterKeyID": TEXT},
                "BucketKeyEnabled": TRUTH,
                "BlockedEncryptionTypes": {"EncryptionType": [one_of("NONE", "SSE-C")]},
            }
        ]
    },  # GetBucketEncryption
    "ownership": {"Rules": [{"ObjectOwnership": _OWNERSHIPS}]},  # GetBucketOwnershipControls
    "public_access_block": FLAGS,  # GetPublicAccessBlock
    "object_lock": {
        "ObjectLockEnabled": one_of("Enabled"),
        "Rule": {"DefaultRetention": {"Mode": one_of("GOVERNANCE", "COMPLIANCE"), "Days": NUMBER, "Years": NUMBER}},
    },  # GetObjectLockConfiguration
    "lifecycle": {"Rules": [_LIFECYCLE], "TransitionDefaultMinimumObjectSize": TEXT},  # GetBucketLifecycleConfiguration
    "notification": {
        "TopicConfigurations": [{"Id": TEXT, "TopicArn": TEXT, "Events": [TEXT], "Filter": None}],
        "QueueConfigurations": [{"Id": TEXT, "QueueArn": TEXT, "Events": [TEXT], "Filter": None}],
        "LambdaFunctionConfigurations": [{"Id": TEXT, "LambdaFunctionArn": TEXT, "Events": [TEXT], "Filter": None}],
        "EventBridgeConfiguration": {},
    },  # GetBucketNotificationConfiguration
    "request_payment": {"Payer": one_of("Requester", "BucketOwner")},  # GetBucketRequestPayment
    "tags": None,  # GetBucketTagging, key -> value
    "logging": {
        "LoggingEnabled": {
            "TargetBucket": TEXT,
            "TargetGrants": [{"Grantee": _GRANTEE, "Permission": TEXT}],
            "TargetPrefix": TEXT,
            "TargetObjectKeyFormat": None,
        },
    },  # GetBucketLogging
    "acl": {"Owner": {"ID": TEXT}, "Grants": [{"Grantee": _GRANTEE, "Permission": TEXT}]},  # GetBucketAcl
    "policy_status": {"IsPublic": TRUTH},  # GetBucketPolicyStatus
    "metrics": [
        {"Id": TEXT, "Filter": {"Prefix": TEXT, "Tag": TAG, "AccessPointArn": TEXT, "And": None}}
    ],  # ListBucketMetricsConfigurations
    "inventory": [
        {
            "Id": TEXT,
            "IsEnabled": TRUTH,
            "Filter": {"Prefix": TEXT},
            "IncludedObjectVersions": one_of("All", "Current"),
            "OptionalFields": [TEXT],
            "Schedule": {"Frequency": one_of("Daily", "Weekly")},
            "Destination": {
                "S3BucketDestination": {
                    "AccountId": TEXT,
                    "Bucket": TEXT,
                    "Format": _INVENTORY_FORMATS,
                    "Prefix": TEXT,
                }
            },
        }
    ],  # ListBucketInventoryConfigurations
}
