"""Reasons that S3 gives for an object that fails to replicate (User Guide, "Amazon S3 replication failure reasons")."""

from __future__ import annotations

CODES = frozenset({
    "AssumeRoleNotPermitted", "DstBucketInvalidRegion", "DstBucketNotFound", "DstBucketObjectLockConfigMissing",
    "DstBucketUnversioned", "DstDelObjNotPermitted", "DstKmsKeyInvalidState", "DstKmsKeyNotFound",
    "DstMultipartCompleteNotPermitted", "DstMultipartInitNotPermitted", "DstMultipartUploadNotPermitted",
    "DstObjectHardDeleted", "DstPutAclNotPermitted", "DstPutLegalHoldNotPermitted", "DstPutObjectNotPermitted",
    "DstPutRetentionNotPermitted", "DstPutTaggingNotPermitted", "DstVersionNotFound", "InitiateReplicationNotPermitted",
    "SrcBucketInvalidRegion", "SrcBucketNotFound", "SrcBucketReplicationConfigMissing", "SrcGetAclNotPermitted",
    "SrcGetLegalHoldNotPermitted", "SrcGetObjectNotPermitted", "SrcGetRetentionNotPermitted",
    "SrcGetTaggingNotPermitted", "SrcHeadObjectNotPermitted", "SrcKeyNotFound", "SrcKmsKeyInvalidState",
    "SrcObjectNotEligible", "SrcObjectNotFound", "SrcReplicationNotPending", "SrcVersionNotFound",
})  # fmt: skip
"""What `predicts` of a rule may name."""
