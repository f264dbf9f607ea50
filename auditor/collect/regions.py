"""A partition in, the Regions that the SDK knows S3 in out."""

from __future__ import annotations

from botocore.session import Session


def regions(partition: str) -> tuple[str, ...]:
    """Names, sorted; newer Regions than the installed SDK are not among them."""
    return tuple(sorted(Session().get_available_regions("s3", partition_name=partition)))
