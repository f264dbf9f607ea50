"""An account in, what calls are tried on there out: one bucket, role and key, and names that need not exist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.collect import organizations, regional, s3, targets
from auditor.collect.mentions import mentions
from auditor.collect.read import Call, read
from auditor.collect.session import AccountSession
from auditor.snapshot import Json, Resource, Snapshot, State
from auditor.snapshot.catalogue import BUCKET, S3_METRICS

_LOOKED_AT = 10
"""Buckets among which a replicating one is looked for."""
_NOBODY = "auditor-doctor"
"""A role and policy that need not exist: IAM refuses before it looks for them (IAM User Guide, "evaluation logic")."""
_REGIONAL = frozenset(source.service for source in regional.SOURCES) | frozenset(targets.CALLS)
_NO_METRIC: dict[str, Json] = {
    "MetricDataQueries": [{"Id": "none", "MetricStat": {
        "Metric": {"Namespace": S3_METRICS, "MetricName": _NOBODY}, "Period": 3600, "Stat": "Sum"}}],
    "StartTime": "2020-01-01T00:00:00Z",
    "EndTime": "2020-01-01T01:00:00Z",
}  # fmt: skip
_OF_JOBS: Mapping[str, Mapping[str, str]] = {"describe_job": {"JobId": "00000000-0000-0000-0000-000000000000"}}
"""A job that does not exist: S3 says so to whoever may ask."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What calls are tried on; empty where the account has none."""

    bucket: str = ""
    bucket_region: str = ""
    role: str = _NOBODY
    key: str = ""
    manages: bool = False
    """Whether it is the management account of an organization."""


def sample_of(session: AccountSession, names: Mapping[str, str]) -> Sample:
    """A bucket that replicates, if there is one among the first, with the role and a key that its account holds."""
    looked = [_look(session, *each) for each in sorted(names.items())[:_LOOKED_AT]]
    chosen = next((each for each in looked if each.fact("replication").state is State.VALUE), None) or next(
        iter(looked), None
    )
    if chosen is None:
        return Sample()
    named = mentions(Snapshot.of(looked))
    roles = [arn.rpartition("/")[2] for arn in named.roles if f":{session.account}:" in arn]
    keys = [arn for arn in named.keys if f":{session.account}:" in arn]
    return Sample(chosen.name, chosen.region or "", next(iter(roles), _NOBODY), next(iter(keys), ""))


def _look(session: AccountSession, name: str, region: str) -> Resource:
    client = session.client("s3", region)
    seen = [call for call in s3.FACTS if call.fact in ("replication", "encryption")]
    facts = {call.fact: read(client, call, Bucket=name) for call in seen}
    return Resource(f"arn:{session.partition}:s3:::{name}", BUCKET, name, session.account, region or None, facts)


def parameters(session: AccountSession, service: str, call: Call, sample: Sample) -> tuple[str, dict[str, Json] | None]:
    """Region and parameters of a call; None where there is nothing to try it on."""
    by_service: Mapping[str, tuple[str, dict[str, Json] | None]] = {
        "s3": (sample.bucket_region, {"Bucket": sample.bucket} if sample.bucket else None),
        "account": ("", {}),
        "s3control": ("", {"AccountId": session.account, **_OF_JOBS.get(call.operation, {})}),
        "kms": (sample.key.split(":")[3] if sample.key else "", {"KeyId": sample.key} if sample.key else None),
        "iam": ("", {"RoleName": sample.role}),
        "organizations": ("", of_organization(session.account, call, sample)),
    }
    region, params = by_service.get(service, (sample.bucket_region, {}) if service in _REGIONAL else ("", None))
    return region, _by_operation(session, sample).get(f"{service}.{call.operation}", params)


def _by_operation(session: AccountSession, sample: Sample) -> Mapping[str, dict[str, Json]]:
    """Parameters of the operations that ask for others than the rest of their service."""
    policy = f"arn:{session.partition}:iam::{session.account}:policy/{_NOBODY}"
    at = f"{sample.bucket_region}:{session.account}"
    trail = f"arn:{session.partition}:cloudtrail:{at}:trail/{_NOBODY}"
    analyzer = f"arn:{session.partition}:access-analyzer:{at}:analyzer/{_NOBODY}"
    queue = f"https://sqs.{sample.bucket_region}.amazonaws.com/{session.account}/{_NOBODY}"
    return {
        "iam.get_role_policy": {"RoleName": sample.role, "PolicyName": _NOBODY},
        "iam.get_account_summary": {},
        "iam.get_account_authorization_details": {"MaxItems": 1},
        "iam.get_policy": {"PolicyArn": policy},
        "iam.get_policy_version": {"PolicyArn": policy, "VersionId": "v1"},
        "cloudtrail.get_event_selectors": {"TrailName": trail},
        "cloudtrail.get_trail_status": {"Name": trail},
        "cloudtrail.lookup_events": {"MaxResults": 1},
        "cloudwatch.get_metric_data": _NO_METRIC,
        "datasync.describe_task": {"TaskArn": f"arn:{session.partition}:datasync:{at}:task/task-{0:017}"},
        "accessanalyzer.list_findings_v2": {"analyzerArn": analyzer},
        "sns.get_topic_attributes": {"TopicArn": f"arn:{session.partition}:sns:{at}:{_NOBODY}"},
        "sqs.get_queue_url": {"QueueName": _NOBODY},
        "sqs.get_queue_attributes": {"QueueUrl": queue},
        "lambda.get_policy": {"FunctionName": _NOBODY},
    }


def of_organization(account: str, call: Call, sample: Sample) -> dict[str, str] | None:
    """Parameters of a call about the organization; None where only its management account is answered."""
    given = {
        "list_parents": {"ChildId": account},
        "list_policies_for_target": {"TargetId": account, "Filter": "SERVICE_CONTROL_POLICY"},
        "describe_policy": {"PolicyId": "p-FullAWSAccess"},
    }
    return given.get(call.operation, {}) if sample.manages or call is organizations.ORGANIZATION else None
