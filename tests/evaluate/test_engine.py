import pytest

from auditor import __version__
from auditor.config.intent import Intent
from auditor.evaluate.engine import assess
from auditor.finding import Assessment, Gap, Status
from auditor.rules import Pack, Rule
from auditor.snapshot import Fact, Resource, Snapshot
from auditor.snapshot.catalogue import ACCOUNT
from auditor.snapshot.ledger import ledger
from tests.evaluate.asking import rule
from tests.evaluate.edges import allow, policy, snapshot

UNREAD = Fact.unknown("s3:GetBucketPolicy", "AccessDenied", "no right")
VERSIONED = rule("versioned", must="bucket.versioning.Status == 'Enabled'")
READS = rule("role-may-read", "replication", must="may('read-source')", consequence_of="[role-has-policies]")
EMPTY = rule("role-has-policies", "role", must="length(role.inline_policies[].PolicyDocument.Statement[]) > `0`")


def assessed(of: Snapshot, *rules: Rule) -> Assessment:
    packs = [Pack("second", "2.0", "", "", rules[1:], "b"), Pack("first", "1.0", "", "", rules[:1], "a")]
    return assess(packs, of, Intent())


def test_every_rule_is_asked_of_every_subject_of_its_kind() -> None:
    found = assessed(snapshot(), READS, VERSIONED).findings
    assert [(each.rule, each.subject) for each in found] == [
        ("role-may-read", "src/r/dst"), ("versioned", "dst"), ("versioned", "src"),
    ]  # fmt: skip


def test_a_consequence_names_its_cause() -> None:
    found = {each.rule: each for each in assessed(snapshot(inline=policy()), READS, EMPTY).findings}
    assert found["role-may-read"].status is Status.FAIL
    assert found["role-may-read"].cause == found["role-has-policies"].fingerprint


def test_a_rule_that_holds_is_no_cause() -> None:
    found = {each.rule: each for each in assessed(snapshot(inline=policy(allow("s3:Put*"))), READS, EMPTY).findings}
    assert (found["role-may-read"].status, found["role-may-read"].cause) == (Status.FAIL, None)


def test_what_could_not_be_read_is_a_gap_though_no_rule_asks() -> None:
    found = assessed(snapshot(destination=UNREAD), VERSIONED)
    assert found.gaps == (
        Gap(
            "222222222222", "us-east-1", "arn:aws:s3:::dst", "policy", "s3:GetBucketPolicy", "AccessDenied", "no right"
        ),
    )


def test_coverage_counts_subjects_and_facts() -> None:
    coverage = assessed(snapshot(destination=UNREAD), VERSIONED).coverage
    counted = {name: coverage[name] for name in ("accounts", "buckets", "edges", "facts")}
    assert counted == {
        "accounts": 2, "buckets": 2, "edges": 1, "facts": {"value": 9, "absent": 3, "unknown": 1},
    }  # fmt: skip


def test_coverage_holds_the_ledger_of_calls() -> None:
    of = snapshot(destination=UNREAD)
    told = ledger(of)
    assert {name: assessed(of, VERSIONED).coverage[name] for name in told} == told


def test_packs_and_rules_are_told() -> None:
    found = assessed(snapshot(), VERSIONED, READS)
    assert dict(found.packs) == {"first": "1.0", "second": "2.0"}
    assert list(found.rules) == ["role-may-read", "versioned"]


def test_the_assessment_says_what_it_was_made_from() -> None:
    of = snapshot()
    found = assessed(of, VERSIONED)
    assert found.tool_version == __version__
    assert found.snapshot == {"digest": of.digest(), "file": "", "collected": "", "complete": True}


@pytest.mark.parametrize(("from_aws", "told"), [(False, ["111111111111"]), (True, None), (None, None)])
def test_an_account_that_not_aws_answered_for_is_told(from_aws: bool | None, told: list[str] | None) -> None:
    arn = "arn:aws:iam::111111111111:root"
    said = {"Account": "111111111111"} if from_aws is None else {"Account": "111111111111", "from_aws": from_aws}
    access = {"access": Fact.of("sts:AssumeRole", said)}
    of = Snapshot.of([Resource(arn, ACCOUNT, "production", "111111111111", None, access)])
    assert assessed(of, VERSIONED).snapshot.get("elsewhere") == told


def test_the_same_snapshot_gives_the_same_assessment() -> None:
    rules = (VERSIONED, READS, EMPTY)
    assert assessed(snapshot(), *rules) == assessed(snapshot(), *rules)


def test_findings_do_not_depend_on_the_order_of_rules() -> None:
    rules = (VERSIONED, READS, EMPTY)
    assert assessed(snapshot(), *rules).findings == assessed(snapshot(), *reversed(rules)).findings
