from auditor.snapshot import Fact, Json
from tests.remediate.world import ROLE_ARN, S3_TRUST, failure, planned, role, wanted, world

PEOPLE = {
    "Sid": "People",
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
    "Action": "sts:AssumeRole",
}
DENIAL = {"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole", "Condition": {"Bool": {"a": "b"}}}
S3 = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": ["sts:AssumeRole"]}


def after(action: str, *statements: Json) -> Json:
    trust = {"Version": "2012-10-17", "Statement": list(statements)}
    made = planned(world(role(trust=trust)), failure(action, role=ROLE_ARN))
    return wanted(made, ROLE_ARN, "trust")["Statement"]


def test_s3_is_trusted_beside_all_others() -> None:
    assert after("trust-s3", PEOPLE) == [PEOPLE, {"Sid": "AuditorTrustsS3", **S3}]


def test_only_s3_is_left_and_denials_stay() -> None:
    both = {**PEOPLE, "Principal": {"AWS": "*", "Service": ["s3.amazonaws.com", "ec2.amazonaws.com"]}}
    left = {**both, "Principal": {"Service": ["s3.amazonaws.com"]}}
    assert after("trust-only-s3", DENIAL, PEOPLE, both) == [DENIAL, left]


def test_batch_operations_keep_their_trust() -> None:
    batch = {**S3, "Principal": {"Service": "batchoperations.s3.amazonaws.com"}}
    assert after("trust-only-s3", PEOPLE, S3, batch)[1]["Principal"] == {
        "Service": ["batchoperations.s3.amazonaws.com"]
    }


def test_a_role_that_trusted_people_only_ends_up_trusting_s3() -> None:
    assert after("trust-only-s3", PEOPLE) == [{"Sid": "AuditorTrustsS3", **S3}]


def test_a_role_that_trusts_s3_already_is_not_changed() -> None:
    assert not planned(world(role(trust=S3_TRUST)), failure("trust-s3", role=ROLE_ARN)).patches


def test_an_unread_trust_policy_is_not_overwritten() -> None:
    unread = role(trust=Fact.unknown("iam:GetRole", "AccessDenied"))
    made = planned(world(unread), failure("trust-only-s3", role=ROLE_ARN))
    assert not made.patches
    assert made.by_hand[0].document == S3
