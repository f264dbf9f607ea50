import pytest

from auditor.finding import Finding
from auditor.remediate.replication import merge
from auditor.snapshot import Fact, Json
from tests.remediate.world import (
    DST,
    KEY_ARN,
    ROLE_ARN,
    SRC,
    destination,
    failure,
    key,
    planned,
    policy,
    role,
    rule,
    source,
    v2,
    wanted,
    world,
)


def change(rule: str = "r", by: str = "", **values: Json) -> Finding:
    return failure("set-rule", by, bucket=SRC, rule=rule, change=values)


def after(*held: Json, by: Finding) -> list[Json]:
    made = planned(world(source(*held), destination(), role()), by)
    configuration = wanted(made, SRC, "replication")
    assert configuration["Role"] == ROLE_ARN
    return list(configuration["Rules"])


def test_only_the_named_rule_changes() -> None:
    first, second = v2("r", Status="Disabled"), v2("s", Priority=2, Filter={"Prefix": "b/"})
    assert after(first, second, by=change(Status="Enabled")) == [{**first, "Status": "Enabled"}, second]


def test_two_findings_on_one_configuration_make_one_document() -> None:
    made = planned(
        world(source(v2(), v2("s", Priority=2)), destination(), role()),
        change(Status="Disabled"),
        change("s", by="other", Status="Disabled"),
    )
    assert [each["Status"] for each in wanted(made, SRC, "replication")["Rules"]] == ["Disabled", "Disabled"]


def test_a_v1_rule_keeps_its_schema_if_the_change_allows() -> None:
    assert after(rule(Prefix="a/", Status="Disabled"), by=change(Status="Enabled")) == [rule(Prefix="a/")]


def test_a_v1_rule_becomes_v2_and_still_replicates_delete_markers() -> None:
    (upgraded,) = after(rule(Prefix="a/"), by=change(Destination={"Metrics": {"Status": "Enabled"}}))
    assert "Prefix" not in upgraded
    assert upgraded["Filter"] == {"Prefix": "a/"}
    assert upgraded["Priority"] == 1
    assert upgraded["DeleteMarkerReplication"] == {"Status": "Enabled"}
    assert upgraded["Destination"]["Metrics"] == {"Status": "Enabled"}


def test_all_v1_rules_become_v2_together_with_priorities_of_their_own() -> None:
    rules = after(rule("r", Prefix="a/"), rule("s", Prefix="b/"), by=change(Priority=1, Filter={"Prefix": "a/"}))
    assert [each["Filter"] for each in rules] == [{"Prefix": "a/"}, {"Prefix": "b/"}]
    assert sorted(each["Priority"] for each in rules) == [1, 2]


def test_a_v2_rule_that_says_nothing_of_delete_markers_says_what_it_does() -> None:
    silent = {name: value for name, value in v2().items() if name != "DeleteMarkerReplication"}
    (written,) = after(silent, by=change(Status="Disabled"))
    assert written["DeleteMarkerReplication"] == {"Status": "Disabled"}


def test_what_s3_has_withdrawn_is_not_written_again() -> None:
    (written,) = after(v2(ExistingObjectReplication={"Status": "Enabled"}), by=change(Status="Disabled"))
    assert "ExistingObjectReplication" not in written


@pytest.mark.parametrize(
    ("held", "values", "reason"),
    [
        (
            v2(Filter={"Tag": {"Key": "a", "Value": "b"}}),
            {"DeleteMarkerReplication": {"Status": "Enabled"}},
            "selects by tag",
        ),
        (v2(), {"SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}}}, "choose the KMS key"),
        (
            v2(Destination={"Bucket": DST}),
            {"Destination": {"AccessControlTranslation": {"Owner": "Destination"}}},
            "needs Destination.Account",
        ),
    ],
    ids=["tags", "kms", "owner"],
)
def test_what_s3_would_refuse_is_left_to_a_person(held: Json, values: Json, reason: str) -> None:
    made = planned(world(source(held), destination(), role()), change(**values))
    assert not made.patches
    assert reason in made.by_hand[0].text


def test_a_changed_rule_brings_the_rights_it_needs_on_every_side() -> None:
    denial = {"Effect": "Deny", "Principal": "*", "Action": "s3:PutBucketAcl", "Resource": DST}
    snapshot = world(source(v2()), destination(policy=policy(denial)), role(), key(policy=policy()))
    kms = {
        "SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}},
        "Destination": {"EncryptionConfiguration": {"ReplicaKmsKeyID": KEY_ARN}},
        "DeleteMarkerReplication": {"Status": "Enabled"},
    }
    made = planned(snapshot, change(**kms))
    (inline,) = wanted(made, ROLE_ARN, "inline_policies")
    on_role = {
        (action, statement["Resource"])
        for statement in inline["PolicyDocument"]["Statement"]
        for action in statement["Action"]
    }
    assert {("s3:ReplicateDelete", f"{DST}/*"), ("kms:Encrypt", KEY_ARN)} <= on_role
    assert wanted(made, DST, "policy")["Statement"][1]["Action"] == ["s3:ReplicateDelete"]
    assert wanted(made, KEY_ARN, "policy")["Statement"][0]["Principal"] == {"AWS": ROLE_ARN}


def test_an_unread_configuration_is_never_overwritten() -> None:
    unread = source(replication=Fact.unknown("s3:GetReplicationConfiguration", "AccessDenied"))
    made = planned(world(unread), change(Status="Enabled"))
    assert not made.patches
    assert made.by_hand[0].document == {"Status": "Enabled"}


def test_the_rights_a_rule_needs_are_left_to_a_person_where_they_cannot_be_merged() -> None:
    unread = destination(policy=Fact.unknown("s3:GetBucketPolicy", "AccessDenied"))
    made = planned(world(source(v2()), unread, role()), change(DeleteMarkerReplication={"Status": "Enabled"}))
    assert [patch.fact for patch in made.patches] == ["replication", "inline_policies"]
    assert made.by_hand[0].document[0]["Action"] == ["s3:ReplicateDelete"]


@pytest.mark.parametrize("wrong", [None, ["Status"], {"Destination": "dst"}, {"Filter": {"And": []}}], ids=repr)
def test_a_remedy_that_does_not_say_the_change_is_left_to_a_person(wrong: Json) -> None:
    made = planned(world(source(v2()), destination(), role()), failure("set-rule", bucket=SRC, rule="r", change=wrong))
    assert "how rule r should change" in made.by_hand[0].text


def test_a_rule_that_is_not_there_is_not_invented() -> None:
    assert not planned(world(source(v2()), destination(), role()), change("ghost", Status="Enabled")).patches


@pytest.mark.parametrize(
    ("target", "patch", "expected"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": "foo"}, ["c"], ["c"]),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_merging_follows_the_examples_of_rfc_7396(target: Json, patch: Json, expected: Json) -> None:
    assert merge(target, patch) == expected
