"""A working cross-account edge as facts, to spoil one thing at a time."""

import json
from collections.abc import Mapping
from typing import Any

from auditor.config.intent import Intent
from auditor.snapshot import Fact, Json, Resource, Snapshot
from auditor.snapshot.catalogue import ROLE
from auditor.topology import Subject, join
from tests.topology.world import ROLE_ARN, A, B, bucket, replication, rule, world

OBJECTS = [
    "s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging",
    "s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags",
]  # fmt: skip
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
NONE = Fact.absent("s3:GetBucketPolicy", "NoSuchBucketPolicy")


def policy(*statements: Json) -> Json:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(actions: Json, resource: Json = "*", **more: Json) -> Json:
    return {"Effect": "Allow", "Action": actions, "Resource": resource, **more}


INLINE = policy(allow(["s3:GetReplicationConfiguration", "s3:ListBucket", *OBJECTS]))
DESTINATION = policy(
    allow(["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"], "arn:aws:s3:::dst/*",
          Principal={"AWS": ROLE_ARN}),
)  # fmt: skip


def snapshot(
    *,
    inline: Json = INLINE,
    destination: Json = DESTINATION,
    boundary: Fact | None = None,
    change: Mapping[str, Json] | None = None,
    facts: Mapping[str, Json | Fact] | None = None,
) -> Snapshot:
    """Source in account A, destination in account B, and the role; facts replaced as asked."""
    source: dict[str, Any] = {
        "versioning": {"Status": "Enabled"},
        "policy": NONE,
        "object_lock": Fact.absent("x", "None"),
        **(facts or {}),
    }
    written = destination if isinstance(destination, Fact) else json.dumps(destination)
    return world(
        bucket("src", A, replication=replication(rule("dst", **(change or {"Filter": {}}))), **source),
        bucket("dst", B, versioning={"Status": "Enabled"}, policy=written),
        role(inline, boundary or Fact.absent("iam:GetPolicyVersion", "NoPermissionsBoundary")),
    )


def role(inline: Json, boundary: Fact) -> Resource:
    """The replication role, with one inline policy."""
    read = (
        inline
        if isinstance(inline, Fact)
        else Fact.of("iam:GetRolePolicy", [{"PolicyName": "p", "PolicyDocument": inline}])
    )
    facts = {
        "role": Fact.of("iam:GetRole", {"Arn": ROLE_ARN, "RoleName": "replicate"}),
        "trust": Fact.of("iam:GetRole", TRUST),
        "inline_policies": read,
        "attached_policies": Fact.of("iam:GetPolicyVersion", []),
        "boundary": boundary,
    }
    return Resource(ROLE_ARN, ROLE, "replicate", A, None, facts)


def edge(of: Snapshot) -> Subject:
    """The one edge of a snapshot."""
    (found,) = (subject for subject in join(of, Intent()) if subject.kind == "replication")
    return found
