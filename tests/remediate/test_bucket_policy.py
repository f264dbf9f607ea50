from auditor.snapshot import Fact, Json
from tests.remediate.world import (
    DST,
    ROLE_ARN,
    A,
    B,
    destination,
    failure,
    planned,
    policy,
    role,
    source,
    v2,
    wanted,
    world,
)

ROOT = f"arn:aws:iam::{A}:root"
OURS = f"arn:aws:iam::{B}:role/reader"
TLS = {
    "Sid": "Tls", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": f"{DST}/*",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}  # fmt: skip


def grant(principal: Json, *actions: str, **more: Json) -> Json:
    named = principal if isinstance(principal, dict) else {"AWS": principal}
    return {"Sid": "S", "Effect": "Allow", "Principal": named, "Action": list(actions), "Resource": f"{DST}/*", **more}


def after(statement: Json, *findings: Json, bucket_facts: Json = None) -> list[Json]:
    """The destination's statements as planned, where it held TLS and `statement`."""
    snapshot = world(source(v2()), role(), destination(policy=policy(TLS, statement)))
    statements = wanted(planned(snapshot, *findings), DST, "policy")["Statement"]
    assert statements[0] == TLS
    return list(statements[1:])


def permit(*actions: str, by: str = "") -> Json:
    return failure("permit-on-bucket", by, bucket=DST, role=ROLE_ARN, actions=list(actions))


def revoke(*actions: str) -> Json:
    return failure("revoke-on-bucket", bucket=DST, actions=list(actions), keep_account=B)


def test_the_role_is_admitted_beside_all_other_statements() -> None:
    reader = grant(OURS, "s3:GetObject")
    kept, added = after(reader, permit("s3:ReplicateObject"))
    assert kept == reader
    assert added == grant(ROLE_ARN, "s3:ReplicateObject", Sid="AuditorAdmitsReplicationRole")


def test_two_findings_make_one_document_with_one_statement() -> None:
    statements = after(
        grant(OURS, "s3:GetObject"), permit("s3:ReplicateObject", by="one"), permit("s3:ReplicateDelete", by="two")
    )
    assert [each["Action"] for each in statements] == [["s3:GetObject"], ["s3:ReplicateObject", "s3:ReplicateDelete"]]


def test_actions_on_the_bucket_are_granted_on_the_bucket() -> None:
    statements = after(grant(OURS, "s3:GetObject"), permit("s3:ReplicateObject", "s3:GetBucketVersioning"))
    assert {each["Resource"]: each["Action"] for each in statements[1:]} == {
        f"{DST}/*": ["s3:ReplicateObject"],
        DST: ["s3:GetBucketVersioning"],
    }


def test_a_missing_policy_is_written_whole() -> None:
    snapshot = world(source(), role(), destination(policy=Fact.absent("s3:GetBucketPolicy", "NoSuchBucketPolicy")))
    document = wanted(planned(snapshot, permit("s3:ReplicateObject")), DST, "policy")
    assert document["Version"] == "2012-10-17"
    assert document["Statement"] == [grant(ROLE_ARN, "s3:ReplicateObject", Sid="AuditorAdmitsReplicationRole")]


def test_an_unread_policy_gives_a_step_with_the_statement() -> None:
    snapshot = world(source(), role(), destination(policy=Fact.unknown("s3:GetBucketPolicy", "AccessDenied")))
    made = planned(snapshot, permit("s3:ReplicateObject"))
    assert not made.patches
    assert made.by_hand[0].account == B
    assert made.by_hand[0].document[0]["Principal"] == {"AWS": ROLE_ARN}


def test_a_role_that_is_gone_is_not_named_in_a_policy() -> None:
    gone = role(role=Fact.absent("iam:GetRole", "NoSuchEntity"))
    snapshot = world(source(), gone, destination(policy=policy(TLS)))
    made = planned(snapshot, permit("s3:ReplicateObject"))
    assert not made.patches
    assert "create the role" in made.by_hand[0].text


def test_what_is_granted_already_is_not_planned_but_said() -> None:
    snapshot = world(source(), role(), destination(policy=policy(grant(ROLE_ARN, "s3:Replicate*"))))
    made = planned(snapshot, permit("s3:ReplicateObject"))
    assert not made.patches
    assert "something else stands in the way" in made.by_hand[0].text


def test_an_action_is_taken_from_strangers() -> None:
    statements = after(grant(ROOT, "s3:ReplicateObject", "s3:PutBucketVersioning"), revoke("s3:PutBucketVersioning"))
    assert statements == [grant(ROOT, "s3:ReplicateObject")]


def test_a_wildcard_gives_way_to_what_replication_needs_of_it() -> None:
    assert after(grant(ROOT, "s3:*Object"), revoke("s3:*Object")) == [grant(ROOT, "s3:ReplicateObject")]


def test_a_wildcard_that_hides_a_revoked_action_gives_way_too() -> None:
    statements = after(grant(ROOT, "s3:Put*", "s3:ReplicateObject"), revoke("s3:PutBucketVersioning"))
    assert statements == [grant(ROOT, "s3:ReplicateObject")]


def test_actions_that_replication_needs_survive_a_wide_pattern() -> None:
    statements = after(grant(ROOT, "s3:ReplicateObject", "s3:DeleteObject"), revoke("s3:*"))
    assert statements == [grant(ROOT, "s3:ReplicateObject")]


def test_where_no_rule_is_known_all_of_replication_may_be_needed() -> None:
    snapshot = world(role(), destination(policy=policy(grant(ROOT, "s3:*"))))
    statements = wanted(planned(snapshot, revoke("s3:*")), DST, "policy")["Statement"]
    assert "s3:ReplicateDelete" in statements[0]["Action"]


def test_a_known_role_keeps_what_it_needs_when_everyone_loses_it() -> None:
    statements = after(grant("*", "s3:ReplicateObject", "s3:PutObject"), revoke("s3:ReplicateObject", "s3:PutObject"))
    assert statements == [grant(ROLE_ARN, "s3:ReplicateObject", Sid="SRole1")]


def test_a_role_of_another_account_gains_nothing_from_a_revocation() -> None:
    stranger = "arn:aws:iam::999999999999:root"
    assert after(grant(stranger, "s3:ReplicateObject"), revoke("s3:ReplicateObject")) == []


def test_the_home_account_and_services_keep_what_they_have() -> None:
    mixed = grant({"AWS": [ROOT, OURS], "Service": "logging.s3.amazonaws.com"}, "s3:PutObject", "s3:ReplicateObject")
    home, strangers = after(mixed, revoke("s3:PutObject"))
    assert home == {**mixed, "Principal": {"AWS": [OURS], "Service": "logging.s3.amazonaws.com"}}
    assert strangers == {**grant([ROOT], "s3:ReplicateObject"), "Sid": "SOthers"}


def test_a_statement_of_nothing_but_revoked_actions_goes() -> None:
    assert after(grant(ROOT, "s3:PutBucketVersioning"), revoke("s3:PutBucketVersioning")) == []


def test_denials_are_never_touched_by_a_revocation() -> None:
    denial = {**grant(ROOT, "s3:PutObject"), "Effect": "Deny"}
    assert after(denial, revoke("s3:PutObject"), permit("s3:ReplicateObject"))[0] == denial


def test_the_last_statement_is_not_removed_by_a_command() -> None:
    snapshot = world(source(), role(), destination(policy=policy(grant(ROOT, "s3:PutObject"))))
    made = planned(snapshot, revoke("s3:PutObject"))
    assert not made.patches
    assert "nothing would be left" in made.by_hand[0].text


def test_the_last_statement_goes_once_another_remedy_has_put_one_beside_it() -> None:
    snapshot = world(source(v2()), role(), destination(policy=policy(grant(ROOT, "s3:PutBucketVersioning"))))
    made = planned(snapshot, revoke("s3:PutBucketVersioning"), permit("s3:ReplicateObject"))
    actions = [statement["Action"] for statement in wanted(made, DST, "policy")["Statement"]]
    assert actions == [["s3:ReplicateObject"]]


def test_the_account_gives_way_to_its_role() -> None:
    named = failure("name-role-on-bucket", bucket=DST, role=ROLE_ARN, account=A)
    assert after(grant(ROOT, "s3:ReplicateObject"), named) == [grant([ROLE_ARN], "s3:ReplicateObject")]


def test_the_account_as_a_bare_number_gives_way_and_others_stay() -> None:
    named = failure("name-role-on-bucket", bucket=DST, role=ROLE_ARN, account=A)
    assert after(grant([A, OURS], "s3:ReplicateObject"), named) == [grant([OURS, ROLE_ARN], "s3:ReplicateObject")]


def test_every_role_of_the_account_that_replicates_here_keeps_its_way_in() -> None:
    other = f"arn:aws:iam::{A}:role/second"
    twin = source(v2())
    second = world(
        source(v2()),
        type(twin)("arn:aws:s3:::src2", twin.type, "src2", A, "us-east-1", {
            "replication": Fact.of("s3:GetReplicationConfiguration", {"Role": other, "Rules": [v2()]}),
        }),
        destination(policy=policy(grant(ROOT, "s3:ReplicateObject"))),
    )  # fmt: skip
    named = failure("name-role-on-bucket", bucket=DST, role=ROLE_ARN, account=A)
    statements = wanted(planned(second, named), DST, "policy")["Statement"]
    assert statements[0]["Principal"]["AWS"] == sorted([other, ROLE_ARN])
