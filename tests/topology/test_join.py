from dataclasses import replace

import pytest

from auditor.config.intent import Intent, Purpose, PurposeRule
from auditor.snapshot import Fact, Snapshot, State
from auditor.topology import Subject, join
from tests.topology.world import (
    KEY_ARN,
    ROLE_ARN,
    A,
    B,
    account,
    alias,
    arn,
    bucket,
    key,
    replication,
    role,
    rule,
    world,
)

DENIED = Fact.unknown("s3:GetBucketTagging", "AccessDenied")


def subjects(*resources, intent=None) -> dict[tuple[str, str], Subject]:
    return {(s.kind, s.id): s for s in join(world(*resources), intent or Intent())}


def edge(*resources, intent=None) -> Subject:
    (found,) = [s for (kind, _), s in subjects(*resources, intent=intent).items() if kind == "replication"]
    return found


def test_an_edge_is_joined_across_accounts():
    found = edge(
        bucket("src", A, replication=replication(rule("dst"))), bucket("dst", B, versioning={"Status": "Enabled"})
    )
    assert found.id == "src/r/dst"
    assert found.parts["destination"]["versioning"].value == {"Status": "Enabled"}
    assert found.accounts == (A, B)


def test_a_rule_with_a_filter_is_v2():
    found = edge(bucket("src", A, replication=replication(rule("dst", Filter={"Prefix": ""}))))
    assert found.parts["rule"].value["schema"] == "V2"


def test_a_rule_without_a_filter_is_v1():
    found = edge(bucket("src", A, replication=replication(rule("dst", Prefix=""))))
    assert found.parts["rule"].value["schema"] == "V1"


def test_rules_without_id_are_named_by_position():
    found = subjects(bucket("src", A, replication=replication(rule("dst", id=None), rule("dst", id=None))))
    assert {("replication", "src/#1/dst"), ("replication", "src/#2/dst")} <= set(found)


def test_rules_that_share_an_id_stay_apart():
    found = subjects(bucket("src", A, replication=replication(rule("dst"), rule("dst"))))
    assert {("replication", "src/r#1/dst"), ("replication", "src/r#2/dst")} <= set(found)


def test_the_owner_comes_from_the_inventory_before_the_rule():
    named = rule("dst", Destination={"Account": "999999999999"})
    found = edge(bucket("src", A, replication=replication(named)), bucket("dst", B))
    assert found.parts["destination"]["account"] == B


def test_the_owner_comes_from_the_rule_where_no_account_lists_the_bucket():
    found = edge(bucket("src", A, replication=replication(rule("dst", Destination={"Account": B}))))
    assert found.parts["destination"]["account"].value == B


def test_the_owner_of_a_bucket_nobody_names_is_unknown():
    found = edge(bucket("src", A, replication=replication(rule("dst"))))
    assert found.parts["destination"]["account"].state is State.UNKNOWN


def test_a_bucket_outside_the_scan_was_not_collected():
    found = edge(bucket("src", A, replication=replication(rule("dst"))))
    assert found.parts["destination"]["versioning"].reason == "NotCollected"


def test_a_listed_bucket_exists():
    found = edge(bucket("src", A, replication=replication(rule("dst"))), bucket("dst", B))
    assert found.parts["destination"]["existence"].state is State.VALUE


def test_the_region_of_a_foreign_destination_comes_from_the_probe():
    probed = bucket("dst", None, None, existence={"Region": "eu-west-1"})
    found = edge(bucket("src", A, replication=replication(rule("dst"))), probed)
    assert found.parts["destination"]["region"].value == "eu-west-1"


def test_a_foreign_destination_is_no_bucket_subject():
    found = subjects(bucket("src", A, replication=replication(rule("dst"))), bucket("dst", None, None))
    assert ("bucket", "dst") not in found


def test_an_unread_replication_makes_no_edge_but_leaves_the_bucket():
    unread = Fact.unknown("s3:GetReplicationConfiguration", "AccessDenied")
    found = subjects(bucket("src", A, replication=unread))
    assert found["bucket", "src"].parts["bucket"]["replication"] == unread
    assert not [kind for kind, _ in found if kind == "replication"]


def test_a_bucket_lists_what_comes_in():
    found = subjects(bucket("src", A, replication=replication(rule("dst"))), bucket("dst", B))
    (inbound,) = found["bucket", "dst"].parts["inbound"]
    assert (inbound["source_account"], inbound["destination_account"], inbound["role"]) == (A, B, ROLE_ARN)


def test_the_way_back_is_part_of_a_two_way_edge():
    found = subjects(
        bucket("one", A, replication=replication(rule("two"))), bucket("two", B, replication=replication(rule("one")))
    )
    assert [back["id"] for back in found["replication", "one/r/two"].parts["reverse"]] == ["two/r/one"]


def test_the_default_key_is_found_by_alias_name():
    kms = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "alias/a"}}]}
    source = bucket("src", A, encryption=kms, replication=replication(rule("dst")))
    found = edge(source, alias("alias/a", KEY_ARN), key())
    assert found.parts["source_keys"][0]["key"].value == {"KeyState": "Enabled"}


def test_kms_without_a_key_means_the_managed_key():
    kms = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]}
    found = edge(bucket("src", A, encryption=kms, replication=replication(rule("dst"))))
    assert found.parts["source_keys"][0]["given"] == "alias/aws/s3"


def test_unread_encryption_hides_the_source_keys():
    unread = Fact.unknown("s3:GetEncryptionConfiguration", "AccessDenied")
    found = edge(bucket("src", A, encryption=unread, replication=replication(rule("dst"))))
    assert found.parts["source_keys"] == unread


def test_the_replica_key_is_a_subject_of_its_own():
    options = {"EncryptionConfiguration": {"ReplicaKmsKeyID": KEY_ARN}}
    found = subjects(bucket("src", A, replication=replication(rule("dst", Destination=options))), key())
    assert found["key", KEY_ARN].related == {"src/r/dst"}


def test_what_a_role_is_needed_for_is_worked_out_when_it_is_asked_for():
    found = subjects(bucket("src", A, replication=replication(rule("dst"))), role())["role", ROLE_ARN].parts
    assert "needed" not in found
    assert "s3:ReplicateObject" in found.get("needed")["arn:aws:s3:::dst/*"]
    assert found["needed"] is found.get("needed")
    assert found.get("needless", "not a part") == "not a part"


def test_a_job_of_the_role_asks_for_more():
    found = subjects(bucket("src", A, replication=replication(rule("dst"))), role())["role", ROLE_ARN].parts
    assert "s3:InitiateReplication" in found["needed_by_batch"]["arn:aws:s3:::src/*"]


def test_a_role_lists_its_edges():
    found = subjects(bucket("src", A, replication=replication(rule("dst"))), role())
    assert [listed["id"] for listed in found["role", ROLE_ARN].parts["edges"]] == ["src/r/dst"]


def test_an_edge_is_related_to_all_it_refers_to():
    found = edge(bucket("src", A, replication=replication(rule("dst"))), bucket("dst", B))
    assert found.related == {"src", "dst", ROLE_ARN}


DR = Intent(purposes=(PurposeRule(purpose=Purpose.DR, names=("src-*",), tags={"use": "dr"}),))


@pytest.mark.parametrize(
    ("name", "tags", "expected"),
    [
        ("src-1", DENIED, ["dr"]),
        ("other", {"use": "dr"}, ["dr"]),
        ("other", {"use": "no"}, []),
        ("other", DENIED, DENIED),
    ],
    ids=["by name, tags unread", "by tag", "by neither", "unread tags could say so"],
)
def test_purposes(name, tags, expected):
    found = subjects(bucket(name, A, tags=tags), intent=DR)
    assert found["bucket", name].parts["bucket"]["purposes"] == expected


MANY = Intent(
    purposes=(
        PurposeRule(purpose=Purpose.LOG, names=("*-logs",), accounts=(B,)),
        PurposeRule(purpose=Purpose.BACKUP, tags={"use": "backup"}),
    )
)


@pytest.mark.parametrize(
    ("name", "owner", "tags", "expected"),
    [
        ("a-logs", A, {"use": "backup"}, ["backup", "log"]),
        ("any", B, {}, ["log"]),
        ("any", A, {}, []),
        ("a-logs", A, DENIED, replace(DENIED, value=["log"])),
        ("any", A, DENIED, DENIED),
    ],
)
def test_what_is_certain_of_a_purpose_is_kept_beside_what_is_not(name, owner, tags, expected):
    found = subjects(bucket(name, owner, tags=tags), intent=MANY)
    assert found["bucket", name].parts["bucket"]["purposes"] == expected


def test_of_an_unknown_owner_it_is_unknown_what_its_account_is_for():
    found = edge(bucket("src", A, replication=replication(rule("far"))), intent=MANY).parts["destination"]["purposes"]
    assert (found.state, found.value) == (State.UNKNOWN, None)


def test_subjects_come_in_one_order_whatever_the_order_of_reading():
    resources = [bucket("b", A, replication=replication(rule("a"))), bucket("a", B), role()]
    forward = [s.id for s in join(world(*resources), Intent())]
    assert forward == [s.id for s in join(world(*reversed(resources)), Intent())]


def test_a_destination_that_is_no_arn_does_not_stop_the_join():
    broken = {"ID": "r", "Status": "Enabled", "Destination": {"Bucket": "dst"}}
    assert edge(bucket("src", A, replication=replication(broken))).id == "src/r/dst"


def test_the_source_arn_is_the_buckets():
    assert edge(bucket("src", A, replication=replication(rule("dst")))).parts["source"]["arn"] == arn("src")


def test_a_list_of_edges_says_where_the_owner_is_not_known():
    found = subjects(bucket("src", A, replication=replication(rule("dst"))))
    (outbound,) = found["bucket", "src"].parts["outbound"]
    assert outbound["destination_account"].state is State.UNKNOWN


def of(*rules) -> Subject:
    """The edge of the first rule, to `dst`."""
    return subjects(bucket("src", A, replication=replication(*rules)))["replication", "src/r/dst"]


def test_the_other_rules_of_the_source_are_siblings():
    found = of(rule("dst"), rule("other", id="s", Priority=2))
    assert [each["key"] for each in found.parts["siblings"].value] == ["s"]


SCOPES = {
    "all": {"Filter": {}},
    "a": {"Filter": {"Prefix": "a/"}},
    "ab": {"Filter": {"Prefix": "a/b/"}},
    "b": {"Filter": {"Prefix": "b/"}},
    "red": {"Filter": {"Tag": {"Key": "colour", "Value": "red"}}},
    "blue": {"Filter": {"And": {"Prefix": "", "Tags": [{"Key": "colour", "Value": "blue"}]}}},
    "size": {"Filter": {"Tag": {"Key": "size", "Value": "s"}}},
}


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ("all", "a", True), ("a", "all", True), ("a", "ab", True), ("ab", "a", True), ("a", "b", False),
        ("red", "blue", False), ("red", "size", True), ("a", "red", True),
    ],
)  # fmt: skip
def test_a_higher_rule_for_the_same_objects_overrules(one, other, overlap):
    higher = rule("dst", id="high", Priority=2, Destination={"StorageClass": "GLACIER"}, **SCOPES[other])
    found = of(rule("dst", Priority=1, **SCOPES[one]), higher)
    assert found.parts["overruled_by"].value == ([{"rule": "high", "options": ["StorageClass"]}] if overlap else [])


@pytest.mark.parametrize(
    "change",
    [{"Priority": 0}, {"Status": "Disabled"}, {"Destination": {"Bucket": arn("other")}}],
    ids=["lower", "disabled", "elsewhere"],
)
def test_what_does_not_overrule(change):
    second = {**rule("dst", id="s", Priority=2, Filter={}), **change}
    found = of(rule("dst", Priority=1, Filter={}), second)
    assert found.parts["overruled_by"].value == []


def chained(*, direct: bool = False, back: bool = False, status: str = "Enabled"):
    rules = [rule("mid"), *([rule("end", id="d")] if direct else ())]
    onward = {**rule("src" if back else "end"), "Status": status}
    found = subjects(
        bucket("src", A, replication=replication(*rules)),
        bucket("mid", A, replication=replication(onward)),
        bucket("end", B),
    )
    return found["bucket", "mid"].parts["chains"]


def test_a_bucket_in_the_middle_is_a_chain():
    assert chained() == [{"source": "src", "destination": "end"}]


@pytest.mark.parametrize("change", [{"direct": True}, {"back": True}, {"status": "Disabled"}], ids=str)
def test_what_is_no_chain(change):
    assert chained(**change) == []


def test_all_rules_are_read():
    found = subjects(*(bucket(name, A, replication=replication()) for name in "ab"))
    assert found["bucket", "a"].parts["settings"]["rules_read"].value is True


def test_one_unread_configuration_hides_rules():
    unread = Fact.unknown("s3:GetReplicationConfiguration", "AccessDenied")
    found = subjects(bucket("a", A, replication=unread), bucket("b", A, replication=replication()))
    assert found["bucket", "b"].parts["settings"]["rules_read"].state is State.UNKNOWN


def test_of_a_bucket_that_does_not_exist_nothing_is_unknown():
    gone = bucket("dst", None, None, existence=Fact.absent("s3:ListBucket", "404"))
    parts = edge(bucket("src", A, replication=replication(rule("dst"))), gone).parts["destination"]
    facts = [part for part in parts.values() if isinstance(part, Fact)]
    assert {(fact.state, fact.reason) for fact in facts} == {(State.ABSENT, "404")}


def test_only_chosen_buckets_and_their_edges_are_subjects():
    snapshot = Snapshot.of(
        [
            account(A),
            bucket("before", A, replication=replication(rule("middle"))),
            bucket("middle", A, replication=replication(rule("after"))),
            bucket("after", B),
            bucket("other", A, replication={**replication(rule("after")), "Role": "arn:aws:iam::1:role/other"}),
        ],
        scope={"buckets": ["mid*"]},
    )
    found = {(subject.kind, subject.id): subject for subject in join(snapshot, Intent())}
    assert set(found) == {
        ("account", A),
        ("bucket", "middle"),
        ("replication", "before/r/middle"),
        ("replication", "middle/r/after"),
        ("role", ROLE_ARN),
    }
    assert [edge["source"] for edge in found["bucket", "middle"].parts["inbound"]] == ["before"]
    assert found["bucket", "middle"].parts["chains"] == [{"source": "before", "destination": "after"}]
