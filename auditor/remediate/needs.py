"""What an edge needs of a document that we know in part only: unread keys, unseen sources, bucket or objects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from auditor.snapshot import Fact
from auditor.topology import Subject
from auditor.topology.options import kms

UNSEEN = ("s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags", "s3:ObjectOwnerOverrideToBucketOwner")
"""What a source we cannot see may need on its destination's objects."""
_ON_BUCKET = ("ListBucket", "GetBucket", "PutBucket", "DeleteBucket")


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
