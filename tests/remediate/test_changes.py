from dataclasses import replace

import pytest

from auditor.remediate.changes import changes
from auditor.remediate.nouns import Patch
from auditor.snapshot import Json, Resource
from tests.remediate.test_role_policy import BASE, inline
from tests.remediate.world import KEY_ARN, S3_TRUST, A, B, destination, key, role


def calls(resource: Resource, fact: str, value: Json) -> list[tuple[str, dict[str, str], dict[str, Json]]]:
    made = changes(Patch(resource, fact, value, ()))
    return [(change.name, dict(change.values), dict(change.documents)) for change in made]


def test_a_bucket_is_named_with_its_region_and_owner() -> None:
    (call,) = calls(destination(versioning={}), "versioning", {"Status": "Enabled"})
    assert call == ("bucket-versioning", {"bucket": "dst", "region": "eu-west-1", "owner": B}, {})


def test_a_policy_kept_as_text_is_written_as_a_document() -> None:
    (call,) = calls(destination(), "policy", '{"Statement": []}')
    assert call[2] == {"document": {"Statement": []}}


@pytest.mark.parametrize("fact", ["ownership", "replication"])
def test_a_configuration_is_written_whole(fact: str) -> None:
    (call,) = calls(destination(), fact, {"Rules": []})
    assert (call[0], call[2]) == (f"bucket-{fact}", {"document": {"Rules": []}})


def test_only_inline_policies_that_changed_are_put_and_lost_ones_removed() -> None:
    before = [inline("gone"), inline("same", BASE), inline("wide")]
    after = [inline("new", BASE), inline("same", BASE), inline("wide", BASE)]
    made = calls(role(inline_policies=before), "inline_policies", after)
    assert [(name, values["policy"]) for name, values, _ in made] == [
        ("role-policy", "new"), ("role-policy", "wide"), ("role-policy-removed", "gone"),
    ]  # fmt: skip


def test_a_role_is_named_without_its_path() -> None:
    (call,) = calls(role(), "trust", S3_TRUST)
    assert call[1] == {"role": "replicate", "region": ""}


@pytest.mark.parametrize(("partition", "region"), [("aws-cn", "cn-north-1"), ("aws-us-gov", "us-gov-west-1")])
def test_iam_of_another_partition_is_asked_in_its_region(partition: str, region: str) -> None:
    there = replace(role(), arn=f"arn:{partition}:iam::{A}:role/replicate")
    assert calls(there, "trust", S3_TRUST)[0][1]["region"] == region


def test_a_managed_policy_that_changed_gets_a_version() -> None:
    arn = f"arn:aws:iam::{A}:policy/own"
    before, after = ({**inline("own", *statements), "PolicyArn": arn} for statements in ((), (BASE,)))
    (call,) = calls(role(attached_policies=[before]), "attached_policies", [after])
    assert call == ("managed-policy", {"policy": arn, "region": ""}, {"document": after["PolicyDocument"]})


def test_a_deletion_is_cancelled_before_the_key_is_enabled() -> None:
    made = calls(key(key={"KeyState": "PendingDeletion"}), "key", {"KeyState": "Enabled"})
    assert [name for name, *_ in made] == ["key-deletion-cancelled", "key-enabled"]


def test_a_key_is_named_by_its_arn_in_its_region() -> None:
    (call,) = calls(key(), "policy", "{}")
    assert call == ("key-policy", {"key": KEY_ARN, "region": "eu-west-1"}, {"document": {}})
