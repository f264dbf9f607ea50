"""The bench's estate, grown so that a scan of it makes every call of collect's tables; and what a request asks."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from bench.endpoint_estate import Estate, document
from bench.operations import operation
from bench.services import Request, service
from tests.collect.canned import Asked, Reply
from tests.e2e import proxy

LOST = "lost"
"""Begin of the name of a bucket that nobody has."""
MANAGEMENT = "100000000002"
"""The account that manages the organization."""


class Grown(Estate):
    """Every bucket is on an edge."""

    def on_edge(self, number: int) -> bool:
        return True


@dataclass(frozen=True)
class Question:
    """What a request asks: of whom, which operation of which service."""

    account: str
    """Whose keys signed it, or whose role is to be assumed."""
    service: str
    """By the SDK's name."""
    operation: str
    """As AWS spells it."""
    protocol: str
    """`head`, `rest-xml`, `query`, `json` or `rest-json`: how it is answered."""


def question(asked: proxy.Asked | Asked) -> Question:
    """What is asked."""
    request = _request(asked)
    if request.target:
        return Question(request.account, _NAMES.get(request.service, request.service), request.target, "json")
    form = request.body.decode()
    if request.service in ("iam", "sns", "sts"):
        fields = dict(pair.partition("=")[::2] for pair in form.split("&"))
        assumed = fields.get("RoleArn", "").split("%3A")
        return Question(assumed[4] if len(assumed) > 4 else request.account, request.service, fields["Action"], "query")
    name = operation(request.service, request.method, request.path, request.parameters())
    if request.service == "s3":
        control = request.path.startswith("/v20180820/")
        protocol = "head" if request.method == "HEAD" else "rest-xml"
        return Question(request.account, "s3control" if control else "s3", name, protocol)
    return Question(request.account, _NAMES.get(request.service, request.service), name, "rest-json")


_NAMES = {"monitoring": "cloudwatch", "access-analyzer": "accessanalyzer"}
"""Services that sign under another name than the SDK's."""


def answer(estate: Estate, asked: Asked) -> Reply:
    """What AWS would say: as the bench's endpoint, with a boundary, inline policies, and what S3 may leave out."""
    request = _request(asked)
    name = question(asked).operation
    if name in _TARGETED:
        return Reply(200, json.dumps(_TARGETED[name](request.account)).encode())
    _, status, text = service(request).answer(estate, request)
    change, status = _CHANGES.get(name), 200 if name in _MADE_UP else status
    headers = {"x-amz-bucket-region": estate.region} if asked.method == "HEAD" and status == 200 else {}
    if asked.method == "HEAD" and _nameless(asked.path):
        headers = {}  # S3 names the Region; where a server does not, GetBucketLocation is asked
    return Reply(status, (change(text, request.account) if change else text).encode(), headers)


def _request(asked: proxy.Asked | Asked) -> Request:
    headers = {name.encode(): value.encode() for name, value in asked.headers.items()}
    target = f"{asked.path}?{asked.raw_query}" if isinstance(asked, Asked) else asked.path
    return Request.received(asked.method, target, headers, asked.body)


def _nameless(path: str) -> bool:
    """The last bucket of each account is one whose Region the listing does not tell."""
    return path.strip("/").endswith("00001")


def _listing(text: str, _account: str) -> str:
    before, found, after = text.rpartition("<BucketRegion>")
    return before + after.partition("</BucketRegion>")[2] if found else text


def _role(text: str, account: str) -> str:
    boundary = f"arn:aws:iam::{account}:policy/boundary"
    said = f"<PermissionsBoundary><PermissionsBoundaryArn>{boundary}</PermissionsBoundaryArn></PermissionsBoundary>"
    return text.replace("</Role>", f"{said}</Role>")


def _inline(text: str, _account: str) -> str:
    return text.replace("<PolicyNames/>", "<PolicyNames><member>own</member></PolicyNames>")


def _own(_text: str, _account: str) -> str:
    held = quote(document({"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}))
    said = f"<RoleName>r</RoleName><PolicyName>own</PolicyName><PolicyDocument>{held}</PolicyDocument>"
    return f"<GetRolePolicyResponse><GetRolePolicyResult>{said}</GetRolePolicyResult></GetRolePolicyResponse>"


def _replication(text: str, account: str) -> str:
    """A second rule, to a bucket of nobody."""
    rule, found, after = text.partition("</Rule>")
    if not found:
        return text
    second = rule[rule.index("<Rule>") :].replace("<ID>all", "<ID>lost").replace("<Priority>1", "<Priority>2")
    begun, _, _ = second.partition("<Bucket>")
    lost = f"arn:aws:s3:::{LOST}-{account}"
    second = f"{begun}<Bucket>{lost}</Bucket></Destination>"
    return f"{rule}</Rule>{second}</Rule>{after}"


def _told(account: str) -> str:
    """A topic, a queue and a function that are told of failed replication."""
    named = (("Topic", "sns", "failed"), ("Queue", "sqs", "failed"), ("CloudFunction", "lambda", "function:failed"))
    rows = (
        f"<{kind}Configuration><Id>{kind}</Id><Event>s3:Replication:*</Event>"
        f"<{kind}>arn:aws:{service}:us-east-1:{account}:{name}</{kind}></{kind}Configuration>"
        for kind, service, name in named
    )
    return f"<NotificationConfiguration>{''.join(rows)}</NotificationConfiguration>"


_CHANGES = {
    "ListBuckets": _listing,
    "GetRole": _role,
    "ListRolePolicies": _inline,
    "GetRolePolicy": _own,
    "GetBucketReplication": _replication,
    "GetBucketNotificationConfiguration": lambda _text, account: _told(account),
    "GetBucketLocation": lambda _text, _account: "<LocationConstraint/>",
    "ListJobs": lambda _text, _account: f"<ListJobsResult><Jobs><member>{_JOB}</member></Jobs></ListJobsResult>",
    "DescribeJob": lambda _text, _account: (
        f"<DescribeJobResult><Job>{_JOB}<Status>Complete</Status></Job></DescribeJobResult>"
    ),
}
_JOB = "<JobId>00000000-0000-0000-0000-000000000001</JobId>"
_METRIC = {
    "Namespace": "AWS/S3",
    "MetricName": "ReplicationLatency",
    "Dimensions": [{"Name": "RuleId", "Value": "all"}, {"Name": "SourceBucket", "Value": "s"}],
}


def _datasync(account: str, kind: str) -> str:
    return f"arn:aws:datasync:us-east-1:{account}:{kind}-{1:017}"


def _analyzer(account: str) -> str:
    return f"arn:aws:access-analyzer:us-east-1:{account}:analyzer/all"


_ROOT = "r-ab12"
_TYPES = [{"Type": kind, "Status": "ENABLED"} for kind in ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY")]
_ANALYZER = {"name": "all", "type": "ACCOUNT", "status": "ACTIVE", "createdAt": "2026-01-01T00:00:00Z"}
_TARGETED: Mapping[str, Callable[[str], object]] = {
    "DescribeOrganization": lambda _: {
        "Organization": {"Id": "o-1234567890", "MasterAccountId": MANAGEMENT, "FeatureSet": "ALL"}
    },
    "ListRoots": lambda _: {"Roots": [{"Id": _ROOT, "PolicyTypes": _TYPES}]},
    "ListParents": lambda _: {"Parents": [{"Id": _ROOT, "Type": "ROOT"}]},
    "ListPoliciesForTarget": lambda _: {"Policies": []},
    "DescribeTrails": lambda account: {
        "trailList": [{"TrailARN": f"arn:aws:cloudtrail:us-east-1:{account}:trail/all", "HomeRegion": "us-east-1"}]
    },
    "GetEventSelectors": lambda _: {"EventSelectors": []},
    "GetTrailStatus": lambda _: {"IsLogging": True},
    "ListMetrics": lambda _: {"Metrics": [_METRIC]},
    "GetMetricData": lambda _: {"MetricDataResults": [{"Id": "m0", "StatusCode": "Complete", "Values": [1.0]}]},
    "ListTasks": lambda account: {"Tasks": [{"TaskArn": _datasync(account, "task/task")}]},
    "DescribeTask": lambda account: {
        "TaskArn": _datasync(account, "task/task"),
        "SourceLocationArn": _datasync(account, "location/loc"),
        "DestinationLocationArn": _datasync(account, "location/loc"),
    },
    "ListLocations": lambda account: {
        "Locations": [{"LocationArn": _datasync(account, "location/loc"), "LocationUri": "s3://b/"}]
    },
    "ListAnalyzers": lambda account: {"analyzers": [{**_ANALYZER, "arn": _analyzer(account)}]},
    "ListFindingsV2": lambda account: {"findings": [{"id": "f", "resourceOwnerAccount": account}]},
    "DescribeConfigurationRecorders": lambda _: {"ConfigurationRecorders": [{"name": "default"}]},
    "DescribeConfigurationRecorderStatus": lambda _: {
        "ConfigurationRecordersStatus": [{"name": "default", "recording": True}]
    },
}
"""Of JSON services, by whose account asks: an organization right below whose root all accounts are, and Regions that
hold something; the bench's have neither."""
_MADE_UP = frozenset({"GetRolePolicy", "GetBucketLocation", "DescribeJob"})
"""What the bench's endpoint does not know."""
