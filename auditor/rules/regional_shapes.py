"""As `shapes`, of what is kept of a Region: alarms, metrics, trails, events, recorders, jobs, tasks and findings.

Each follows the output of the operation named beside it (CloudWatch, CloudTrail, Config, S3 Control, DataSync, Access
Analyzer).
"""

from __future__ import annotations

from collections.abc import Mapping

from auditor.rules.kinds import NUMBER, SURE_NUMBER, TEXT, TRUTH, Shape, one_of
from auditor.snapshot.catalogue import REPLICATION_METRICS

_METRIC: Mapping[str, Shape] = {
    "Namespace": TEXT, "MetricName": TEXT, "Dimensions": [{"Name": TEXT, "Value": TEXT}],
}  # fmt: skip

JOB: Mapping[str, Shape] = {
    **dict.fromkeys(("JobId", "RoleArn", "CreationTime", "TerminationDate", "SuspendedDate"), TEXT),
    "Status": one_of(
        "Active", "Cancelled", "Cancelling", "Complete", "Completing", "Failed", "Failing", "New", "Paused", "Pausing",
        "Preparing", "Ready", "Suspended",
    ),
    "Operation": {
        "LambdaInvoke": {"FunctionArn": TEXT},
        "S3PutObjectCopy": {"TargetResource": TEXT, "TargetKeyPrefix": TEXT},
        "S3ReplicateObject": {},
    },
    "Manifest": {"Spec": {"Format": TEXT}, "Location": {"ObjectArn": TEXT, "ObjectVersionId": TEXT, "ETag": TEXT}},
    "ManifestGenerator": {
        "S3JobManifestGenerator": {
            "SourceBucket": TEXT,
            "ExpectedBucketOwner": TEXT,
            "EnableManifestOutput": TRUTH,
            "ManifestOutputLocation": {"Bucket": TEXT, "ManifestPrefix": TEXT},
            "Filter": {
                "EligibleForReplication": TRUTH,
                "CreatedAfter": TEXT,
                "CreatedBefore": TEXT,
                "ObjectReplicationStatuses": [one_of("COMPLETED", "FAILED", "REPLICA", "NONE")],
            },
        }
    },
    "Report": {
        "Bucket": TEXT, "Enabled": TRUTH, "Prefix": TEXT, "ReportScope": one_of("AllTasks", "FailedTasksOnly"),
    },
    "ProgressSummary": {
        "TotalNumberOfTasks": NUMBER, "NumberOfTasksSucceeded": NUMBER, "NumberOfTasksFailed": NUMBER,
    },
    "FailureReasons": [{"FailureCode": TEXT, "FailureReason": TEXT}],
}  # fmt: skip
"""DescribeJob, of S3 Control."""

REGION_FACTS: Mapping[str, Shape] = {
    "alarms": [
        {
            **_METRIC,
            **dict.fromkeys((
                "AlarmName", "Statistic", "ExtendedStatistic", "ComparisonOperator", "TreatMissingData",
            ), TEXT),
            **dict.fromkeys(("Period", "EvaluationPeriods", "Threshold"), NUMBER),
            "ActionsEnabled": TRUTH,
            "watches": [TEXT],
            "Metrics": [{"Id": TEXT, "Expression": TEXT, "MetricStat": {"Metric": _METRIC, "Stat": TEXT}}],
        }
    ],  # DescribeAlarms; of an edge, with the metrics that it watches
    "replication_metrics": {
        **dict.fromkeys(REPLICATION_METRICS, NUMBER), "minutes_behind": SURE_NUMBER,
    },  # GetMetricData, of an edge
    "object_counts": [
        {"BucketName": TEXT, "Days": [{"First": TEXT, "Last": TEXT, "Empty": TRUTH}]}
    ],  # ListMetrics, GetMetricData
    "trails": [
        {
            **dict.fromkeys(("Name", "TrailARN", "HomeRegion", "unread"), TEXT),
            **dict.fromkeys(("IsMultiRegionTrail", "IsOrganizationTrail", "IsLogging"), TRUTH),
            "records": [one_of("read", "write")],
        }
    ],  # DescribeTrails, GetTrailStatus; of a bucket, with what of its data events it records
    "events": [
        {
            "EventId": TEXT, "EventName": TEXT, "EventTime": TEXT, "bucketName": TEXT,
            "userIdentity": dict.fromkeys(("type", "arn", "accountId", "invokedBy"), TEXT),
        }
    ],  # LookupEvents
    "recorders": [
        {
            "name": TEXT, "recording": TRUTH,
            "recordingGroup": {
                "allSupported": TRUTH, "resourceTypes": [TEXT], "exclusionByResourceTypes": {"resourceTypes": [TEXT]},
                "recordingStrategy": {"useOnly": TEXT},
            },
        }
    ],  # DescribeConfigurationRecorders, DescribeConfigurationRecorderStatus
    "jobs": [JOB],  # DescribeJob
    "datasync_tasks": [
        dict.fromkeys((
            "TaskArn", "Name", "Status", "SourceLocationArn", "DestinationLocationArn", "source_uri", "destination_uri",
        ), TEXT)
    ],  # DescribeTask; with the URIs that ListLocations gives
    "external_access": [
        {
            "arn": TEXT, "type": TEXT,
            "findings": [dict.fromkeys(("id", "resource", "resourceOwnerAccount", "error"), TEXT)],
        }
    ],  # ListAnalyzers, ListFindingsV2
}  # fmt: skip
