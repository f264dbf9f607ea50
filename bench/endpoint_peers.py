"""What other scanners ask and `auditor` does not -> what AWS would say of an account that has none of it."""

from __future__ import annotations

from collections.abc import Mapping

from bench.endpoint_estate import Estate

S3: Mapping[str, tuple[int, str]] = {
    "GetBucketLocation": (200, "<LocationConstraint/>"),
    "GetBucketWebsite": (404, "<Error><Code>NoSuchWebsiteConfiguration</Code><Message>none</Message></Error>"),
    "ListAccessPoints": (200, "<ListAccessPointsResult><AccessPointList/></ListAccessPointsResult>"),
    "ListMultiRegionAccessPoints": (
        200,
        "<ListMultiRegionAccessPointsResult><AccessPoints/></ListMultiRegionAccessPointsResult>",
    ),
}
"""Operation of S3 and S3 Control -> status and body, the same for every bucket and account."""


def ec2(estate: Estate, action: str) -> str | None:
    """EC2's answer: the estate's one Region, which is the least that a scanner of all Regions can meet."""
    if action != "DescribeRegions":
        return None
    region = f"<item><regionName>{estate.region}</regionName><optInStatus>opt-in-not-required</optInStatus></item>"
    return f"<DescribeRegionsResponse><regionInfo>{region}</regionInfo></DescribeRegionsResponse>"
