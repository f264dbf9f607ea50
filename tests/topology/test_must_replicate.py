"""Which buckets were declared to replicate, in three values; and that replicas and logs are left alone."""

from __future__ import annotations

import pytest

from auditor.config import Intent, MustReplicate, Purpose, PurposeRule
from auditor.evaluate.engine import assess
from auditor.finding import Severity, Status
from auditor.rules import load_packs
from auditor.snapshot import Fact, Resource, Snapshot
from auditor.snapshot.catalogue import BUCKET, FACTS
from auditor.topology.parts import must_replicate
from tests.topology.world import account as opened

A = "111111111111"
UNREAD = Fact.unknown("s3:GetBucketTagging", "AccessDenied")
BY_TAG = MustReplicate(tags={"tier": "gold*"})


def bucket(name: str, account: str | None = A, **facts: Fact) -> Resource:
    return Resource(f"arn:aws:s3:::{name}", BUCKET, name, account, "eu-west-1", facts)


def tags(**values: str) -> Fact:
    return Fact.of("s3:GetBucketTagging", values)


@pytest.mark.parametrize(
    ("rule", "held", "declared"),
    [
        (MustReplicate(names=("ord*",)), tags(), True),
        (MustReplicate(names=("ord",)), tags(), False),
        (MustReplicate(names=("ord*",)), UNREAD, True),
        (MustReplicate(names=("pay*",)), UNREAD, False),
        (MustReplicate(accounts=(A,)), UNREAD, True),
        (MustReplicate(accounts=("222222222222",)), tags(), False),
        (BY_TAG, tags(tier="gold-1"), True),
        (BY_TAG, tags(Tier="gold"), False),
        (BY_TAG, Fact.absent("s3:GetBucketTagging", "NoSuchTagSet"), False),
        (BY_TAG, UNREAD, UNREAD),
    ],
)
def test_a_declaration_is_by_name_tag_or_account(rule: MustReplicate, held: Fact, declared: bool | Fact) -> None:
    assert must_replicate(bucket("orders"), held, Intent(must_replicate=(rule,))) == declared


def test_of_an_unknown_owner_it_is_unknown_what_an_account_declares() -> None:
    found = must_replicate(bucket("orders", None), tags(), Intent(must_replicate=(MustReplicate(accounts=(A,)),)))
    assert isinstance(found, Fact)


def test_nothing_declared_is_no_duty_even_where_tags_are_unread() -> None:
    assert must_replicate(bucket("orders"), UNREAD, Intent()) is False


def verdicts(held: Fact, *purposes: PurposeRule) -> tuple[Status, Severity]:
    """What replication-rule-present says of a bucket without a configuration in an account that must replicate."""
    none = Fact.absent("s3:GetReplicationConfiguration", "ReplicationConfigurationNotFoundError")
    facts = {name: Fact.absent(action, "none") for name, action in FACTS[BUCKET].items()}
    snapshot = Snapshot.of([opened(A), bucket("orders", **{**facts, "replication": none, "tags": held})])
    intent = Intent(must_replicate=(BY_TAG,), purposes=purposes)
    found = assess(load_packs(["replication"]), snapshot, intent).findings
    return next((each.status, each.severity) for each in found if each.rule == "replication-rule-present")


def test_a_bucket_that_must_replicate_and_does_not_fails_high() -> None:
    assert verdicts(tags(tier="gold")) == (Status.FAIL, Severity.HIGH)


def test_a_bucket_that_need_not_is_left_alone() -> None:
    assert verdicts(tags(tier="bronze"))[0] is Status.NOT_APPLICABLE


def test_with_unread_tags_it_is_not_known() -> None:
    assert verdicts(UNREAD)[0] is Status.UNKNOWN


def test_a_bucket_for_logs_never_raises_the_alarm() -> None:
    logs = PurposeRule(purpose=Purpose.LOG, names=("orders",))
    assert verdicts(tags(tier="gold"), logs)[0] is Status.NOT_APPLICABLE
    assert verdicts(UNREAD, logs)[0] is Status.NOT_APPLICABLE


BACKUPS = PurposeRule(purpose=Purpose.BACKUP, tags={"use": "backup"})


def test_a_bucket_that_is_certainly_for_logs_is_left_alone_whatever_else_unread_tags_could_say() -> None:
    assert verdicts(UNREAD, PurposeRule(purpose=Purpose.LOG, names=("orders",)), BACKUPS)[0] is Status.NOT_APPLICABLE


def test_unread_tags_that_could_say_that_it_is_for_logs_leave_it_open() -> None:
    disaster = PurposeRule(purpose=Purpose.DR, names=("orders",))
    assert verdicts(UNREAD, disaster, PurposeRule(purpose=Purpose.LOG, tags={"use": "log"}))[0] is Status.UNKNOWN


def test_a_whole_account_may_be_for_logs() -> None:
    assert verdicts(tags(tier="gold"), PurposeRule(purpose=Purpose.LOG, accounts=(A,)))[0] is Status.NOT_APPLICABLE


def test_a_log_bucket_that_replicates_a_part_of_itself_is_information() -> None:
    rules = [{"ID": "r", "Status": "Enabled", "Prefix": "a/", "Destination": {"Bucket": "arn:aws:s3:::far"}}]
    configured = Fact.of("s3:GetReplicationConfiguration", {"Role": f"arn:aws:iam::{A}:role/r", "Rules": rules})
    facts = {name: Fact.absent(action, "none") for name, action in FACTS[BUCKET].items()}
    snapshot = Snapshot.of([opened(A), bucket("orders", **{**facts, "replication": configured})])
    logs = PurposeRule(purpose=Purpose.LOG, names=("orders",))
    intent = Intent(must_replicate=(MustReplicate(accounts=(A,)),), purposes=(logs,))
    found = assess(load_packs(["replication"]), snapshot, intent).findings
    assert [each.severity for each in found if each.rule == "replication-covers-bucket"] == [Severity.INFO]
