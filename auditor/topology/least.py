"""Replication edges -> the least that must be allowed for them, as pairs and as policy documents.

S3 User Guide, "Setting up permissions for live replication"; KMS Developer Guide, "Allowing users in other accounts
to use a KMS key" and "Default key policy".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from auditor.snapshot import Json
from auditor.topology.arn import parse_arn
from auditor.topology.requests import SERVICE, ReplicationRequest, requests
from auditor.topology.subject import Subject

VERSION = "2012-10-17"


def least(edges: Iterable[Subject]) -> frozenset[tuple[str, str]]:
    """(action, resource) that the role of the edges needs; what an unread fact may call for is among it."""
    return frozenset((request.action, resource_of(request)) for edge in edges for request in _of_the_role(edge))


def resource_of(request: ReplicationRequest) -> str:
    """The resource to allow: the bucket, all of its objects, or the key."""
    parsed = parse_arn(request.resource)
    if parsed and parsed.service == "s3" and "/" in parsed.resource:
        return request.resource.partition("/")[0] + "/*"
    return request.resource


def statements(pairs: Iterable[tuple[str, str]]) -> list[Json]:
    """Allow statements for exactly these pairs: one for each set of actions, sorted."""
    actions: dict[str, set[str]] = defaultdict(set)
    for action, resource in pairs:
        actions[resource].add(action)
    resources: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for resource in sorted(actions):
        resources[tuple(sorted(actions[resource]))].append(resource)
    return [{"Effect": "Allow", "Action": list(acts), "Resource": where} for acts, where in sorted(resources.items())]


def documents(edge: Subject) -> Mapping[str, Json]:
    """The least policies of one edge by whose they are: `role`, `trust`, the destination bucket's and the keys' ARNs.

    A bucket of the role's own account needs no policy. A key of its account hands on to the role's policy, as the
    default key policy does; a key of another account names the role.
    """
    role = edge.parts["role"]
    found: dict[str, Json] = {
        "role": _document(statements(least([edge]))),
        "trust": _document([{"Effect": "Allow", "Principal": {"Service": SERVICE}, "Action": "sts:AssumeRole"}]),
    }
    for arn, asked in _by_owner(edge).items():
        foreign = asked[0].owner != role["account"]
        if asked[0].action.startswith("kms:"):
            principal = role["arn"] if foreign else _root(arn, role["account"])
            allowed = [{"Effect": "Allow", "Action": sorted({one.action for one in asked}), "Resource": "*"}]
        elif foreign:
            principal, allowed = role["arn"], statements((one.action, resource_of(one)) for one in asked)
        else:
            continue
        found[arn] = _document([{**one, "Principal": {"AWS": principal}} for one in allowed])
    return found


def _by_owner(edge: Subject) -> Mapping[str, list[ReplicationRequest]]:
    """The role's requests by the ARN of the bucket or key whose policy has a say."""
    grouped: dict[str, list[ReplicationRequest]] = defaultdict(list)
    for request in _of_the_role(edge):
        grouped[request.resource.partition("/")[0] if ":s3:" in request.resource else request.resource].append(request)
    return grouped


def _of_the_role(edge: Subject) -> Iterable[ReplicationRequest]:
    return (one for one in requests(edge) if one.needed is not False and one.purpose != "assume-role")


def _root(arn: str, account: str) -> str:
    parsed = parse_arn(arn)
    return f"arn:{parsed.partition if parsed else 'aws'}:iam::{account}:root"


def _document(allowed: list[Json]) -> Json:
    return {"Version": VERSION, "Statement": allowed}
