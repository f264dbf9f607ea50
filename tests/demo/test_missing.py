"""What moto does not know is answered, in this process and over HTTP, to whoever asks."""

from __future__ import annotations

import boto3
import pytest
from moto import mock_aws

from tests.demo.callers import A, code, owners


def test_regions_that_every_account_has_are_on_and_the_others_off(endpoint: str | None) -> None:
    listed = owners(endpoint).client("account", A).list_regions(MaxResults=50)["Regions"]
    regions = {region["RegionName"]: region["RegionOptStatus"] for region in listed}
    assert (regions["us-east-1"], regions["af-south-1"]) == ("ENABLED_BY_DEFAULT", "DISABLED")


def test_nobody_has_an_analyzer(endpoint: str | None) -> None:
    assert owners(endpoint).client("accessanalyzer", A).list_analyzers()["analyzers"] == []


def test_what_moto_knows_goes_to_moto(endpoint: str | None) -> None:
    client = owners(endpoint).client("account", A)
    assert code(client.get_alternate_contact, AlternateContactType="BILLING") == "ResourceNotFoundException"


@pytest.mark.usefixtures("clean")
def test_moto_alone_lists_no_regions() -> None:
    """Once this fails the row can go."""
    with mock_aws():
        assert code(boto3.client("account", "us-east-1").list_regions) == "404"
