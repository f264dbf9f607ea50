"""Amazon Resource Names: taken apart, and put together for buckets and keys."""

from __future__ import annotations

from typing import NamedTuple


class Arn(NamedTuple):
    """`arn:partition:service:region:account:resource`; the resource may hold colons and slashes."""

    partition: str
    service: str
    region: str
    account: str
    resource: str


def parse_arn(text: str) -> Arn | None:
    """The parts of `text`, or None if it is no ARN (IAM User Guide, "Amazon Resource Names")."""
    parts = text.split(":", 5)
    return Arn(*parts[1:]) if len(parts) == 6 and parts[0] == "arn" else None


def bucket_name(arn: str) -> str:
    """`name` of `arn:aws:s3:::name`; text that is no ARN comes back as it is."""
    parsed = parse_arn(arn)
    return parsed.resource if parsed else arn


def account_arn(bucket: str, account: str) -> str:
    """The ARN of an account in the partition of the bucket with that ARN."""
    parsed = parse_arn(bucket)
    return f"arn:{parsed.partition if parsed else 'aws'}:iam::{account}:root"


def subject_id(arn: str) -> str:
    """How a bucket is named in reports: its name, with `PARTITION:` before it outside partition aws."""
    parsed = parse_arn(arn)
    if parsed is None or parsed.partition == "aws":
        return bucket_name(arn)
    return f"{parsed.partition}:{parsed.resource}"


def key_arn(given: str, partition: str, region: str, account: str) -> str:
    """The ARN of a KMS key or alias given as an ARN, a key id or an alias name (KMS API, "KeyId")."""
    if parse_arn(given):
        return given
    resource = given if given.startswith(("alias/", "key/")) else f"key/{given}"
    return f"arn:{partition}:kms:{region}:{account}:{resource}"
