"""Settings that protect data against their baseline: loosened, tightened, spelled out."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.finding import Severity, Status
from auditor.snapshot.catalogue import ALIAS
from tests.drift.estate import (
    COPY_ARN,
    DESTINATION,
    DESTINATION_ARN,
    FLAGS,
    KEY_ARN,
    SOURCE,
    SOURCE_ARN,
    changed,
    differences,
    estate,
    found,
    resource,
)

RULE = "protections-equal-baseline"
LOCKED = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 30}}}


def _encrypted(**default: Any) -> dict[str, Any]:
    return {"Rules": [{"ApplyServerSideEncryptionByDefault": default}]}


def _locked(mode: str, days: int) -> dict[str, Any]:
    return {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": mode, "Days": days}}}


@pytest.mark.parametrize(
    ("loose", "tight", "path", "severity"),
    [
        ({"versioning": {"Status": "Suspended"}}, {"versioning": {"Status": "Enabled"}}, "versioning.Status", "HIGH"),
        (
            {"versioning": {"MFADelete": "Disabled"}},
            {"versioning": {"MFADelete": "Enabled"}},
            "versioning.MFADelete",
            "HIGH",
        ),
        (
            {"public_access_block": {**FLAGS, "BlockPublicPolicy": False}},
            {"public_access_block": FLAGS},
            "public_access_block.BlockPublicPolicy",
            "HIGH",
        ),
        (
            {"ownership": {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}},
            {"ownership": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}},
            "ownership.ObjectOwnership",
            "MEDIUM",
        ),
        (
            {"encryption": _encrypted(SSEAlgorithm="AES256")},
            {"encryption": _encrypted(SSEAlgorithm="aws:kms")},
            "encryption.SSEAlgorithm",
            "HIGH",
        ),
        (
            {"object_lock": _locked("GOVERNANCE", 9)},
            {"object_lock": _locked("COMPLIANCE", 9)},
            "object_lock.Mode",
            "HIGH",
        ),
        ({"object_lock": _locked("COMPLIANCE", 9)}, {"object_lock": LOCKED}, "object_lock.Days", "HIGH"),
    ],
)
def test_loosening_weighs_more_than_tightening(
    loose: dict[str, Any], tight: dict[str, Any], path: str, severity: str
) -> None:
    loosened, tightened = estate(changed(COPY_ARN, **loose)), estate(changed(COPY_ARN, **tight))
    worse, better = found(RULE, "orders-dr", loosened, tightened), found(RULE, "orders-dr", tightened, loosened)

    assert [each[0] for each in differences(worse)] == [path]
    assert (worse.severity.name, better.severity.name) == (severity, "LOW")


@pytest.mark.parametrize(
    "facts",
    [
        {"versioning": {"Status": "Enabled", "MFADelete": "Disabled"}},
        {"encryption": None},
        {
            "encryption": {
                "Rules": [{"BucketKeyEnabled": False, "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
            }
        },
        {"encryption": {"Rules": [{"BlockedEncryptionTypes": {"EncryptionType": ["NONE"]}}]}},
        {"object_lock": {}},
    ],
)
def test_a_default_that_is_spelled_out_is_no_drift(facts: dict[str, Any]) -> None:
    assert found(RULE, "orders-dr", estate(changed(COPY_ARN, **facts))).status is Status.PASS


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"versioning": {}}, {"versioning": {"MFADelete": "Disabled"}}),
        ({"public_access_block": None}, {"public_access_block": dict.fromkeys(FLAGS, False)}),
        (
            {"public_access_block": {"BlockPublicAcls": True}},
            {"public_access_block": {**dict.fromkeys(FLAGS, False), "BlockPublicAcls": True}},
        ),
        ({"ownership": None}, {"ownership": {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}}),
    ],
)
def test_nothing_and_what_it_means_are_equal(one: dict[str, Any], other: dict[str, Any]) -> None:
    then, now = estate(changed(COPY_ARN, **one)), estate(changed(COPY_ARN, **other))

    assert found(RULE, "orders-dr", now, then).status is Status.PASS


@pytest.mark.parametrize(
    ("facts", "path"),
    [
        ({"encryption": _encrypted(SSEAlgorithm="AES256", KMSMasterKeyID="k")}, "encryption.KMSMasterKeyID"),
        ({"encryption": {"Rules": [{"BucketKeyEnabled": True}]}}, "encryption.BucketKeyEnabled"),
        (
            {"encryption": {"Rules": [{"BlockedEncryptionTypes": {"EncryptionType": ["SSE-C"]}}]}},
            "encryption.BlockedEncryptionTypes",
        ),
    ],
)
def test_a_change_that_is_neither_looser_nor_tighter_is_medium(facts: dict[str, Any], path: str) -> None:
    finding = found(RULE, "orders-dr", estate(changed(COPY_ARN, **facts)))

    assert [each[0] for each in differences(finding)] == [path]
    assert finding.severity is Severity.MEDIUM


def test_versioning_that_was_never_set_is_loosest() -> None:
    finding = found(RULE, "orders-dr", estate(changed(COPY_ARN, versioning={})))

    assert differences(finding) == [("versioning.Status", "REMOVE", "Enabled", None)]
    assert finding.severity is Severity.HIGH


def test_an_object_lock_that_is_gone_is_high() -> None:
    then = estate(changed(COPY_ARN, object_lock=LOCKED))

    assert found(RULE, "orders-dr", estate(), then).severity is Severity.HIGH


@pytest.mark.parametrize(
    ("arn", "subject", "facts", "path", "severity"),
    [
        (KEY_ARN, KEY_ARN, {"key": {"KeyState": "PendingDeletion"}}, "key.KeyState", "HIGH"),
        (KEY_ARN, KEY_ARN, {"rotation": {"KeyRotationEnabled": False}}, "rotation.KeyRotationEnabled", "MEDIUM"),
        (KEY_ARN, KEY_ARN, {"rotation": None}, "rotation.KeyRotationEnabled", "MEDIUM"),
        (
            SOURCE_ARN,
            SOURCE,
            {"public_access_block": {**FLAGS, "IgnorePublicAcls": False}},
            "public_access_block.IgnorePublicAcls",
            "HIGH",
        ),
        (
            DESTINATION_ARN,
            DESTINATION,
            {"public_access_block": {"BlockPublicAcls": True}},
            "public_access_block.BlockPublicAcls",
            "LOW",
        ),
    ],
)
def test_keys_and_accounts_are_compared_too(
    arn: str, subject: str, facts: dict[str, Any], path: str, severity: str
) -> None:
    finding = found(RULE, subject, estate(changed(arn, **facts)))

    assert [each[0] for each in differences(finding)] == [path]
    assert finding.severity.name == severity


def test_an_alias_that_points_to_another_key_is_high() -> None:
    arn = f"arn:aws:kms:eu-west-1:{DESTINATION}:alias/replicas"
    then, now = (estate(resource(ALIAS, arn, DESTINATION, target={"KeyArn": key})) for key in ("one", "two"))
    finding = found(RULE, arn, now, then)

    assert differences(finding) == [("target.KeyArn", "NOT_EQUAL", "one", "two")]
    assert finding.severity is Severity.HIGH
