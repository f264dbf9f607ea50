from auditor.snapshot import Fact, Json
from tests.remediate.test_role_policy import LOGS, inline
from tests.remediate.world import DST, ROLE_ARN, SRC, destination, failure, planned, role, source, v2, wanted, world

NARROW = failure("narrow-role", role=ROLE_ARN)
PLAIN = {"encryption": {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}}
NEEDED = {
    SRC: {"s3:GetReplicationConfiguration", "s3:ListBucket"},
    f"{SRC}/*": {"s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"},
    f"{DST}/*": {"s3:ReplicateObject", "s3:ReplicateTags"},
}


def estate(object_lock: Json = None, **facts: Json) -> Json:
    lock = object_lock or Fact.absent("x", "ObjectLockConfigurationNotFoundError")
    return world(source(v2(), **PLAIN, object_lock=lock), destination(**PLAIN), role(**facts))


def granted(statements: Json) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for statement in statements:
        named = statement["Resource"]
        for resource in [named] if isinstance(named, str) else named:
            found.setdefault(resource, set()).update(statement["Action"])
    return found


def test_everything_on_everything_becomes_the_least() -> None:
    wide = inline("wide", {"Effect": "Allow", "Action": "s3:*", "Resource": "*"})
    (made,) = wanted(planned(estate(inline_policies=[wide]), NARROW), ROLE_ARN, "inline_policies")
    assert granted(made["PolicyDocument"]["Statement"]) == NEEDED


def test_a_narrow_statement_stays_as_it_is() -> None:
    narrow = {"Sid": "Fine", "Effect": "Allow", "Action": "s3:ReplicateObject", "Resource": f"{DST}/*"}
    held = [inline("p", narrow, {"Effect": "Allow", "Action": "s3:Get*", "Resource": f"{SRC}/*"})]
    (made,) = wanted(planned(estate(inline_policies=held), NARROW), ROLE_ARN, "inline_policies")
    assert made["PolicyDocument"]["Statement"][0] == narrow


def test_rights_to_change_the_source_go() -> None:
    writes = {"Effect": "Allow", "Action": ["s3:PutObject", "s3:GetObjectVersionAcl"], "Resource": f"{SRC}/*"}
    (made,) = wanted(planned(estate(inline_policies=[inline("p", writes)]), NARROW), ROLE_ARN, "inline_policies")
    assert granted(made["PolicyDocument"]["Statement"]) == {f"{SRC}/*": {"s3:GetObjectVersionAcl"}}


def test_a_condition_stays_on_what_is_left() -> None:
    condition = {"Bool": {"aws:SecureTransport": "true"}}
    wide = {"Effect": "Allow", "Action": "s3:Replicate*", "Resource": "*", "Condition": condition}
    (made,) = wanted(planned(estate(inline_policies=[inline("p", wide)]), NARROW), ROLE_ARN, "inline_policies")
    assert [each["Condition"] for each in made["PolicyDocument"]["Statement"]] == [condition]


def test_a_policy_of_which_nothing_is_needed_is_removed() -> None:
    held = [
        inline("logs", LOGS),
        inline("r", {"Effect": "Allow", "Action": "s3:ReplicateObject", "Resource": f"{DST}/*"}),
    ]
    made = wanted(planned(estate(inline_policies=held), NARROW), ROLE_ARN, "inline_policies")
    assert [each["PolicyName"] for each in made] == ["r"]


def test_a_second_finding_joins_the_first() -> None:
    wide = inline("wide", {"Effect": "Allow", "Action": "s3:*", "Resource": "*"})
    made = planned(estate(inline_policies=[wide]), NARROW, failure("narrow-role", by="other", role=ROLE_ARN))
    assert [finding.rule for finding in made.patches[0].because] == ["other", "rule-of-narrow-role"]
    assert not made.by_hand


def test_denials_stay() -> None:
    denial = {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}
    held = [inline("p", denial, {"Effect": "Allow", "Action": "*", "Resource": "*"})]
    (made,) = wanted(planned(estate(inline_policies=held), NARROW), ROLE_ARN, "inline_policies")
    assert made["PolicyDocument"]["Statement"][0] == denial


def test_not_action_is_replaced_by_what_it_covers() -> None:
    held = [inline("p", {"Effect": "Allow", "NotAction": "s3:ReplicateTags", "NotResource": SRC})]
    (made,) = wanted(planned(estate(inline_policies=held), NARROW), ROLE_ARN, "inline_policies")
    expected = {f"{SRC}/*": NEEDED[f"{SRC}/*"], f"{DST}/*": {"s3:ReplicateObject"}}
    assert granted(made["PolicyDocument"]["Statement"]) == expected


def test_a_customer_managed_policy_gets_a_new_version() -> None:
    own = {
        **inline("own", {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}),
        "PolicyArn": "arn:aws:iam::111111111111:policy/own",
    }
    made = planned(estate(attached_policies=[own]), NARROW)
    (held,) = wanted(made, ROLE_ARN, "attached_policies")
    assert granted(held["PolicyDocument"]["Statement"]) == NEEDED
    assert not made.by_hand


def test_a_policy_of_aws_is_replaced_by_an_inline_one_and_detached_by_hand() -> None:
    full = {
        **inline("AmazonS3FullAccess", {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}),
        "PolicyArn": "arn:aws:iam::aws:policy/AmazonS3FullAccess",
    }
    made = planned(estate(attached_policies=[full]), NARROW)
    (held,) = wanted(made, ROLE_ARN, "inline_policies")
    statements = [
        {**each, "Resource": each["Resource"] if isinstance(each["Resource"], list) else [each["Resource"]]}
        for each in held["PolicyDocument"]["Statement"]
    ]
    assert granted(statements) == NEEDED
    assert "detach arn:aws:iam::aws:policy/AmazonS3FullAccess" in made.by_hand[0].text


def test_a_role_of_no_known_rule_is_left_to_a_person() -> None:
    wide = inline("wide", {"Effect": "Allow", "Action": "s3:*", "Resource": "*"})
    made = planned(world(role(inline_policies=[wide])), NARROW)
    assert not made.patches
    assert "no replication rule" in made.by_hand[0].text


def test_nothing_is_narrowed_while_the_keys_are_unread() -> None:
    wide = inline("wide", {"Effect": "Allow", "Action": "*", "Resource": "*"})
    unread = Fact.unknown("s3:GetEncryptionConfiguration", "AccessDenied")
    encrypted = v2(SourceSelectionCriteria={"SseKmsEncryptedObjects": {"Status": "Enabled"}})
    snapshot = world(source(encrypted, encryption=unread), destination(**PLAIN), role(inline_policies=[wide]))
    made = planned(snapshot, NARROW)
    assert not made.patches
    assert "keys" in made.by_hand[0].text


def test_unread_keys_do_not_matter_to_rules_without_kms() -> None:
    wide = inline("wide", {"Effect": "Allow", "Action": "s3:*", "Resource": "*"})
    unread = Fact.unknown("s3:GetEncryptionConfiguration", "AccessDenied")
    snapshot = world(source(v2(), encryption=unread), destination(**PLAIN), role(inline_policies=[wide]))
    assert planned(snapshot, NARROW).patches


def test_a_role_without_any_rights_gets_what_is_needed() -> None:
    (made,) = wanted(planned(estate(inline_policies=[]), NARROW), ROLE_ARN, "inline_policies")
    given = {(act, each["Resource"]) for each in made["PolicyDocument"]["Statement"] for act in each["Action"]}
    assert given >= {(action, resource) for resource, actions in NEEDED.items() for action in actions}


def test_what_an_unread_fact_may_call_for_is_kept() -> None:
    wide = inline("wide", {"Effect": "Allow", "Action": "s3:*", "Resource": "*"})
    unread = Fact.unknown("s3:GetBucketObjectLockConfiguration", "AccessDenied")
    (made,) = wanted(planned(estate(object_lock=unread, inline_policies=[wide]), NARROW), ROLE_ARN, "inline_policies")
    assert "s3:GetObjectRetention" in granted(made["PolicyDocument"]["Statement"])[f"{SRC}/*"]


def test_a_role_that_is_allowed_nothing_gets_the_least() -> None:
    made = wanted(planned(estate(inline_policies=[], attached_policies=[]), NARROW), ROLE_ARN, "inline_policies")
    assert granted(statement for each in made for statement in each["PolicyDocument"]["Statement"]) == NEEDED
