"""Every request of an edge with its decision, and what is assumed for it."""

from __future__ import annotations

from pathlib import Path

from auditor.config import Intent
from auditor.evaluate.explaining import Explained, changes, explained
from auditor.iam import Effect
from auditor.snapshot import Snapshot
from auditor.topology import Subject, join
from auditor.topology.least import documents
from tests.cli.world import A, snapshot
from tests.evaluate.test_least import edge as least_edge

ENABLED = {"Status": "Enabled"}


def _edge(path: Path) -> Subject:
    return next(subject for subject in join(Snapshot.open(path), Intent()) if subject.kind == "replication")


def _assuming(path: Path, **assume: str | None) -> Explained:
    """The request to assume the role, whose trust policy asks for aws:SourceAccount."""
    given = {key.replace("_", ":"): value for key, value in assume.items()}
    return next(each for each in explained(_edge(path), given) if each.request.purpose == "assume-role")


def test_requests_that_the_edge_does_not_make_are_left_out(tmp_path: Path) -> None:
    edge = _edge(snapshot(tmp_path / "s", ENABLED))
    assert "replicate-deletes" not in {each.request.purpose for each in explained(edge, {})}


def test_without_an_assumption_the_unknown_stays_unknown(tmp_path: Path) -> None:
    asked = _assuming(snapshot(tmp_path / "s", ENABLED))
    assert (asked.decision.effect, asked.assumed) == (Effect.UNKNOWN, {})


def test_an_assumed_value_decides_and_is_told(tmp_path: Path) -> None:
    asked = _assuming(snapshot(tmp_path / "s", ENABLED), aws_SourceAccount=A)
    assert (asked.decision.effect, asked.assumed) == (Effect.ALLOW, {"aws:SourceAccount": A})


def test_an_assumed_absence_decides(tmp_path: Path) -> None:
    assert _assuming(snapshot(tmp_path / "s", ENABLED), aws_SourceAccount=None).decision.effect is Effect.IMPLICIT_DENY


def test_keys_are_the_same_in_any_case(tmp_path: Path) -> None:
    assert _assuming(snapshot(tmp_path / "s", ENABLED), aws_sourceaccount=A).assumed == {"aws:SourceAccount": A}


def test_changes_name_each_side_once(tmp_path: Path) -> None:
    edge = _edge(snapshot(tmp_path / "s", ENABLED))
    told = changes(edge, tuple(explained(edge, {})))
    assert len({(change.where, change.resource, change.doubt) for change in told}) == len(told)


def test_what_is_allowed_needs_no_change(tmp_path: Path) -> None:
    edge = _edge(snapshot(tmp_path / "s", ENABLED))
    allowed = [each for each in explained(edge, {}) if each.decision.allowed]
    assert changes(edge, allowed) == ()


def test_a_deny_is_told_with_its_statement() -> None:
    deny = {"Sid": "Not", "Effect": "Deny", "Action": "s3:*", "Resource": "*"}
    edge = least_edge("same account", {"role": {"Version": "2012-10-17", "Statement": [deny]}})
    denied = {(one.where, one.what) for one in changes(edge, tuple(explained(edge, {}))) if "denies" in one.what}
    assert denied == {("least of replicate", "statement 0 (Not) denies it: spare the role")}


def test_both_sides_of_a_refused_request_are_told() -> None:
    edge = least_edge("cross account")
    wanted = {(change.account, change.where) for change in changes(edge, tuple(explained(edge, {})))}
    assert {("111111111111", "policies of role replicate"), ("222222222222", "bucket policy of dst")} <= wanted


def test_the_own_bucket_needs_no_policy() -> None:
    edge = least_edge("same account")
    assert "bucket policy of dst" not in {change.where for change in changes(edge, tuple(explained(edge, {})))}


def _trusting(**condition: str) -> Effect:
    """The verdict on the assumption of a role that trusts S3 if each of `condition` holds."""
    asked = {"StringEquals": {key.replace("_", ":"): value for key, value in condition.items()}}
    allow = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}
    trust = {"Version": "2012-10-17", "Statement": [{**allow, "Condition": asked}]}
    edge = least_edge("cross account", {**documents(least_edge("cross account")), "trust": trust})
    return next(each for each in explained(edge, {}) if each.request.purpose == "assume-role").decision.effect


def test_a_trust_in_another_account_refuses_whether_s3_passes_its_account_or_not() -> None:
    assert _trusting(aws_SourceAccount="999999999999") is Effect.IMPLICIT_DENY


def test_a_trust_in_the_own_account_stays_unknown() -> None:
    assert _trusting(aws_SourceAccount=A) is Effect.UNKNOWN


def batch_verdicts(**policies: object) -> dict[str, Effect]:
    asked = explained(least_edge("same account", policies), {}, batch=True)
    return {each.request.purpose: each.decision.effect for each in asked if each.request.purpose.startswith("batch")}


def test_a_batch_job_needs_its_own_service_and_its_own_action() -> None:
    least = documents(least_edge("same account"))
    assert batch_verdicts(**least) == {
        "batch-assume-role": Effect.IMPLICIT_DENY,
        "batch-initiate": Effect.IMPLICIT_DENY,
        "batch-manifest": Effect.IMPLICIT_DENY,
    }


def test_a_batch_job_may_run_where_both_are_granted() -> None:
    service = {"Service": "batchoperations.s3.amazonaws.com"}
    trust = {"Effect": "Allow", "Principal": service, "Action": "sts:AssumeRole"}
    asked = ["s3:InitiateReplication", "s3:GetReplicationConfiguration", "s3:PutInventoryConfiguration"]
    start = {"Effect": "Allow", "Action": asked, "Resource": ["arn:aws:s3:::src", "arn:aws:s3:::src/*"]}
    policies = {
        name: {"Version": "2012-10-17", "Statement": [one]} for name, one in (("trust", trust), ("role", start))
    }
    assert set(batch_verdicts(**policies).values()) == {Effect.ALLOW}


def test_nobody_asks_for_a_batch_job_unless_told_to() -> None:
    asked = explained(least_edge("same account"), {})
    assert not [each for each in asked if each.request.purpose.startswith("batch")]
