import json

from auditor.snapshot import Fact, Json
from tests.remediate.test_role_policy import inline
from tests.remediate.world import DST, ROLE_ARN, S3_TRUST, destination, failure, planned, role, wanted, world

DENIAL = {"Sid": "D", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": f"{DST}/*"}


def written(version: str, **more: Json) -> str:
    return json.dumps({"Version": version, "Id": "kept", "Statement": [{**DENIAL, **more}]})


def test_an_old_version_becomes_the_current_one() -> None:
    made = planned(world(destination(policy=written("2008-10-17"))), failure("set-policy-version", bucket=DST))
    assert wanted(made, DST, "policy") == {"Version": "2012-10-17", "Id": "kept", "Statement": [DENIAL]}


def test_a_version_is_not_raised_where_that_makes_text_a_variable() -> None:
    old = written("2008-10-17", Resource=f"{DST}/${{aws:username}}")
    made = planned(world(destination(policy=old)), failure("set-policy-version", bucket=DST))
    assert not made.patches
    assert "decide what is meant" in made.by_hand[0].text


def test_a_garbled_version_is_corrected() -> None:
    garbled = written("2012\u201310\u201317")
    made = planned(world(destination(policy=garbled)), failure("correct-version", documents=[DST]))
    assert wanted(made, DST, "policy")["Version"] == "2012-10-17"


def test_every_garbled_document_of_a_role_is_corrected_and_legal_ones_stay() -> None:
    held = [inline("bad"), inline("old")]
    held[0]["PolicyDocument"]["Version"] = "2012\u201310\u201317"
    held[1]["PolicyDocument"]["Version"] = "2008-10-17"
    snapshot = world(role(trust={**S3_TRUST, "Version": "today"}, inline_policies=held))
    made = planned(snapshot, failure("correct-version", documents=[ROLE_ARN]))
    assert wanted(made, ROLE_ARN, "trust") == S3_TRUST
    versions = [each["PolicyDocument"]["Version"] for each in wanted(made, ROLE_ARN, "inline_policies")]
    assert versions == ["2012-10-17", "2008-10-17"]


def test_a_policy_that_is_absent_is_not_made_up() -> None:
    made = planned(
        world(destination(policy=Fact.absent("s3:GetBucketPolicy", "NoSuchBucketPolicy"))),
        failure("correct-version", documents=[DST]),
    )
    assert not made.patches


def test_a_document_of_an_unknown_kind_is_left_to_a_person() -> None:
    made = planned(world(), failure("correct-version", documents=["policy.json"]))
    assert "no document of policy.json" in made.by_hand[0].text
