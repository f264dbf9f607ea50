import pytest

from auditor.snapshot import Fact, Json
from tests.remediate.world import DST, ROLE_ARN, SRC, A, failure, planned, role, source, wanted, world

BASE = {"Sid": "Base", "Effect": "Allow", "Action": ["s3:ReplicateObject"], "Resource": f"{DST}/*"}
LOGS = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}


def inline(name: str, *statements: Json) -> Json:
    return {"PolicyName": name, "PolicyDocument": {"Version": "2012-10-17", "Statement": list(statements)}}


def permit(*actions: str, resource: str = f"{DST}/*", by: str = "") -> Json:
    return failure("permit-on-role", by, role=ROLE_ARN, actions=list(actions), resources=[resource])


def after(held: list[Json], *findings: Json) -> Json:
    return wanted(planned(world(source(), role(inline_policies=held)), *findings), ROLE_ARN, "inline_policies")


def test_a_role_without_policies_gets_one_of_its_own() -> None:
    (made,) = after([], permit("s3:ReplicateObject"))
    assert made == inline("auditor-replication", {**BASE, "Sid": "AuditorReplication"})


def test_the_statement_for_the_same_objects_grows() -> None:
    held = [inline("logs", LOGS), inline("repl", BASE, LOGS)]
    grown = {**BASE, "Action": ["s3:ReplicateObject", "s3:ReplicateDelete"]}
    assert after(held, permit("s3:ReplicateDelete")) == [inline("logs", LOGS), inline("repl", grown, LOGS)]


def test_a_policy_that_is_not_about_replication_is_left_alone() -> None:
    logs, made = sorted(
        after([inline("logs", LOGS)], permit("s3:ReplicateObject")), key=lambda p: -len(p["PolicyName"])
    )[::-1]
    assert logs == inline("logs", LOGS)
    assert made["PolicyName"] == "auditor-replication"


def test_two_findings_make_one_policy() -> None:
    (made,) = after(
        [], permit("s3:ReplicateObject", by="one"), permit("s3:GetObjectVersionAcl", resource="s/*", by="two")
    )
    assert [each["Sid"] for each in made["PolicyDocument"]["Statement"]] == [
        "AuditorReplication",
        "AuditorReplication2",
    ]


def test_only_what_no_policy_allows_yet_is_added() -> None:
    (made,) = after([inline("repl", BASE)], permit("s3:ReplicateObject", "s3:ReplicateDelete"))
    assert made["PolicyDocument"]["Statement"] == [{**BASE, "Action": ["s3:ReplicateObject", "s3:ReplicateDelete"]}]


def test_each_action_is_allowed_where_it_acts() -> None:
    both = failure(
        "permit-on-role",
        role=ROLE_ARN,
        actions=["s3:ListBucket", "s3:GetObjectVersionAcl"],
        resources=[SRC, f"{SRC}/*"],
    )
    (made,) = after([], both)
    granted = {each["Resource"]: each["Action"] for each in made["PolicyDocument"]["Statement"]}
    assert granted == {SRC: ["s3:ListBucket"], f"{SRC}/*": ["s3:GetObjectVersionAcl"]}


def test_an_action_is_missing_only_where_it_acts() -> None:
    held = [inline("repl", {**BASE, "Action": ["s3:ListBucket"], "Resource": SRC})]
    asked = failure("permit-on-role", role=ROLE_ARN, actions=["s3:ListBucket"], resources=[SRC, f"{SRC}/*"])
    assert not planned(world(source(), role(inline_policies=held)), asked).patches


def test_what_an_attached_policy_allows_is_not_added() -> None:
    attached = [
        {**inline("wide", {**BASE, "Action": "s3:*", "Resource": "*"}), "PolicyArn": "arn:aws:iam::aws:policy/W"}
    ]
    made = planned(world(source(), role(attached_policies=attached)), permit("s3:ReplicateObject"))
    assert not made.patches


@pytest.mark.parametrize("fact", ["inline_policies"])
def test_unread_policies_are_not_overwritten(fact: str) -> None:
    unread = role(**{fact: Fact.unknown("iam:GetRolePolicy", "AccessDenied")})
    made = planned(world(source(), unread), permit("s3:ReplicateObject"))
    assert not made.patches
    assert made.by_hand[0].account == A
    assert made.by_hand[0].document["Action"] == ["s3:ReplicateObject"]


def test_a_role_that_is_gone_comes_with_all_it_will_need() -> None:
    gone = role(role=Fact.absent("iam:GetRole", "NoSuchEntity"))
    made = planned(world(source(), gone), permit("s3:ReplicateObject"))
    needed = {action for each in made.by_hand[0].document["Statement"] for action in each["Action"]}
    assert {"s3:ReplicateObject", "s3:GetObjectVersionForReplication", "s3:ListBucket"} <= needed
