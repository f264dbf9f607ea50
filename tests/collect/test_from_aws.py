"""Whether AWS itself says whose credentials they are, or an endpoint that somebody configured."""

from __future__ import annotations

import botocore.session
import pytest
from botocore.stub import Stubber

from auditor.collect.sts import caller

WHO = {"Account": "111111111111", "Arn": "arn:aws:sts::111111111111:assumed-role/audit/me", "UserId": "U:me"}


def _from_aws(endpoint: str | None, region: str) -> object:
    client = botocore.session.Session().create_client(
        "sts", region, endpoint_url=endpoint, aws_access_key_id="k", aws_secret_access_key="s"
    )
    with Stubber(client) as stubber:
        stubber.add_response("get_caller_identity", WHO)
        return caller(client)["from_aws"]


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-2", "cn-north-1", "us-gov-west-1", "ap-southeast-5"])
def test_the_sdks_own_endpoints_are_awss(region: str) -> None:
    assert _from_aws(None, region) is True


@pytest.mark.parametrize(
    ("endpoint", "from_aws"),
    [
        ("https://sts.amazonaws.com", True),
        ("https://sts-fips.us-east-1.amazonaws.com", True),
        ("https://sts.us-east-1.api.aws", True),
        ("https://sts.cn-north-1.amazonaws.com.cn", True),
        ("http://127.0.0.1:5000", False),
        ("http://localhost.localstack.cloud:4566", False),
        ("https://sts.emulated.amazonaws.com", False),
        ("https://sts.us-east-1.amazonaws.com.example.com", False),
        ("https://evil-sts.us-east-1.amazonaws.com", False),
        ("https://sts.us-east-1.amazonaws.com@127.0.0.1", False),
    ],
)
def test_of_endpoints_that_somebody_configured_those_are_that_aws_has(endpoint: str, from_aws: bool) -> None:
    assert _from_aws(endpoint, "us-east-1") is from_aws
