"""Replication edges -> the least that their role must be allowed: pairs of action and resource."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from auditor.remediate.document import Statement
from auditor.snapshot import Fact
from auditor.topology import ReplicationRequest, Subject, requests
from auditor.topology.arn import parse_arn
from auditor.topology.options import kms

UNSEEN = ("s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags", "s3:ObjectOwnerOverrideToBucketOwner")
"""What a source we cannot see may need on its destination's objects."""
_ON_BUCKET = ("ListBucket", "GetBucket", "PutBucket", "DeleteBucket")


def least(edges: Iterable[Subject]) -> frozenset[tuple[str, str]]:
    """(action, resource) that the role of the edges needs; what an unread fact may call for is among it."""
    return frozenset(
        (request.action, resource_of(request))
        for edge in edges
        for request in requests(edge)
        if request.needed is not False and request.purpose != "assume-role"
    )


def resource_of(request: ReplicationRequest) -> str:
    """The resource to allow: the bucket, all of its objects, or the key."""
    parsed = parse_arn(request.resource)
    if parsed and parsed.service == "s3" and "/" in parsed.resource:
        return request.resource.partition("/")[0] + "/*"
    return request.resource


def keys_unread(edges: Iterable[Subject]) -> bool:
    """Which keys some edge uses could not be read, so that `least` lacks their actions."""
    encrypted = (edge for edge in edges if kms(edge.parts))
    return any(isinstance(edge.parts[name], Fact) for edge in encrypted for name in ("source_keys", "replica_key"))


def target(action: str, bucket: str) -> str:
    """Where in a bucket's policy an S3 action acts: the bucket (`arn`) or its objects (`arn/*`)."""
    name = action.partition(":")[2]
    return bucket if name.startswith(_ON_BUCKET) or name.endswith("Configuration") else f"{bucket}/*"


def by_target(actions: Sequence[str], bucket: str) -> Mapping[str, list[str]]:
    """Actions by the resource they act on, in the order given."""
    grouped: dict[str, list[str]] = defaultdict(list)
    for action in actions:
        grouped[target(action, bucket)].append(action)
    return grouped


def statements(pairs: Iterable[tuple[str, str]]) -> list[Statement]:
    """Allow statements for exactly these pairs: one for each set of actions, sorted."""
    actions: dict[str, set[str]] = defaultdict(set)
    for action, resource in pairs:
        actions[resource].add(action)
    resources: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for resource in sorted(actions):
        resources[tuple(sorted(actions[resource]))].append(resource)
    return [{"Effect": "Allow", "Action": list(acts), "Resource": where} for acts, where in sorted(resources.items())]
