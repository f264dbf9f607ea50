"""How the value of each fact is built, as docs/architecture.md states, down to the members that are descended into."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

Shape: TypeAlias = "tuple[type, ...] | Mapping[str, Shape] | list[Shape]"
"""Any of some types; an object by its members (one with `?` may be missing, and others may be there); a list."""

_TEXT: Shape = (str,)
_DOCUMENT: Shape = (str, dict)
"""A policy as text, or decoded; what it says is the policy parser's matter."""
_STATUS: Shape = {"Status?": _TEXT}
_TAG: Shape = {"Key": _TEXT, "Value": _TEXT}
_RULE: Shape = {
    "ID?": _TEXT,
    "Status?": _TEXT,
    "Priority?": (int,),
    "Prefix?": _TEXT,
    "Filter?": {"Prefix?": _TEXT, "Tag?": _TAG, "And?": {"Prefix?": _TEXT, "Tags?": [_TAG]}},
    "SourceSelectionCriteria?": {"SseKmsEncryptedObjects?": _STATUS, "ReplicaModifications?": _STATUS},
    "ExistingObjectReplication?": _STATUS,
    "DeleteMarkerReplication?": _STATUS,
    "Destination": {
        "Bucket": _TEXT,
        "Account?": _TEXT,
        "StorageClass?": _TEXT,
        "AccessControlTranslation?": {"Owner?": _TEXT},
        "EncryptionConfiguration?": {"ReplicaKmsKeyID?": _TEXT},
        "ReplicationTime?": {"Status?": _TEXT, "Time?": {}},
        "Metrics?": {"Status?": _TEXT, "EventThreshold?": {}},
    },
}
_DIMENSION: Shape = {"Name": _TEXT, "Value": _TEXT}
_METRIC: Mapping[str, Shape] = {"Namespace?": _TEXT, "MetricName?": _TEXT, "Dimensions?": [_DIMENSION]}
_SELECTOR: Shape = {"ReadWriteType?": _TEXT, "DataResources?": [{"Type?": _TEXT, "Values?": [_TEXT]}]}
_FIELD: Shape = {
    "Field": _TEXT,
    "Equals?": [_TEXT],
    "StartsWith?": [_TEXT],
    "EndsWith?": [_TEXT],
    "NotEquals?": [_TEXT],
    "NotStartsWith?": [_TEXT],
    "NotEndsWith?": [_TEXT],
}
_LEVELS: Shape = [{"TargetId": _TEXT, "Policies": [{"PolicyId": _TEXT, "Name": _TEXT, "Document": _DOCUMENT}]}]
SHAPES: Mapping[str, Shape] = {
    "access": {"Account?": _TEXT, "Arn?": _TEXT, "from_aws?": (bool,)},
    "acl": {"Owner": {"ID?": _TEXT}, "Grants": [{"Grantee?": {"Type?": _TEXT, "URI?": _TEXT}, "Permission?": _TEXT}]},
    "alarms": [
        {
            "AlarmName": _TEXT,
            **_METRIC,
            "TreatMissingData?": _TEXT,
            "Metrics?": [{"Expression?": _TEXT, "MetricStat?": {"Metric?": _METRIC}}],
        }
    ],
    "aliases": [_TEXT],
    "attached_policies": [{"PolicyName": _TEXT, "PolicyArn?": _TEXT, "PolicyDocument": _DOCUMENT}],
    "boundary": {"PolicyArn?": _TEXT, "PolicyDocument": _DOCUMENT},
    "buckets": [_TEXT],
    "datasync_tasks": [
        {
            "TaskArn": _TEXT,
            "Name?": _TEXT,
            "SourceLocationArn": _TEXT,
            "DestinationLocationArn": _TEXT,
            "source_uri?": _TEXT,
            "destination_uri?": _TEXT,
        }
    ],
    "encryption": {
        "Rules?": [{"ApplyServerSideEncryptionByDefault?": {"SSEAlgorithm?": _TEXT, "KMSMasterKeyID?": _TEXT}}],
    },
    "events": [{"EventName": _TEXT, "EventTime": _TEXT, "userIdentity": {"arn?": _TEXT, "invokedBy?": _TEXT}}],
    "existence": {"Region?": _TEXT},
    "external_access": [
        {
            "arn": _TEXT,
            "type": _TEXT,
            "findings": [{"id": _TEXT, "resourceOwnerAccount": _TEXT, "resource?": _TEXT, "error?": _TEXT}],
        }
    ],
    "grants": [
        {
            "GrantId": _TEXT,
            "GranteePrincipal?": _TEXT,
            "Operations": [_TEXT],
            "Constraints?": {"EncryptionContextEquals?": {}, "EncryptionContextSubset?": {}},
        }
    ],
    "inline_policies": [{"PolicyName": _TEXT, "PolicyDocument": _DOCUMENT}],
    "inventory": [{"Id": _TEXT, "Destination?": {"S3BucketDestination?": {"Bucket?": _TEXT, "AccountId?": _TEXT}}}],
    "jobs": [
        {
            "JobId": _TEXT,
            "Status": _TEXT,
            "Operation?": {},
            "RoleArn?": _TEXT,
            "ManifestGenerator?": {"S3JobManifestGenerator?": {"SourceBucket?": _TEXT, "Filter?": {}}},
            "Report?": {"Bucket?": _TEXT, "Enabled?": (bool,), "ReportScope?": _TEXT},
            "ProgressSummary?": {"NumberOfTasksFailed?": (int,)},
            "CreationTime?": _TEXT,
        }
    ],
    "key": {
        "Arn?": _TEXT,
        "KeyState?": _TEXT,
        "MultiRegionConfiguration?": {"PrimaryKey?": {"Arn?": _TEXT}, "ReplicaKeys?": [{"Arn?": _TEXT}]},
    },
    "kms_key": _TEXT,
    "lifecycle": {"Rules?": [{}]},
    "location": _TEXT,
    "logging": {"LoggingEnabled?": {"TargetBucket?": _TEXT, "TargetPrefix?": _TEXT}},
    "metrics": [{"Id": _TEXT, "Filter?": {}}],
    "notification": {},
    "object_counts": [{"BucketName": _TEXT, "Days": [{"First": _TEXT, "Last": _TEXT, "Empty": (bool,)}]}],
    "object_lock": {"ObjectLockEnabled?": _TEXT, "Rule?": {"DefaultRetention?": {}}},
    "organization": {"Id": _TEXT, "MasterAccountId": _TEXT, "FeatureSet?": _TEXT},
    "organization_path": [_TEXT],
    "ownership": {"Rules?": [{"ObjectOwnership?": _TEXT}]},
    "policy": _DOCUMENT,
    "policy_status": {"IsPublic": (bool,)},
    "principals": {
        "Roles": [_TEXT],
        "Policies": {},
        "Principals": [
            {
                "Arn": _TEXT,
                "Inline": [{"PolicyName": _TEXT, "PolicyDocument": _DOCUMENT}],
                "Attached": [_TEXT],
                "Boundary": (str, type(None)),
                "Tags": [_TAG],
            }
        ],
    },
    "public_access_block": {},
    "rcps": _LEVELS,
    "recorders": [
        {
            "name": _TEXT,
            "recording": (bool,),
            "recordingGroup": {"resourceTypes?": [_TEXT], "exclusionByResourceTypes?": {}, "recordingStrategy?": {}},
        }
    ],
    "regions": [{"RegionName": _TEXT, "RegionOptStatus?": _TEXT}],
    "replication_metrics": [{"MetricName": _TEXT, "Dimensions": [_DIMENSION], "Value": (int, float, type(None))}],
    "replication": {"Role?": _TEXT, "Rules": [_RULE]},
    "request_payment": {"Payer?": _TEXT},
    "role": {
        "RoleName?": _TEXT,
        "Path?": _TEXT,
        "Arn?": _TEXT,
        "PermissionsBoundary?": {"PermissionsBoundaryArn?": _TEXT},
        "Tags?": [_TAG],
    },
    "rotation": {"KeyRotationEnabled?": (bool,)},
    "scps": _LEVELS,
    "tags": {},
    "target": {"KeyArn": _TEXT},
    "trails": [
        {
            "TrailARN": _TEXT,
            "IsLogging?": (bool,),
            "unread?": _TEXT,
            "EventSelectors?": [_SELECTOR],
            "AdvancedEventSelectors?": [{"FieldSelectors": [_FIELD]}],
        }
    ],
    "trust": _DOCUMENT,
    "versioning": {"Status?": _TEXT, "MFADelete?": _TEXT},
}
"""By the name of the fact, in the order of the alphabet."""
