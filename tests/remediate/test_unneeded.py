"""What a role does not need is taken out of its policies, entry by entry."""

from __future__ import annotations

from auditor.snapshot import Fact, Json
from tests.remediate.test_role_policy import inline
from tests.remediate.world import DST, ROLE_ARN, SRC, destination, failure, planned, role, source, v2, wanted, world

ACL = {"action": "s3:GetBucketAcl", "resource": SRC}
LIST = {"Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetBucketAcl"], "Resource": SRC}


def drop(*grants: Json, **more: Json) -> Json:
    return failure("drop-grants", role=ROLE_ARN, grants=list(grants), **more)


def estate(**facts: Json) -> Json:
    return world(source(v2()), destination(), role(**facts))


def left(*statements: Json, grants: Json) -> Json:
    (made,) = wanted(
        planned(estate(inline_policies=[inline("p", *statements)]), drop(*grants)), ROLE_ARN, "inline_policies"
    )
    return made["PolicyDocument"]["Statement"]


def test_an_action_goes_and_the_others_stay() -> None:
    assert left(LIST, grants=[ACL]) == [{**LIST, "Action": ["s3:ListBucket"], "Resource": [SRC]}]


def test_a_statement_of_which_nothing_is_needed_goes() -> None:
    assert left(LIST, {**LIST, "Action": "s3:GetBucketAcl"}, grants=[ACL])[1:] == []


def test_an_action_that_is_needed_on_one_of_two_buckets_stays_there() -> None:
    both = {"Sid": "Both", "Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetBucketAcl"], "Resource": [SRC, DST]}
    grants = [ACL, {"action": "s3:GetBucketAcl", "resource": DST}, {"action": "s3:ListBucket", "resource": DST}]
    assert left(both, grants=grants) == [{**both, "Action": ["s3:ListBucket"], "Resource": [SRC]}]
    assert left(both, grants=grants[1:2]) == [
        {**both, "Action": ["s3:ListBucket"]},
        {**both, "Sid": "Both2", "Action": ["s3:GetBucketAcl"], "Resource": [SRC]},
    ]


def test_denials_are_left_alone() -> None:
    denied = {**LIST, "Effect": "Deny"}
    assert left(denied, LIST, grants=[ACL])[0] == denied


def test_a_policy_of_aws_is_for_a_person_to_detach() -> None:
    held = {
        "PolicyName": "Wide",
        "PolicyArn": "arn:aws:iam::aws:policy/Wide",
        "PolicyDocument": {"Version": "2012-10-17", "Statement": [{**LIST, "Action": "s3:GetBucketAcl"}]},
    }
    made = planned(estate(attached_policies=[held]), drop(ACL))
    assert not made.patches
    assert "detach arn:aws:iam::aws:policy/Wide" in made.by_hand[0].text


def test_sources_that_share_the_role_are_a_step() -> None:
    made = planned(estate(), drop(sharers=["b", "b", "c"]))
    assert not made.patches
    assert made.by_hand[0].text == f"make a role of its own for each of b, c, which now share {ROLE_ARN}"


def test_everything_but_is_for_a_person_to_name() -> None:
    held = [inline("p", {"Effect": "Allow", "NotAction": "s3:ListBucket", "Resource": SRC})]
    made = planned(estate(inline_policies=held), drop({"action": "all but s3:ListBucket", "resource": SRC}))
    assert not made.patches
    assert "instead of allowing all but s3:ListBucket" in made.by_hand[0].text


def test_policies_that_were_not_read_are_not_written() -> None:
    made = planned(estate(inline_policies=Fact.unknown("iam:GetRolePolicy", "AccessDenied")), drop(ACL))
    assert not made.patches
    assert "were not read (AccessDenied)" in made.by_hand[0].text
