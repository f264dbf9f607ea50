"""A bucket's replication against its baseline: lost, changed field by field, reordered, filled in."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.drift import compare
from auditor.finding import Severity, Status
from auditor.snapshot import Fact
from tests.drift.estate import (
    BUCKET_ARN,
    COPY_ARN,
    DESTINATION,
    EDGE,
    LOGS_ARN,
    REPLICATION,
    ROLE_ARN,
    RULE,
    changed,
    differences,
    estate,
    found,
    with_rule,
)

OTHER = {**RULE, "ID": "archive", "Priority": 2, "Filter": {"Prefix": "old/"}}
V1 = {"Filter": None, "DeleteMarkerReplication": None, "Prefix": ""}


def test_a_configuration_that_is_gone_is_critical() -> None:
    finding = found("replication-still-present", "orders", estate(changed(BUCKET_ARN, replication=None)))

    assert (finding.status, finding.severity) == (Status.FAIL, Severity.CRITICAL)
    assert differences(finding) == [("replication", "REMOVE", REPLICATION, None)]


def test_its_rules_follow_from_that() -> None:
    now = estate(changed(BUCKET_ARN, replication=None))

    assert (
        found("rules-equal-baseline", EDGE, now).cause == found("replication-still-present", "orders", now).fingerprint
    )


def test_a_bucket_that_did_not_replicate_may_begin_to() -> None:
    now = estate(changed(LOGS_ARN, replication=REPLICATION))

    assert found("replication-still-present", "logs", now).status is Status.NOT_APPLICABLE
    assert found("rules-equal-baseline", "logs/to-dr/orders-dr", now).severity is Severity.MEDIUM


@pytest.mark.parametrize("then_unread", [True, False])
@pytest.mark.parametrize("rule_subject", [("replication-still-present", "orders"), ("rules-equal-baseline", EDGE)])
def test_a_configuration_that_was_not_read_is_unknown(then_unread: bool, rule_subject: tuple[str, str]) -> None:
    denied = estate(changed(BUCKET_ARN, replication=Fact.unknown("s3:GetReplicationConfiguration", "AccessDenied")))
    then, now = (denied, estate()) if then_unread else (estate(), denied)

    assert found(*rule_subject, now, then).status is Status.UNKNOWN


def test_a_bystander_whose_replication_is_now_unread_is_unknown() -> None:
    denied = estate(changed(LOGS_ARN, replication=Fact.unknown("s3:GetReplicationConfiguration", "AccessDenied")))

    assert found("replication-still-present", "logs", denied).status is Status.UNKNOWN


@pytest.mark.parametrize(
    ("fields", "path", "kind", "severity"),
    [
        (
            {"Destination": {**RULE["Destination"], "Bucket": "arn:aws:s3:::elsewhere"}},
            "Destination.Bucket",
            "NOT_EQUAL",
            "CRITICAL",
        ),
        (
            {"Destination": {**RULE["Destination"], "Account": "333333333333"}},
            "Destination.Account",
            "NOT_EQUAL",
            "CRITICAL",
        ),
        ({"Destination": {"Bucket": COPY_ARN}}, "Destination.Account", "REMOVE", "CRITICAL"),
        ({"Status": "Disabled"}, "Status", "NOT_EQUAL", "HIGH"),
        ({"Filter": {"Prefix": "a/"}}, "Filter.Prefix", "NOT_EQUAL", "HIGH"),
        ({"Filter": {"Tag": {"Key": "k", "Value": "v"}}}, "Filter.Tags", "ADD", "HIGH"),
        ({"DeleteMarkerReplication": {"Status": "Enabled"}}, "DeleteMarkerReplication.Status", "NOT_EQUAL", "HIGH"),
        (
            {"SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}}},
            "SourceSelectionCriteria.SseKmsEncryptedObjects.Status",
            "NOT_EQUAL",
            "HIGH",
        ),
        (
            {"Destination": {**RULE["Destination"], "EncryptionConfiguration": {"ReplicaKmsKeyID": "k"}}},
            "Destination.EncryptionConfiguration",
            "ADD",
            "HIGH",
        ),
        (
            {"Destination": {**RULE["Destination"], "StorageClass": "GLACIER"}},
            "Destination.StorageClass",
            "ADD",
            "MEDIUM",
        ),
        (
            {"Destination": {**RULE["Destination"], "Metrics": {"Status": "Enabled"}}},
            "Destination.Metrics.Status",
            "NOT_EQUAL",
            "MEDIUM",
        ),
        ({"Priority": 7}, "Priority", "NOT_EQUAL", "MEDIUM"),
    ],
)
def test_a_changed_field_is_named_and_weighed(fields: dict[str, Any], path: str, kind: str, severity: str) -> None:
    finding = found("rules-equal-baseline", EDGE, estate(with_rule(**fields)))

    assert [each[:2] for each in differences(finding)] == [(path, kind)]
    assert finding.severity.name == severity


def test_another_role_is_critical() -> None:
    role = f"{ROLE_ARN}-2"
    now = estate(changed(BUCKET_ARN, replication={**REPLICATION, "Role": role}))
    finding = found("rules-equal-baseline", EDGE, now)

    assert differences(finding) == [("Role", "NOT_EQUAL", ROLE_ARN, role)]
    assert finding.severity is Severity.CRITICAL


def test_the_older_schema_is_a_change_even_where_all_else_is_equal() -> None:
    finding = found("rules-equal-baseline", EDGE, estate(with_rule(**V1)))

    assert ("schema", "NOT_EQUAL", "V2", "V1") in differences(finding)


def test_an_added_rule_is_medium() -> None:
    now = estate(changed(BUCKET_ARN, replication={**REPLICATION, "Rules": [OTHER, RULE]}))
    finding = found("rules-equal-baseline", "orders/archive/orders-dr", now)

    assert (finding.status, finding.severity) == (Status.FAIL, Severity.MEDIUM)
    assert found("rules-equal-baseline", EDGE, now).status is Status.PASS


def test_a_removed_rule_is_high_and_counts() -> None:
    then = estate(changed(BUCKET_ARN, replication={**REPLICATION, "Rules": [OTHER, RULE]}))
    finding = found("rules-equal-baseline", "orders/archive/orders-dr", estate(), then)

    assert (finding.severity, finding.counts_as_failure) == (Severity.HIGH, True)


@pytest.mark.parametrize(
    "fields",
    [
        {"Filter": {}},
        {"Filter": {"And": {"Prefix": "", "Tags": []}}},
        {"DeleteMarkerReplication": None},
        {"ExistingObjectReplication": {"Status": "Disabled"}},
        {"SourceSelectionCriteria": {}},
        {"SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Disabled"}}},
        {"SourceSelectionCriteria": {"ReplicaModifications": {"Status": "Disabled"}}},
        {"Destination": {**RULE["Destination"], "Metrics": {"Status": "Disabled"}}},
        {"Destination": {**RULE["Destination"], "Metrics": {"Status": "Disabled", "EventThreshold": {"Minutes": 15}}}},
        {"Destination": {**RULE["Destination"], "ReplicationTime": {"Status": "Disabled", "Time": {"Minutes": 15}}}},
        {"ID": "NzE0ZGI1YjQtY2RhMi00ZTJm"},
    ],
)
def test_a_default_that_is_spelled_out_and_a_new_name_are_no_drift(fields: dict[str, Any]) -> None:
    assert found("rules-equal-baseline", EDGE, estate(with_rule(**fields))).status is Status.PASS


@pytest.mark.parametrize("fields", [{"Prefix": None}, {"Priority": None}])
def test_defaults_of_the_older_schema_are_no_drift(fields: dict[str, Any]) -> None:
    then = estate(with_rule(**V1, Priority=0))

    assert (
        found("rules-equal-baseline", EDGE, estate(with_rule(**{**V1, "Priority": 0, **fields})), then).status
        is Status.PASS
    )


def test_rules_without_an_id_are_matched_by_content() -> None:
    first, second = ({**RULE, "ID": "", "Priority": n, "Filter": {"Prefix": f"{n}/"}} for n in (1, 2))
    then = estate(changed(BUCKET_ARN, replication={**REPLICATION, "Rules": [first, second]}))
    now = estate(changed(BUCKET_ARN, replication={**REPLICATION, "Rules": [second, first]}))
    findings = [f for f in compare(then, now).findings if f.rule == "rules-equal-baseline"]

    assert [finding.status for finding in findings] == [Status.PASS, Status.PASS]


def test_a_finding_names_the_account_and_what_to_do() -> None:
    finding = found("rules-equal-baseline", EDGE, estate(with_rule(Status="Disabled")))

    assert finding.accounts == ("111111111111",)
    assert finding.remediation is not None
    assert finding.message == "Differs from the baseline: Status was Enabled, is Disabled."
    assert DESTINATION not in finding.message
