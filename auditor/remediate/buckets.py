"""Actions on a bucket's settings: versioning and object ownership."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.remediate.desk import Desk
from auditor.remediate.given import NeedsPerson, text
from auditor.snapshot import Json, State


def enable_versioning(given: Mapping[str, Json], desk: Desk) -> None:
    """`{bucket}`: Status Enabled (S3 User Guide, "Enabling versioning on buckets")."""
    bucket = text(given, "bucket")
    require_bucket(desk, bucket)
    now = desk.fact(bucket, "versioning").value or {}
    if now.get("MFADelete") == "Enabled":
        raise NeedsPerson(
            f"{bucket} has MFA delete: only the root user can change its versioning, with put-bucket-versioning --mfa",
            bucket,
        )
    note = "S3 asks to wait 15 minutes after versioning was first enabled before objects are written."
    desk.put(bucket, "versioning", {**now, "Status": "Enabled"}, *([] if now.get("Status") else [note]))


def set_ownership(given: Mapping[str, Json], desk: Desk) -> None:
    """`{bucket, ownership}`: S3 Object Ownership (S3 User Guide, "Controlling ownership of objects")."""
    bucket, ownership = text(given, "bucket"), text(given, "ownership")
    require_bucket(desk, bucket)
    note = "This switches ACLs off: first move grants that are given by ACL into the bucket policy."
    notes = [note] if ownership == "BucketOwnerEnforced" else []
    desk.put(bucket, "ownership", {"Rules": [{"ObjectOwnership": ownership}]}, *notes)


def require_bucket(desk: Desk, bucket: str) -> None:
    """A bucket that is certainly gone must be made first, and nobody but a person can say where."""
    if desk.fact(bucket, "existence").state is State.ABSENT:
        raise NeedsPerson(
            f"{bucket} does not exist: create it in the intended account, or point the rule elsewhere", bucket
        )
