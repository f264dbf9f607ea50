"""How the values of AWS's answers are built, as far as rules may name their members.

A shape is an object of named members, a list of one shape, or None for a value that is not looked into.
Each follows the output of the operation named beside it (S3, IAM and KMS API references).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

Shape: TypeAlias = "Mapping[str, Shape] | list[Shape] | None"

_STATUS: Shape = {"Status": None}
_MINUTES: Shape = {"Minutes": None}
_TAG: Shape = {"Key": None, "Value": None}
_GRANTEE: Shape = {"DisplayName": None, "EmailAddress": None, "ID": None, "Type": None, "URI": None}
_FLAGS: Shape = {
    "BlockPublicAcls": None, "IgnorePublicAcls": None, "BlockPublicPolicy": None, "RestrictPublicBuckets": None,
}  # fmt: skip

RULE: Mapping[str, Shape] = {
    "ID": None,
    "Priority": None,
    "Prefix": None,
    "Filter": {"Prefix": None, "Tag": _TAG, "And": {"Prefix": None, "Tags": [_TAG]}},
    "Status": None,
    "SourceSelectionCriteria": {"SseKmsEncryptedObjects": _STATUS, "ReplicaModifications": _STATUS},
    "ExistingObjectReplication": _STATUS,
    "Destination": {
        "Bucket": None,
        "Account": None,
        "StorageClass": None,
        "AccessControlTranslation": {"Owner": None},
        "EncryptionConfiguration": {"ReplicaKmsKeyID": None},
        "ReplicationTime": {"Status": None, "Time": _MINUTES},
        "Metrics": {"Status": None, "EventThreshold": _MINUTES},
    },
    "DeleteMarkerReplication": _STATUS,
}
"""GetBucketReplication, one of `Rules`."""

_LIFECYCLE: Shape = {
    "ID": None,
    "Prefix": None,
    "Status": None,
    "Filter": {
        "Prefix": None,
        "Tag": _TAG,
        "ObjectSizeGreaterThan": None,
        "ObjectSizeLessThan": None,
        "And": {"Prefix": None, "Tags": [_TAG], "ObjectSizeGreaterThan": None, "ObjectSizeLessThan": None},
    },
    "Expiration": {"Date": None, "Days": None, "ExpiredObjectDeleteMarker": None},
    "Transitions": [{"Date": None, "Days": None, "StorageClass": None}],
    "NoncurrentVersionTransitions": [{"NoncurrentDays": None, "StorageClass": None, "NewerNoncurrentVersions": None}],
    "NoncurrentVersionExpiration": {"NoncurrentDays": None, "NewerNoncurrentVersions": None},
    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": None},
}

BUCKET_FACTS: Mapping[str, Shape] = {
    "location": None,  # GetBucketLocation, the region's name
    "existence": {"Region": None},  # HeadBucket
    "versioning": {"Status": None, "MFADelete": None},  # GetBucketVersioning
    "replication": {"Role": None, "Rules": [RULE]},  # GetBucketReplication
    "policy": None,  # GetBucketPolicy, the text
    "encryption": {
        "Rules": [
            {
                "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": None, "KMSMasterKeyID": None},
                "BucketKeyEnabled": None,
                "BlockedEncryptionTypes": {"EncryptionType": [None]},
            }
        ]
    },  # GetBucketEncryption
    "ownership": {"Rules": [{"ObjectOwnership": None}]},  # GetBucketOwnershipControls
    "public_access_block": _FLAGS,  # GetPublicAccessBlock
    "object_lock": {
        "ObjectLockEnabled": None,
        "Rule": {"DefaultRetention": {"Mode": None, "Days": None, "Years": None}},
    },  # GetObjectLockConfiguration
    "lifecycle": {"Rules": [_LIFECYCLE], "TransitionDefaultMinimumObjectSize": None},  # GetBucketLifecycleConfiguration
    "notification": {
        "TopicConfigurations": [{"Id": None, "TopicArn": None, "Events": [None], "Filter": None}],
        "QueueConfigurations": [{"Id": None, "QueueArn": None, "Events": [None], "Filter": None}],
        "LambdaFunctionConfigurations": [{"Id": None, "LambdaFunctionArn": None, "Events": [None], "Filter": None}],
        "EventBridgeConfiguration": {},
    },  # GetBucketNotificationConfiguration
    "request_payment": {"Payer": None},  # GetBucketRequestPayment
    "tags": None,  # GetBucketTagging, key -> value
    "logging": {
        "LoggingEnabled": {
            "TargetBucket": None,
            "TargetGrants": [{"Grantee": _GRANTEE, "Permission": None}],
            "TargetPrefix": None,
            "TargetObjectKeyFormat": None,
        },
    },  # GetBucketLogging
    "acl": {"Owner": {"ID": None}, "Grants": [{"Grantee": _GRANTEE, "Permission": None}]},  # GetBucketAcl
    "policy_status": {"IsPublic": None},  # GetBucketPolicyStatus
    "metrics": [
        {"Id": None, "Filter": {"Prefix": None, "Tag": _TAG, "AccessPointArn": None, "And": None}}
    ],  # ListBucketMetricsConfigurations
    "inventory": [
        {
            "Id": None,
            "IsEnabled": None,
            "Filter": {"Prefix": None},
            "IncludedObjectVersions": None,
            "OptionalFields": [None],
            "Schedule": {"Frequency": None},
            "Destination": {"S3BucketDestination": {"AccountId": None, "Bucket": None, "Format": None, "Prefix": None}},
        }
    ],  # ListBucketInventoryConfigurations
}

ROLE_FACTS: Mapping[str, Shape] = {
    "role": {
        "RoleName": None,
        "Path": None,
        "Arn": None,
        "RoleId": None,
        "PermissionsBoundary": {"PermissionsBoundaryType": None, "PermissionsBoundaryArn": None},
        "Tags": [_TAG],
    },  # GetRole
    "trust": None,  # GetRole, the document
    "inline_policies": [{"PolicyName": None, "PolicyDocument": None}],  # GetRolePolicy
    "attached_policies": [{"PolicyName": None, "PolicyArn": None, "PolicyDocument": None}],  # GetPolicyVersion
    "boundary": {"PolicyArn": None, "PolicyDocument": None},  # GetPolicyVersion
}

_KEY_METADATA = (
    "AWSAccountId", "KeyId", "Arn", "Enabled", "Description", "KeyUsage", "KeyState", "DeletionDate", "ValidTo",
    "Origin", "CustomKeyStoreId", "CloudHsmClusterId", "ExpirationModel", "KeyManager", "CustomerMasterKeySpec",
    "KeySpec", "EncryptionAlgorithms", "SigningAlgorithms", "KeyAgreementAlgorithms", "MultiRegion",
    "MultiRegionConfiguration", "PendingDeletionWindowInDays", "MacAlgorithms", "XksKeyConfiguration",
    "CurrentKeyMaterialId",
)  # fmt: skip

KEY_FACTS: Mapping[str, Shape] = {
    "key": dict.fromkeys(_KEY_METADATA),  # DescribeKey
    "policy": None,  # GetKeyPolicy, the text
    "rotation": {"KeyRotationEnabled": None},  # GetKeyRotationStatus
    "grants": [
        {
            "GrantId": None,
            "Name": None,
            "KeyId": None,
            "GranteePrincipal": None,
            "GranteeServicePrincipal": None,
            "RetiringPrincipal": None,
            "RetiringServicePrincipal": None,
            "IssuingAccount": None,
            "Operations": [None],
            "Constraints": {"EncryptionContextEquals": None, "EncryptionContextSubset": None, "SourceArn": None},
        }
    ],  # ListGrants
    "aliases": [None],  # ListAliases, the names
}

_LEVELS: Shape = [{"TargetId": None, "Policies": [{"PolicyId": None, "Name": None, "Document": None}]}]

ACCOUNT_FACTS: Mapping[str, Shape] = {
    "access": {"Account": None, "Arn": None},  # GetCallerIdentity
    "buckets": [None],  # ListBuckets, the names
    "public_access_block": _FLAGS,  # S3 Control GetPublicAccessBlock
    "regions": [{"RegionName": None, "RegionOptStatus": None}],  # ListRegions
    "organization": {"Id": None, "MasterAccountId": None, "FeatureSet": None},  # DescribeOrganization
    "organization_path": [None],  # ListParents, ids from the root down
    "scps": _LEVELS,  # ListPoliciesForTarget and DescribePolicy, from the root down
    "rcps": _LEVELS,
    "principals": {
        "Roles": [None],
        "Policies": None,
        "Principals": [{"Arn": None, "Inline": None, "Attached": [None], "Boundary": None, "Tags": [_TAG]}],
    },  # GetAccountAuthorizationDetails
}

STATEMENT: Shape = {
    "Effect": None,
    "Actions": [None],
    "NotActions": [None],
    "Resources": [None],
    "NotResources": [None],
    "Principals": [{"type": None, "value": None, "account": None}],
    "NotPrincipals": [{"type": None, "value": None, "account": None}],
    "Condition": None,
    "Sid": None,
    "Index": None,
    "Version": None,
}
"""What `statements(policy)` gives."""
