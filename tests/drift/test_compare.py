"""The comparison as a whole: every resource judged once, nothing lost, nothing judged that was not read."""

from __future__ import annotations

from collections import Counter

import pytest

from auditor.drift import compare
from auditor.finding import Severity, Status
from auditor.reports.formats import FORMATS
from auditor.reports.json import load_json
from auditor.snapshot import NOT_COLLECTED, Fact
from tests.drift.estate import (
    BUCKET_ARN,
    COPY_ARN,
    EDGE,
    KEY_ARN,
    RESOURCES,
    ROLE_ARN,
    SOURCE_ARN,
    changed,
    estate,
    found,
)
from tests.reports.sample import rendered

DENIED = Fact.unknown("s3:GetBucketPolicy", "AccessDenied", "not authorized")


def test_the_same_estate_passes_wherever_there_was_anything_to_compare() -> None:
    assessment = compare(estate(), estate())

    assert Counter(finding.status for finding in assessment.findings if finding.status is not Status.PASS) == {
        Status.NOT_APPLICABLE: 7
    }
    assert assessment.exit_code(Severity.INFO) == 0


ASKED_FOR_APART = {"changes-by-known-actors", "config-recorder-sees-buckets"}


def test_only_buckets_that_never_replicated_and_what_nobody_asked_for_are_not_applicable() -> None:
    skipped = [f for f in compare(estate(), estate()).findings if f.status is Status.NOT_APPLICABLE]
    assert {f.rule for f in skipped} - ASKED_FOR_APART == {"replication-still-present"}
    skipped = [f for f in skipped if f.rule not in ASKED_FOR_APART]

    assert [(f.rule, f.subject) for f in skipped] == [
        ("replication-still-present", "logs"),
        ("replication-still-present", "orders-dr"),
    ]


def test_rules_and_subjects_are_judged_once() -> None:
    findings = compare(estate(), estate(without=[COPY_ARN])).findings

    assert max(Counter(finding.fingerprint for finding in findings).values()) == 1


def test_every_resource_is_spoken_of() -> None:
    subjects = {finding.subject for finding in compare(estate(), estate()).findings}

    assert subjects == {"111111111111", "222222222222", "orders", "orders-dr", "logs", ROLE_ARN, KEY_ARN, EDGE}


@pytest.mark.parametrize("then_unread", [True, False])
def test_what_one_side_did_not_read_is_unknown(then_unread: bool) -> None:
    unread, whole = estate(changed(COPY_ARN, policy=DENIED)), estate()
    then, now = (unread, whole) if then_unread else (whole, unread)
    finding = found("policies-equal-baseline", "orders-dr", now, then)

    assert finding.status is Status.UNKNOWN
    assert [each.unknown for each in finding.evidence] == ["AccessDenied"]


def test_what_neither_side_asked_for_does_not_apply() -> None:
    bystander = changed(COPY_ARN, policy=Fact.unknown("s3:GetBucketPolicy", NOT_COLLECTED))
    finding = found("policies-equal-baseline", "orders-dr", estate(bystander), estate(bystander))

    assert finding.status is Status.NOT_APPLICABLE


def test_what_both_sides_were_denied_is_unknown() -> None:
    denied = estate(changed(COPY_ARN, policy=DENIED))

    assert found("policies-equal-baseline", "orders-dr", denied, denied).status is Status.UNKNOWN


def test_a_drift_is_told_though_another_fact_was_not_read() -> None:
    now = estate(changed(COPY_ARN, versioning={"Status": "Suspended"}, ownership=DENIED))
    finding = found("protections-equal-baseline", "orders-dr", now)

    assert finding.status is Status.FAIL
    assert [each.unknown for each in finding.evidence] == ["", "AccessDenied"]


@pytest.mark.parametrize("missing", [each.arn for each in RESOURCES if each.arn in {ROLE_ARN, KEY_ARN}])
@pytest.mark.parametrize("then_missing", [True, False])
def test_a_resource_that_one_side_did_not_read_is_unknown(missing: str, then_missing: bool) -> None:
    short, whole = estate(without=[missing]), estate()
    then, now = (short, whole) if then_missing else (whole, short)
    findings = [finding for finding in compare(then, now).findings if finding.subject == missing]

    assert {finding.status for finding in findings} == {Status.UNKNOWN}


def test_gaps_of_both_snapshots_are_listed_and_told_apart() -> None:
    then, now = estate(changed(COPY_ARN, policy=DENIED)), estate(changed(BUCKET_ARN, policy=DENIED))
    gaps = compare(then, now).gaps

    assert [(gap.resource, gap.detail) for gap in gaps] == [
        (BUCKET_ARN, "not authorized"),
        (COPY_ARN, "in the baseline: not authorized"),
    ]


def test_a_gap_alone_exits_3() -> None:
    denied = estate(changed(SOURCE_ARN, access=Fact.unknown("sts:AssumeRole", "AccessDenied")))

    assert compare(estate(), denied).exit_code(Severity.INFO) == 3


def test_both_snapshots_are_named() -> None:
    then, now = estate(), estate(changed(COPY_ARN, versioning={}))
    assessment = compare(then, now)

    assert assessment.snapshot["digest"] == now.digest()
    assert assessment.snapshot["baseline"]["digest"] == then.digest()


def test_what_was_seen_is_counted() -> None:
    coverage = compare(estate(), estate()).coverage

    assert {name: coverage[name] for name in ("accounts", "buckets", "edges")} == {
        "accounts": 2,
        "buckets": 3,
        "edges": 1,
    }


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_report_tells_a_drift(name: str) -> None:
    report = rendered(name, compare(estate(), estate(changed(COPY_ARN, versioning={"Status": "Suspended"}))))

    assert "versioning.Status was Enabled, is Suspended" in report


def test_a_drift_can_be_read_back_from_its_json_report() -> None:
    assessment = compare(estate(), estate(changed(COPY_ARN, policy=None), changed(BUCKET_ARN, replication=None)))

    assert load_json(rendered("json", assessment)) == assessment


def test_every_rule_of_a_finding_is_described() -> None:
    assessment = compare(estate(), estate())

    assert {finding.rule for finding in assessment.findings} == set(assessment.rules)
