"""Resources that came, went or moved; what cannot be told is neither."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.drift import compare
from auditor.finding import Severity, Status
from auditor.snapshot import Fact
from auditor.snapshot.catalogue import BUCKET
from tests.drift.estate import (
    BUCKET_ARN,
    COPY_ARN,
    DESTINATION,
    EDGE,
    LOGS_ARN,
    ROLE_ARN,
    SOURCE,
    SOURCE_ARN,
    changed,
    differences,
    estate,
    found,
    resource,
)

RULE = "resources-equal-baseline"
WITHOUT_ORDERS = estate(changed(SOURCE_ARN, buckets=["logs"]), without=[BUCKET_ARN])


def test_a_bucket_that_its_account_no_longer_lists_is_gone() -> None:
    finding = found(RULE, "orders", WITHOUT_ORDERS)

    assert differences(finding) == [("bucket", "REMOVE", BUCKET_ARN, None)]
    assert finding.severity is Severity.CRITICAL


def test_a_bucket_that_did_not_replicate_weighs_less() -> None:
    now = estate(changed(SOURCE_ARN, buckets=["orders"]), without=[LOGS_ARN])

    assert found(RULE, "logs", now).severity is Severity.HIGH


@pytest.mark.parametrize("subject", [("replication-still-present", "orders"), ("rules-equal-baseline", EDGE)])
def test_a_lost_bucket_is_counted_once(subject: tuple[str, str]) -> None:
    finding = found(*subject, WITHOUT_ORDERS)

    assert (finding.status, finding.counts_as_failure) == (Status.FAIL, False)


def test_the_settings_of_a_lost_bucket_do_not_apply() -> None:
    findings = [f for f in compare(estate(), WITHOUT_ORDERS).findings if f.subject == "orders"]

    assert {f.rule for f in findings if f.status is Status.NOT_APPLICABLE} == {
        "changes-by-known-actors",
        "policies-equal-baseline",
        "protections-equal-baseline",
    }


def test_a_bucket_that_is_new_is_only_told() -> None:
    then = estate(changed(SOURCE_ARN, buckets=["orders"]), without=[LOGS_ARN])
    finding = found(RULE, "logs", estate(), then)

    assert (finding.status, finding.severity) == (Status.FAIL, Severity.INFO)
    assert compare(then, estate()).exit_code(Severity.LOW) == 0


def test_the_rules_of_a_new_bucket_are_new() -> None:
    finding = found("rules-equal-baseline", EDGE, estate(), WITHOUT_ORDERS)

    assert (finding.status, finding.severity) == (Status.FAIL, Severity.MEDIUM)


@pytest.mark.parametrize(
    "account",
    [
        changed(SOURCE_ARN, buckets=Fact.unknown("s3:ListAllMyBuckets", "AccessDenied")),
        changed(SOURCE_ARN, buckets=Fact.unknown("s3:ListAllMyBuckets", "Timeout")),
    ],
)
def test_a_bucket_of_an_account_that_was_not_listed_is_unknown(account: object) -> None:
    now = estate(account, without=[BUCKET_ARN])  # type: ignore[arg-type]  # a Resource
    findings = [f for f in compare(estate(), now).findings if f.subject in {"orders", EDGE}]
    findings = [f for f in findings if f.rule != "changes-by-known-actors"]

    assert {f.status for f in findings} == {Status.UNKNOWN}


def test_a_bucket_of_an_account_that_is_no_longer_scanned_is_unknown() -> None:
    now = estate(without=[BUCKET_ARN, SOURCE_ARN])

    assert found(RULE, "orders", now).status is Status.UNKNOWN


def test_a_name_that_now_belongs_to_another_account_is_critical() -> None:
    taken = replace(changed(COPY_ARN), account="999999999999")
    finding = found(RULE, "orders-dr", estate(taken))

    assert differences(finding) == [("account", "NOT_EQUAL", DESTINATION, "999999999999")]
    assert finding.severity is Severity.CRITICAL
    assert finding.accounts == ("999999999999", DESTINATION)


def test_another_region_is_high() -> None:
    finding = found(RULE, "orders-dr", estate(replace(changed(COPY_ARN), region="eu-north-1")))

    assert differences(finding) == [("region", "NOT_EQUAL", "eu-west-1", "eu-north-1")]


@pytest.mark.parametrize(("existence", "status"), [({}, Status.PASS), (None, Status.FAIL)])
def test_a_foreign_destination_is_judged_by_asking_s3(existence: object, status: Status) -> None:
    foreign = "arn:aws:s3:::partner"
    then, now = (estate(resource(BUCKET, foreign, None, existence=told)) for told in ({}, existence))

    assert found(RULE, "partner", now, then).status is status


def test_a_role_that_is_gone_fails_once() -> None:
    gone = dict.fromkeys(("role", "trust", "inline_policies", "attached_policies", "boundary"))
    findings = [f for f in compare(estate(), estate(changed(ROLE_ARN, **gone))).findings if f.subject == ROLE_ARN]

    assert [(f.rule, f.status) for f in findings] == [
        ("policies-equal-baseline", Status.NOT_APPLICABLE),
        (RULE, Status.FAIL),
    ]


def test_what_existed_in_neither_does_not_apply() -> None:
    gone = estate(resource(BUCKET, "arn:aws:s3:::never", None, existence=None))

    assert found(RULE, "never", gone, gone).status is Status.NOT_APPLICABLE


def test_a_subject_outside_the_first_partition_says_so() -> None:
    china = estate(resource(BUCKET, "arn:aws-cn:s3:::orders", SOURCE))

    assert found(RULE, "aws-cn:orders", china, china).status is Status.PASS
