"""A bucket's configuration is its owner's, and what a role is denied it does not get."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.demo.fidelity.access import READS
from tests.demo.callers import A, B, assumed, code, iam, make_role, s3, trust


def _bucket(name: str, endpoint: str | None) -> Any:
    client = s3(A, "eu-west-1", endpoint)
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return client


def _head(client: Any, name: str) -> tuple[int, str | None]:
    """Status and Region of a HeadBucket."""
    seen: dict[str, Any] = {}
    client.meta.events.register("before-parse.s3.HeadBucket", lambda response_dict, **_: seen.update(response_dict))
    try:
        client.head_bucket(Bucket=name)
    except client.exceptions.ClientError:
        assert seen["status_code"] >= 400
    return seen["status_code"], seen["headers"].get("x-amz-bucket-region")


OPERATIONS = (
    "get_bucket_acl", "get_bucket_encryption", "get_bucket_lifecycle_configuration", "get_bucket_location",
    "get_bucket_logging", "get_bucket_notification_configuration", "get_object_lock_configuration",
    "get_bucket_ownership_controls", "get_bucket_policy", "get_bucket_policy_status", "get_public_access_block",
    "get_bucket_replication", "get_bucket_tagging", "get_bucket_versioning", "list_objects_v2", "delete_bucket",
    "list_bucket_metrics_configurations", "list_bucket_inventory_configurations",
)  # fmt: skip


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_stranger_is_refused(emulator: None, operation: str) -> None:
    _bucket("not-yours", None)
    assert code(getattr(s3(B), operation), Bucket="not-yours") == "AccessDenied"


def test_over_http_a_stranger_is_refused(clean: None, address: str) -> None:
    _bucket("not-yours-over-http", address)
    assert code(s3(B, endpoint=address).get_bucket_versioning, Bucket="not-yours-over-http") == "AccessDenied"


def test_the_owner_is_answered(endpoint: str | None) -> None:
    assert _bucket("mine", endpoint).get_bucket_location(Bucket="mine")["LocationConstraint"] == "eu-west-1"


def test_a_strangers_head_is_refused_and_names_the_region(endpoint: str | None) -> None:
    _bucket("head-me", endpoint)
    assert _head(s3(B, endpoint=endpoint), "head-me") == (403, "eu-west-1")


def test_an_owners_head_names_the_region(emulator: None) -> None:
    assert _head(_bucket("head-me", None), "head-me") == (200, "eu-west-1")


def test_nobodys_bucket_is_not_found(emulator: None) -> None:
    assert _head(s3(A), "nobodys-bucket") == (404, None)


def test_another_expected_owner_is_refused(emulator: None) -> None:
    client = _bucket("mine", None)
    assert code(client.get_bucket_versioning, Bucket="mine", ExpectedBucketOwner=B) == "AccessDenied"


def test_the_expected_owner_is_answered(emulator: None) -> None:
    assert "Status" not in _bucket("mine", None).get_bucket_versioning(Bucket="mine", ExpectedBucketOwner=A)


def _reader(endpoint: str | None, role: str, bucket: str) -> Any:
    """A role that may not read the versioning and the Region of `bucket`."""
    denials = [
        {"Action": action, "Resource": f"arn:aws:s3:::{bucket}"}
        for action in ("s3:GetBucketVersioning", "s3:GetBucketLocation")
    ]
    return assumed(make_role(role, endpoint, trust(), *denials), "s3", endpoint)


def test_a_denied_read_is_refused(endpoint: str | None) -> None:
    _bucket("half-told", endpoint)
    reader = _reader(endpoint, "half-blind", "half-told")
    assert code(reader.get_bucket_versioning, Bucket="half-told") == "AccessDenied"


def test_other_reads_of_the_same_bucket_are_answered(emulator: None) -> None:
    _bucket("half-told", None)
    reader = _reader(None, "half-blind", "half-told")
    assert reader.get_bucket_ownership_controls(Bucket="half-told")["OwnershipControls"]["Rules"]


def test_the_same_read_of_another_bucket_is_answered(emulator: None) -> None:
    _bucket("half-told", None), _bucket("told", None)
    assert "Status" not in _reader(None, "half-blind", "half-told").get_bucket_versioning(Bucket="told")


def test_a_region_that_is_denied_is_not_told_by_head_either(emulator: None) -> None:
    _bucket("half-told", None)
    assert _head(_reader(None, "half-blind", "half-told"), "half-told") == (200, None)


def test_a_denied_look_at_a_role_is_refused(endpoint: str | None) -> None:
    arn = make_role("secretive", endpoint, trust())
    denied = {"Action": "iam:GetRole", "Resource": arn}
    reader = assumed(make_role("unseeing", endpoint, trust(), denied), "iam", endpoint)
    assert code(reader.get_role, RoleName="secretive") == "AccessDenied"


def test_another_role_can_be_looked_at(emulator: None) -> None:
    arn = make_role("secretive", None, trust())
    reader = assumed(make_role("unseeing", None, trust(), {"Action": "iam:GetRole", "Resource": arn}), "iam", None)
    assert reader.get_role(RoleName="unseeing")["Role"]["RoleName"] == "unseeing"


def test_a_role_that_does_not_exist_is_said_not_to(emulator: None) -> None:
    assert code(iam(A).get_role, RoleName="nobody") == "NoSuchEntity"


def test_every_read_has_an_action_of_its_own() -> None:
    assert len(set(READS.values())) == len(READS)
