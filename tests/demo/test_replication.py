"""Replication configurations come back as they were put."""

from __future__ import annotations

from typing import Any

import pytest
from moto import mock_aws

from tests.demo.callers import A, code, s3

ARN = "arn:aws:s3:::destination"
RULES: dict[str, list[dict[str, Any]]] = {
    "V1, whole bucket": [{"ID": "r", "Prefix": "", "Status": "Enabled", "Destination": {"Bucket": ARN}}],
    "V1, prefix": [{"ID": "r", "Prefix": "logs/", "Status": "Disabled", "Destination": {"Bucket": ARN}}],
    "V2, empty filter": [{"ID": "r", "Priority": 0, "Filter": {}, "Status": "Enabled", "Destination": {"Bucket": ARN}}],
    "V2, empty prefix": [
        {"ID": "r", "Priority": 0, "Filter": {"Prefix": ""}, "Status": "Enabled", "Destination": {"Bucket": ARN}}
    ],
    "V2, tag": [
        {
            "ID": "r",
            "Priority": 7,
            "Filter": {"Tag": {"Key": "k", "Value": ""}},
            "Status": "Enabled",
            "DeleteMarkerReplication": {"Status": "Disabled"},
            "Destination": {"Bucket": ARN},
        }
    ],
    "V2, And": [
        {
            "ID": "r",
            "Priority": 7,
            "Filter": {"And": {"Prefix": "a b/<&>", "Tags": [{"Key": "k", "Value": "v"}, {"Key": "l", "Value": "w"}]}},
            "Status": "Enabled",
            "DeleteMarkerReplication": {"Status": "Disabled"},
            "Destination": {"Bucket": ARN},
        }
    ],
    "every option": [
        {
            "ID": "r",
            "Priority": 1,
            "Filter": {"Prefix": "x/"},
            "Status": "Enabled",
            "DeleteMarkerReplication": {"Status": "Enabled"},
            "ExistingObjectReplication": {"Status": "Enabled"},
            "SourceSelectionCriteria": {
                "SseKmsEncryptedObjects": {"Status": "Enabled"},
                "ReplicaModifications": {"Status": "Disabled"},
            },
            "Destination": {
                "Bucket": ARN,
                "Account": "222222222222",
                "StorageClass": "STANDARD_IA",
                "AccessControlTranslation": {"Owner": "Destination"},
                "EncryptionConfiguration": {"ReplicaKmsKeyID": "arn:aws:kms:us-west-2:222222222222:key/k"},
                "ReplicationTime": {"Status": "Enabled", "Time": {"Minutes": 15}},
                "Metrics": {"Status": "Enabled", "EventThreshold": {"Minutes": 15}},
            },
        }
    ],
    "several, in the order put": [
        {"ID": "z", "Priority": 2, "Filter": {}, "Status": "Enabled", "Destination": {"Bucket": ARN}},
        {"ID": "a", "Priority": 1, "Filter": {}, "Status": "Disabled", "Destination": {"Bucket": f"{ARN}-2"}},
    ],
}


def _source(name: str, endpoint: str | None) -> Any:
    client = s3(A, endpoint=endpoint)
    client.create_bucket(Bucket=name)
    client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return client


def _configuration(shape: str) -> Any:
    return {"Role": "arn:aws:iam::111111111111:role/r", "Rules": RULES[shape]}


@pytest.mark.parametrize("shape", RULES)
def test_what_is_put_is_what_is_read(emulator: None, shape: str) -> None:
    client = _source("source", None)
    client.put_bucket_replication(Bucket="source", ReplicationConfiguration=_configuration(shape))
    assert client.get_bucket_replication(Bucket="source")["ReplicationConfiguration"] == _configuration(shape)


def test_over_http_what_is_put_is_what_is_read(clean: None, address: str) -> None:
    client = _source("kept-over-http", address)
    client.put_bucket_replication(Bucket="kept-over-http", ReplicationConfiguration=_configuration("every option"))
    read = client.get_bucket_replication(Bucket="kept-over-http")["ReplicationConfiguration"]
    assert read == _configuration("every option")


def test_a_configuration_that_was_deleted_is_not_found(emulator: None) -> None:
    client = _source("source", None)
    client.put_bucket_replication(Bucket="source", ReplicationConfiguration=_configuration("every option"))
    client.delete_bucket_replication(Bucket="source")
    assert code(client.get_bucket_replication, Bucket="source") == "ReplicationConfigurationNotFoundError"


def test_a_bucket_without_configuration_says_so(emulator: None) -> None:
    assert code(_source("source", None).get_bucket_replication, Bucket="source") == (
        "ReplicationConfigurationNotFoundError"
    )


def test_a_configuration_without_rules_is_malformed(emulator: None) -> None:
    client = _source("source", None)
    empty = {"Role": "arn:aws:iam::111111111111:role/r", "Rules": []}
    assert code(client.put_bucket_replication, Bucket="source", ReplicationConfiguration=empty) == "MalformedXML"


def test_moto_alone_still_loses_the_fields(clean: None) -> None:
    """Guard: once moto keeps them itself this fails, and fidelity/replication.py can go."""
    with mock_aws():
        client = _source("source", None)
        client.put_bucket_replication(Bucket="source", ReplicationConfiguration=_configuration("every option"))
        (rule,) = client.get_bucket_replication(Bucket="source")["ReplicationConfiguration"]["Rules"]
    assert (rule["Filter"], rule["DeleteMarkerReplication"]["Status"], "SourceSelectionCriteria" in rule) == (
        {"Prefix": ""},
        "Disabled",
        False,
    )
