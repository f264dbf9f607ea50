"""What S3 needs for replication: which action on what, under which options, and how it fails without. A row each.

S3 User Guide, "Setting up permissions for live replication", "Replicating encrypted objects",
"Changing the replica owner" and "Replicating object lock settings".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from auditor.topology import options
from auditor.topology.subject import Part

KEYS = ("source_keys", "replica_key", "destination_key")
"""The parts that are KMS keys: one, a list, none, or the fact that hides them."""


@dataclass(frozen=True, slots=True)
class Need:
    """One row of the table below: which action on what the role needs, and when."""

    purpose: str
    action: str
    on: str
    """The part of an edge: a bucket, with `/*` its objects, or one of KEYS."""
    code: str
    """S3's replication failure code if it is refused; empty where S3 publishes none."""
    when: str = "always"
    """A key of WHEN."""
    doubt: str = ""
    """What AWS's pages leave open about it; empty if they agree."""


NEEDS = (
    Need("read-configuration", "s3:GetReplicationConfiguration", "source", ""),
    Need("read-configuration", "s3:ListBucket", "source", ""),
    Need("read-source", "s3:GetObjectVersionForReplication", "source/*", "SrcGetObjectNotPermitted"),
    Need("read-source", "s3:GetObjectVersionAcl", "source/*", "SrcGetAclNotPermitted"),
    # What serves instead where no KMS key encrypts (S3 User Guide, "Replicating encrypted objects"): never asked for.
    Need("read-versions", "s3:GetObjectVersion", "source/*", "SrcGetObjectNotPermitted", "on-demand"),
    Need("read-versions", "s3:GetObjectVersionAcl", "source/*", "SrcGetAclNotPermitted", "on-demand"),
    Need("read-tags", "s3:GetObjectVersionTagging", "source/*", "SrcGetTaggingNotPermitted"),
    Need("read-object-lock", "s3:GetObjectRetention", "source/*", "SrcGetRetentionNotPermitted", "object-lock"),
    Need("read-object-lock", "s3:GetObjectLegalHold", "source/*", "SrcGetLegalHoldNotPermitted", "object-lock"),
    Need("replicate", "s3:ReplicateObject", "destination/*", "DstPutObjectNotPermitted"),
    Need(
        "replicate-tags", "s3:ReplicateTags", "destination/*", "DstPutTaggingNotPermitted",
        doubt="AWS's pages differ on whether s3:ReplicateObject covers it",
    ),
    Need("replicate-deletes", "s3:ReplicateDelete", "destination/*", "DstDelObjNotPermitted", "delete-markers"),
    Need("override-owner", "s3:ObjectOwnerOverrideToBucketOwner", "destination/*", "DstPutAclNotPermitted", "override"),
    Need("decrypt-source", "kms:Decrypt", "source_keys", "SrcGetObjectNotPermitted", "kms"),
    Need("encrypt-replica", "kms:Encrypt", "replica_key", "DstPutObjectNotPermitted", "kms"),
    Need(
        "generate-replica-key", "kms:GenerateDataKey", "replica_key", "DstPutObjectNotPermitted", "kms",
        doubt="AWS's pages differ on whether kms:Encrypt alone is enough",
    ),
    Need("decrypt-replica", "kms:Decrypt", "replica_key", "DstPutObjectNotPermitted", "bucket-key"),
    Need("batch-initiate", "s3:InitiateReplication", "source/*", "InitiateReplicationNotPermitted", "on-demand"),
    Need("batch-manifest", "s3:GetReplicationConfiguration", "source", "", "on-demand"),
    Need("batch-manifest", "s3:PutInventoryConfiguration", "source", "", "on-demand"),
    Need("batch-report", "s3:PutObject", "report/*", "", "on-demand"),
    # S3 encrypts every new object since January 2023, so live replication meets none that is not; a job may.
    Need(
        "batch-encrypt", "kms:GenerateDataKey", "destination_key", "DstPutObjectNotPermitted", "on-demand",
        doubt="only for objects from before 2023 that are not encrypted at all",
    ),
)  # fmt: skip

WHEN: Mapping[str, Callable[[Mapping[str, Part]], bool | None]] = {
    "always": lambda parts: True,  # noqa: ARG005  every edge makes the request
    "object-lock": options.object_lock,
    "delete-markers": options.delete_markers,
    "override": options.override,
    "on-demand": lambda parts: False,  # noqa: ARG005  nobody can see from here that it is wanted
    "kms": options.kms,
    "bucket-key": options.replica_bucket_key,
}
"""What `Need.when` says -> whether the options of an edge call for it; None if a fact that decides is unknown."""
