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
    "endpoint",
    [
        "https://sts.amazonaws.com",
        "https://sts-fips.us-east-1.amazonaws.com",
        "https://sts.us-east-1.api.aws",
        "https://sts.cn-north-1.amazonaws.com.cn",
    ],
)
def test_other_hosts_of_awss_are_too(endpoint: str) -> None:
    assert _from_aws(endpoint, "us-east-1") is True


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://127.0.0.1:5000",
        "http://localhost.localstack.cloud:4566",
        "https://sts.emulated.amazonaws.com",
        "https://sts.us-east-1.amazonaws.com.example.com",
        "https://evil-sts.us-east-1.amazonaws.com",
        "https://sts.us-east-1.amazonaws.com@127.0.0.1",
    ],
)
def test_what_somebody_configured_is_not(endpoint: str) -> None:
    assert _from_aws(endpoint, "us-east-1") is False
