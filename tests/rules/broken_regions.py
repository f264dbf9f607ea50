"""What nobody watches or records, and what went wrong in the last day, and what each is told as."""

from __future__ import annotations

from collections.abc import Callable

from auditor.snapshot import Fact, Json
from tests.rules.breaks import ONE_WAY, Break, Case
from tests.rules.watching import Regions, each
from tests.rules.ways import both, rule
from tests.rules.worlds import ROLE_ARN, SOURCE

TIME = {"Status": "Enabled", "Time": {"Minutes": 15}}
SOURCE_PLACE, DESTINATION_PLACE = "us-east-1", "eu-west-1"
PLAIN = tuple(kind for kind in ONE_WAY if kind != "tags")


def _unwatched(change: Callable[[Regions], object]) -> Break:
    return lambda world: world.unwatched.append(change)


def _swapped(regions: Regions) -> None:
    """The alarms of each account stand in the other Region."""
    for arn in [arn for arn in regions if SOURCE_PLACE in arn]:
        other = regions[arn.replace(SOURCE_PLACE, DESTINATION_PLACE)]
        regions[arn]["alarms"], other["alarms"] = other["alarms"], regions[arn]["alarms"]


def _published(value: float) -> Callable[[dict[str, Json]], object]:
    return lambda held: [metric.update(Value=value) for metric in held["replication_metrics"]]


def _ringing(held: dict[str, Json]) -> None:
    for alarm in held["alarms"]:
        alarm["TreatMissingData"] = "breaching"


CANCELLED = {
    "JobId": "j", "Status": "Cancelled", "Operation": {"S3ReplicateObject": {}}, "RoleArn": ROLE_ARN,
    "ManifestGenerator": {"S3JobManifestGenerator": {"SourceBucket": SOURCE}}, "Report": {"Enabled": True},
}  # fmt: skip

_HIDDEN = {"PASS > UNKNOWN": "no-side-channel-to-untrusted-accounts"}
DONE = {**CANCELLED, "Status": "Complete", "ProgressSummary": {"NumberOfTasksFailed": 0}}


def _known_elsewhere(job: Json) -> Break:
    """The source's Region refuses to tell of jobs; another tells of one."""
    denied = Fact.unknown("s3:DescribeJob", "AccessDenied")
    return both(
        _unwatched(each(lambda held: held.update(jobs=denied), region=SOURCE_PLACE)),
        _unwatched(each(lambda held: held["jobs"].append(job), region=DESTINATION_PLACE)),
    )


TASK = {
    "TaskArn": "t", "SourceLocationArn": "s", "DestinationLocationArn": "d",
    "source_uri": "s3://source/", "destination_uri": "s3://strange/",
}  # fmt: skip

REGIONS = (
    Case(
        "a DataSync task to a bucket of none of the accounts",
        PLAIN,
        _unwatched(each(lambda held: held["datasync_tasks"].append(TASK), region=SOURCE_PLACE)),
        {"PASS > FAIL HIGH": "no-side-channel-to-untrusted-accounts"},
    ),
    Case(
        "a Batch job cancelled, whose role is the live one",
        ("cross-account", "kms"),
        _unwatched(each(lambda held: held["jobs"].append(CANCELLED), region=SOURCE_PLACE)),
        {
            "NOT_APPLICABLE > FAIL HIGH": "batch-role-permitted",
            "NOT_APPLICABLE > FAIL MEDIUM": "batch-jobs-completed",
            "UNKNOWN > (FAIL)": "existing-objects-replicated",
        },
    ),
    Case(
        "a Batch job cancelled elsewhere, where the source's Region does not tell",
        ("cross-account", "kms"),
        _known_elsewhere(CANCELLED),
        {
            "NOT_APPLICABLE > FAIL MEDIUM": "batch-jobs-completed",
            "NOT_APPLICABLE > UNKNOWN": "batch-role-permitted",
            **_HIDDEN,
        },
    ),
    Case(
        "a Batch job completed elsewhere, where the source's Region does not tell",
        ("cross-account", "kms"),
        _known_elsewhere(DONE),
        {
            "NOT_APPLICABLE > UNKNOWN": "batch-jobs-completed batch-role-permitted",
            **_HIDDEN,
            "UNKNOWN > PASS": "existing-objects-replicated",
        },
    ),
    Case(
        "no alarm on failures",
        PLAIN,
        _unwatched(each(lambda held: held["alarms"].clear(), region=SOURCE_PLACE)),
        {"PASS > FAIL MEDIUM": "replication-alarms-in-right-region"},
    ),
    Case(
        "no alarm on latency",
        PLAIN,
        _unwatched(each(lambda held: held["alarms"].clear(), region=DESTINATION_PLACE)),
        {"PASS > FAIL MEDIUM": "replication-alarms-in-right-region"},
    ),
    Case(
        "alarms in the other Region",
        PLAIN,
        _unwatched(_swapped),
        {"PASS > FAIL MEDIUM": "replication-alarms-in-right-region"},
    ),
    Case(
        "alarms that ring when nothing is uploaded",
        PLAIN,
        _unwatched(each(_ringing)),
        {"PASS > FAIL LOW": "replication-alarms-in-right-region"},
    ),
    Case(
        "an operation that failed",
        PLAIN,
        _unwatched(each(_published(1.0), region=SOURCE_PLACE)),
        {"PASS > FAIL HIGH": "replication-healthy"},
    ),
    Case(
        "replicas later than is promised",
        PLAIN,
        both(
            rule(Destination={"ReplicationTime": TIME}),
            _unwatched(each(_published(901.0), region=DESTINATION_PLACE)),
        ),
        {"PASS > FAIL HIGH": "replication-healthy"},
    ),
    Case(
        "no trail",
        PLAIN,
        _unwatched(each(lambda held: held.update(trails=[]))),
        {"PASS > FAIL LOW": "data-events-recorded"},
    ),
)
