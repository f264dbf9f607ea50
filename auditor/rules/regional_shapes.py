"""As `shapes`, of what is kept of a Region: alarms, metrics, trails, events, recorders, jobs, tasks and findings.

Each follows the output of the operation named beside it (CloudWatch, CloudTrail, Config, S3 Control, DataSync, Access
Analyzer).
"""

from __future__ import annotations

from collections.abc import Mapping

from auditor.rules.shapes import Shape
from auditor.snapshot.catalogue import REPLICATION_METRICS

_METRIC: Mapping[str, Shape] = {
    "Namespace": None, "MetricName": None, "Dimensions": [{"Name": None, "Value": None}],
}  # fmt: skip

JOB: Mapping[str, Shape] = {
    **dict.fromkeys(("JobId", "Status", "RoleArn", "CreationTime", "TerminationDate", "SuspendedDate")),
    "Operation": {
        "LambdaInvoke": {"FunctionArn": None},
        "S3PutObjectCopy": {"TargetResource": None, "TargetKeyPrefix": None},
        "S3ReplicateObject": {},
    },
    "Manifest": {"Spec": {"Format": None}, "Location": {"ObjectArn": None, "ObjectVersionId": None, "ETag": None}},
    "ManifestGenerator": {
        "S3JobManifestGenerator": {
            "SourceBucket": None,
            "ExpectedBucketOwner": None,
            "EnableManifestOutput": None,
            "ManifestOutputLocation": {"Bucket": None, "ManifestPrefix": None},
            "Filter": {
                "EligibleForReplication": None,
                "CreatedAfter": None,
                "CreatedBefore": None,
                "ObjectReplicationStatuses": [None],
            },
        }
    },
    "Report": {"Bucket": None, "Enabled": None, "Prefix": None, "ReportScope": None},
    "ProgressSummary": {
        "TotalNumberOfTasks": None, "NumberOfTasksSucceeded": None, "NumberOfTasksFailed": None,
    },
    "FailureReasons": [{"FailureCode": None, "FailureReason": None}],
}  # fmt: skip
"""DescribeJob, of S3 Control."""

REGION_FACTS: Mapping[str, Shape] = {
    "alarms": [
        {
            **_METRIC,
            **dict.fromkeys((
                "AlarmName", "Statistic", "ExtendedStatistic", "Period", "EvaluationPeriods", "Threshold",
                "ComparisonOperator", "TreatMissingData", "ActionsEnabled", "watches",
            )),
            "Metrics": [{"Id": None, "Expression": None, "MetricStat": {"Metric": _METRIC, "Stat": None}}],
        }
    ],  # DescribeAlarms; of an edge, with the metrics that it watches
    "replication_metrics": dict.fromkeys((*REPLICATION_METRICS, "minutes_behind")),  # GetMetricData, of an edge
    "object_counts": [
        {"BucketName": None, "Days": [dict.fromkeys(("First", "Last", "Empty"))]}
    ],  # ListMetrics, GetMetricData
    "trails": [
        dict.fromkeys((
            "Name", "TrailARN", "HomeRegion", "IsMultiRegionTrail", "IsOrganizationTrail", "IsLogging", "unread",
            "records",
        ))
    ],  # DescribeTrails, GetTrailStatus; of a bucket, with what of its data events it records
    "events": [
        {
            "EventId": None, "EventName": None, "EventTime": None, "bucketName": None,
            "userIdentity": dict.fromkeys(("type", "arn", "accountId", "invokedBy")),
        }
    ],  # LookupEvents
    "recorders": [
        {
            "name": None, "recording": None,
            "recordingGroup": dict.fromkeys((
                "allSupported", "resourceTypes", "exclusionByResourceTypes", "recordingStrategy",
            )),
        }
    ],  # DescribeConfigurationRecorders, DescribeConfigurationRecorderStatus
    "jobs": [JOB],  # DescribeJob
    "datasync_tasks": [
        dict.fromkeys((
            "TaskArn", "Name", "Status", "SourceLocationArn", "DestinationLocationArn", "source_uri", "destination_uri",
        ))
    ],  # DescribeTask; with the URIs that ListLocations gives
    "external_access": [
        {"arn": None, "type": None, "findings": [dict.fromkeys(("id", "resource", "resourceOwnerAccount", "error"))]}
    ],  # ListAnalyzers, ListFindingsV2
}  # fmt: skip
