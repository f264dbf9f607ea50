from dataclasses import replace

import pytest

from auditor.finding import Finding, Severity, Status, Waiver
from auditor.remediate import ACTIONS, plan
from auditor.snapshot import Fact
from tests.remediate.world import DST, ROLE_ARN, SRC, A, assessed, destination, failure, planned, role, source, world

ENABLE = failure("enable-versioning", bucket=DST)
BROKEN = world(source(), destination(versioning={}), role())


def test_passes_and_waived_failures_ask_for_nothing() -> None:
    waived = replace(ENABLE, waiver=Waiver("accepted", "me", "2027-01-01"))
    made = planned(BROKEN, waived, replace(ENABLE, status=Status.PASS), replace(ENABLE, status=Status.UNKNOWN))
    assert (made.patches, made.by_hand) == ((), ())


def test_findings_on_one_fact_share_one_patch() -> None:
    made = planned(BROKEN, ENABLE, failure("enable-versioning", by="other", bucket=DST))
    assert [finding.rule for finding in made.patches[0].because] == ["other", "rule-of-enable-versioning"]


def test_a_failure_without_remedy_is_still_listed() -> None:
    made = planned(BROKEN, replace(ENABLE, remediation=None))
    assert "no remedy is known" in made.by_hand[0].text


def test_an_action_that_does_not_exist_is_named() -> None:
    made = planned(BROKEN, failure("pray"))
    assert "no remedy is called pray" in made.by_hand[0].text


def test_a_remedy_that_lacks_a_value_says_which() -> None:
    made = planned(BROKEN, failure("enable-versioning", bucket=None))
    assert "which bucket" in made.by_hand[0].text


def test_a_list_that_is_none_is_named() -> None:
    made = planned(BROKEN, failure("permit-on-role", role=ROLE_ARN, actions=None, resources=["*"]))
    assert "which actions" in made.by_hand[0].text


def test_a_remedy_by_hand_goes_to_the_account_that_acts_first() -> None:
    made = planned(BROKEN, failure("manual", text="decide"))
    assert (made.by_hand[0].text, made.by_hand[0].account) == ("decide", A)


def test_the_same_step_for_two_findings_is_listed_once() -> None:
    made = planned(BROKEN, failure("manual", by="one", text="decide"), failure("manual", by="two", text="decide"))
    assert [len(step.because) for step in made.by_hand] == [2]


def test_a_consequence_may_add_patches_but_no_steps() -> None:
    gone = world(source(), destination(versioning={}), role(role=Fact.absent("iam:GetRole", "NoSuchEntity")))
    cause = failure("manual", by="cause", text="create the role")
    following = failure("permit-on-role", cause=cause.fingerprint, role=ROLE_ARN, actions=["a:b"], resources=["*"])
    made = planned(gone, cause, following)
    assert [step.text for step in made.by_hand] == ["create the role"]


def test_a_consequence_of_an_accepted_risk_is_told_its_own_step() -> None:
    cause = replace(
        failure("manual", by="cause", text="create the role"), waiver=Waiver("accepted", "me", "2027-01-01")
    )
    following = failure("manual", cause=cause.fingerprint, text="permit it")
    steps = planned(BROKEN, cause, replace(following, cause_waived=True)).by_hand
    assert [step.text for step in steps] == ["permit it"]


def test_nothing_is_taken_away_on_account_of_a_consequence() -> None:
    spare = {"role": ROLE_ARN, "grants": [{"action": "s3:ReplicateObject", "resource": f"{DST}/*"}], "sharers": []}
    grant = {"Effect": "Allow", "Action": "s3:ReplicateObject", "Resource": f"{DST}/*"}
    document = {"Version": "2012-10-17", "Statement": [grant]}
    granted = world(source(), destination(), role(inline_policies=[{"PolicyName": "p", "PolicyDocument": document}]))
    cause = failure("manual", by="cause", text="let the rule use it")
    following = failure("drop-grants", **spare)
    assert planned(granted, following).patches
    assert not planned(granted, cause, replace(following, cause=cause.fingerprint)).patches


def test_a_consequence_adds_no_step_of_its_own() -> None:
    cause = failure("manual", by="cause", text="take the Deny out")
    following = failure("manual", cause=cause.fingerprint, text="take the Deny of tags out")
    assert [step.text for step in planned(BROKEN, cause, following).by_hand] == ["take the Deny out"]


@pytest.mark.parametrize(("cause", "expected"), [("manual", set()), ("enable-versioning", {"inline_policies"})])
def test_rights_are_given_for_a_consequence_unless_a_person_mends_its_cause(cause: str, expected: set[str]) -> None:
    given = {"text": "let the key be used"} if cause == "manual" else {"bucket": DST}
    first = failure(cause, by="cause", **given)
    rights = {"role": ROLE_ARN, "actions": ["s3:ReplicateObject"], "resources": [f"{DST}/*"]}
    following = failure("permit-on-role", cause=first.fingerprint, **rights)
    assert {patch.fact for patch in planned(BROKEN, first, following).patches} - {"versioning"} == expected


def test_what_was_missed_is_to_be_copied_by_batch_replication() -> None:
    made = plan(assessed(replace(ENABLE, severity=Severity.MEDIUM), predicts=("DstBucketUnversioned",)), BROKEN)
    assert any("Batch Replication" in step.text and SRC in step.text for step in made.by_hand)


def test_severe_findings_without_a_predicted_code_missed_nothing() -> None:
    made = planned(BROKEN, replace(ENABLE, severity=Severity.CRITICAL))
    assert (len(made.patches), made.by_hand) == (1, ())


def test_what_is_merely_untidy_calls_for_no_batch_replication() -> None:
    made = plan(assessed(ENABLE, predicts=("DstBucketUnversioned",)), BROKEN)
    assert not made.by_hand


def test_a_resource_outside_the_snapshot_is_never_patched() -> None:
    made = planned(world(source(), role()), ENABLE)
    assert not made.patches
    assert "not in the snapshot" in made.by_hand[0].text


def test_every_action_of_the_catalogue_is_there() -> None:
    expected = {
        "enable-versioning", "permit-on-bucket", "revoke-on-bucket", "name-role-on-bucket", "set-policy-version",
        "permit-on-role", "narrow-role", "drop-grants", "trust-s3", "trust-only-s3", "permit-on-key", "enable-key",
        "set-rule", "set-ownership", "correct-version", "manual",
    }  # fmt: skip
    assert set(ACTIONS) == expected


def test_the_order_of_findings_does_not_change_the_plan() -> None:
    findings: list[Finding] = [
        ENABLE,
        failure("permit-on-role", role=ROLE_ARN, actions=["s3:ReplicateObject"], resources=[f"{DST}/*"]),
        failure("trust-only-s3", role=ROLE_ARN),
    ]
    assert planned(BROKEN, *findings).patches == planned(BROKEN, *reversed(findings)).patches
