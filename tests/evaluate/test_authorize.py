import json

import pytest

from auditor.evaluate.authorize import Authority
from auditor.evaluate.documents import Documents
from auditor.evaluate.reading import Reading, Unknown
from auditor.finding import Evidence
from auditor.rules.vocabulary import PURPOSES
from auditor.snapshot import Fact, Json, Snapshot
from auditor.topology import requests
from tests.evaluate.edges import DESTINATION, INLINE, allow, edge, policy, snapshot

DENIED = Fact.unknown("s3:GetBucketPolicy", "AccessDenied")
SERVES = ("assume-role", "read-configuration", "read-source", "read-tags", "replicate", "replicate-tags")


def ask(of: Snapshot, name: str, purpose: str, side: str = "") -> tuple[bool | str, tuple[Evidence, ...]]:
    """The answer (`"?"` for Unknown) and its evidence."""
    authority = Authority(edge(of), Documents())
    reading = Reading(authority)
    answer = authority(name, purpose, side, reading)
    return "?" if isinstance(answer, Unknown) else answer, reading.evidence()


def may(of: Snapshot, purpose: str, side: str = "") -> bool | str:
    return ask(of, "may", purpose, side)[0]


@pytest.mark.parametrize("purpose", SERVES)
def test_a_working_edge_may_do_what_it_needs(purpose: str) -> None:
    assert may(snapshot(), purpose) is True


def test_purposes_that_rules_may_name_are_those_of_the_requests() -> None:
    kms = {"decrypt-source", "encrypt-replica", "generate-replica-key", "decrypt-replica", "batch-encrypt"}
    assert {request.purpose for request in requests(edge(snapshot()))} == set(PURPOSES) - kms - {"batch-report"}


def test_a_role_without_the_action() -> None:
    of = snapshot(inline=policy(allow("s3:GetObject")))
    answer, (evidence,) = ask(of, "may", "replicate")
    assert answer is False
    assert evidence.expression == "s3:ReplicateObject on arn:aws:s3:::dst/auditor-probe"
    assert evidence.value.startswith("not allowed, ")


def test_every_refused_request_of_a_purpose_is_evidence() -> None:
    _, evidence = ask(snapshot(inline=policy(allow("s3:GetObject"))), "may", "read-source")
    actions = [each.expression.partition(" ")[0] for each in evidence]
    assert actions == ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl"]


def test_a_destination_without_policy() -> None:
    assert may(snapshot(destination=Fact.absent("s3:GetBucketPolicy", "NoSuchBucketPolicy")), "replicate") is False


def test_a_destination_whose_policy_was_not_read() -> None:
    answer, (evidence,) = ask(snapshot(destination=DENIED), "may", "replicate")
    assert answer == "?"
    assert "bucket policy of dst" in evidence.unknown


def test_a_role_that_certainly_may_not_is_refused_whatever_the_unread_policy_says() -> None:
    assert may(snapshot(inline=policy(allow("s3:GetObject")), destination=DENIED), "replicate") is False


@pytest.mark.parametrize(("side", "expected"), [("identity", True), ("resource", "?"), ("boundary", True)])
def test_one_side_alone(side: str, expected: bool | str) -> None:
    assert may(snapshot(destination=DENIED), "replicate", side) == expected


def test_policies_of_the_role_that_were_not_read() -> None:
    unread = Fact.unknown("iam:GetRolePolicy", "AccessDenied")
    assert may(snapshot(inline=unread), "read-source") == "?"


def test_a_role_that_does_not_exist_may_nothing() -> None:
    assert may(snapshot(inline=Fact.absent("iam:GetRolePolicy", "NoSuchEntity")), "read-source") is False


def test_a_boundary_that_leaves_the_action_out() -> None:
    boundary = Fact.of("iam:GetPolicyVersion", {"PolicyArn": "arn:x", "PolicyDocument": policy(allow("s3:Get*"))})
    assert may(snapshot(boundary=boundary), "replicate") is False


def test_a_boundary_that_was_not_read() -> None:
    assert may(snapshot(boundary=Fact.unknown("iam:GetPolicyVersion", "Throttled")), "replicate") == "?"


def test_a_policy_that_aws_would_not_store_proves_nothing() -> None:
    answer, (evidence,) = ask(snapshot(destination={**DESTINATION, "Version": "2013-10-17"}), "may", "replicate")
    assert answer == "?"
    assert "2013-10-17" in evidence.unknown


@pytest.mark.parametrize("side", ["identity", "resource"])
def test_no_side_of_an_invalid_policy_is_told(side: str) -> None:
    assert may(snapshot(destination={**DESTINATION, "Version": "2013-10-17"}), "replicate", side) == "?"


DENY = {**allow("s3:Replicate*", "arn:aws:s3:::dst/*", Principal="*"), "Effect": "Deny"}


@pytest.mark.parametrize(
    ("inline", "statements", "side", "expected"),
    [
        (INLINE, [*DESTINATION["Statement"], DENY], "", True),
        (INLINE, [*DESTINATION["Statement"], DENY], "resource", True),
        (INLINE, [DENY], "resource", False),
        (policy(), [*DESTINATION["Statement"], DENY], "", False),
        (policy(), [*DESTINATION["Statement"], DENY], "resource", True),
        (
            policy(*INLINE["Statement"], {**allow("s3:Replicate*"), "Effect": "Deny"}),
            DESTINATION["Statement"],
            "",
            True,
        ),
    ],
    ids=["nothing else", "by its policy", "nor allowed there", "nor to the role", "only there", "by the role's policy"],
)
def test_whether_only_a_deny_refuses(inline: Json, statements: list[Json], side: str, expected: bool) -> None:
    of = snapshot(inline=inline, destination=policy(*statements))
    assert may(of, "replicate") is False
    assert ask(of, "undenied", "replicate", side)[0] is expected


def test_whether_only_a_deny_refuses_is_unknown_of_a_policy_that_was_not_read() -> None:
    assert ask(snapshot(destination=DENIED), "undenied", "replicate")[0] == "?"


def test_a_deny_of_a_control_policy_or_boundary_is_left_out_too() -> None:
    deny = {**allow("s3:Replicate*"), "Effect": "Deny"}
    held = Fact.of("iam:GetPolicyVersion", {"PolicyArn": "b", "PolicyDocument": policy(allow("*"), deny)})
    of = snapshot(boundary=held)
    assert (may(of, "replicate"), ask(of, "undenied", "replicate")[0]) == (False, True)


def test_a_version_with_other_dashes_is_judged_as_it_is_meant() -> None:
    assert may(snapshot(destination={**DESTINATION, "Version": "2012\u201310\u201317"}), "replicate") is True


def test_a_request_that_the_edge_does_not_make_is_no_obstacle() -> None:
    of = snapshot(inline=policy(allow("s3:GetObject")))
    assert (may(of, "replicate-deletes"), ask(of, "granted", "replicate-deletes")[0]) == (True, False)


def test_a_request_that_the_edge_may_make_is_unknown_if_it_would_be_refused() -> None:
    of = snapshot(facts={"object_lock": Fact.unknown("s3:GetBucketObjectLockConfiguration", "AccessDenied")})
    answer, evidence = ask(of, "may", "read-object-lock")
    assert answer == "?"
    assert evidence[0].unknown == "it is not known whether S3 makes this request"


def test_a_request_that_the_edge_may_make_is_no_question_if_it_would_be_allowed() -> None:
    unread = {"object_lock": Fact.unknown("s3:GetBucketObjectLockConfiguration", "AccessDenied")}
    assert may(snapshot(inline=policy(allow("s3:*")), facts=unread), "read-object-lock") is True


KMS = {
    "Filter": {},
    "SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}},
    "Destination": {"EncryptionConfiguration": {"ReplicaKmsKeyID": "arn:aws:kms:us-east-1:222222222222:key/k"}},
}


def test_a_key_that_is_not_known_leaves_the_purpose_unknown() -> None:
    unread = {"encryption": Fact.unknown("s3:GetEncryptionConfiguration", "AccessDenied")}
    answer, (evidence,) = ask(snapshot(change=KMS, facts=unread), "may", "decrypt-source")
    assert answer == "?"
    assert evidence == Evidence("the key of decrypt-source", None, "s3:GetEncryptionConfiguration", "AccessDenied")


def test_a_key_whose_policy_was_not_read() -> None:
    inline = policy(*INLINE["Statement"], allow("kms:Encrypt"))
    assert may(snapshot(change=KMS, inline=inline), "encrypt-replica") == "?"


DENY = {"Effect": "Deny", "Principal": "*", "Action": "s3:ReplicateTags", "Resource": "arn:aws:s3:::dst/*"}


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (DESTINATION["Statement"], False),
        ([*DESTINATION["Statement"], DENY], True),
        ([*DESTINATION["Statement"], {**DENY, "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}], "?"),
        ([], False),
    ],
)
def test_denied_is_a_statement_that_says_so(statements: Json, expected: bool | str) -> None:
    assert ask(snapshot(destination=policy(*statements)), "denied", "replicate-tags")[0] == expected


def test_denied_by_one_side() -> None:
    of = snapshot(destination=policy(*DESTINATION["Statement"], DENY))
    found = [ask(of, "denied", "replicate-tags", side)[0] for side in ("identity", "resource")]
    assert found == [False, True]


def test_a_condition_on_a_tag_that_nobody_can_know_leaves_it_unknown() -> None:
    condition = {"StringEquals": {"s3:ExistingObjectTag/class": "public"}}
    of = snapshot(inline=policy(allow("s3:*", Condition=condition)))
    assert may(of, "read-source") == "?"


def test_a_variable_that_nobody_can_know_leaves_it_unknown() -> None:
    resource = "arn:aws:s3:::${aws:ResourceTag/name}/*"
    assert may(snapshot(inline=policy(allow("s3:*", resource))), "read-source") == "?"


def test_a_tag_of_the_role_that_is_certainly_absent_is_known() -> None:
    condition = {"StringEquals": {"aws:PrincipalTag/team": "x"}}
    assert may(snapshot(inline=policy(allow("s3:*", Condition=condition))), "read-source") is False


def test_each_request_is_decided_once() -> None:
    authority = Authority(edge(snapshot()), Documents())
    reading = Reading(authority)
    answers = [authority("may", "replicate", "", reading) for _ in range(3)]
    assert (answers, len(reading.evidence())) == ([True, True, True], 1)


def test_the_same_documents_are_parsed_once_for_all_edges() -> None:
    documents = Documents()
    for _ in range(3):
        authority = Authority(edge(snapshot()), documents)
        authority("may", "replicate", "", Reading(authority))
    assert len(documents.parsed) == 2
    assert json.dumps(DESTINATION) in {text for _, _, text in documents.parsed}


def test_documents_that_are_let_go_are_parsed_anew() -> None:
    condition = {"StringEquals": {"s3:ExistingObjectTag/class": "public"}}
    found, documents = edge(snapshot(inline=policy(allow("s3:*", Condition=condition)))), Documents(most=1)
    for _ in range(3):
        authority = Authority(found, documents)
        assert isinstance(authority("may", "read-source", "", Reading(authority)), Unknown)
    assert len(documents.parsed) <= 2


def test_more_parts_than_are_tried_leave_it_unknown() -> None:
    many = [f"arn:aws:s3:::src/{number}/*" for number in range(17)]
    of = snapshot(inline=policy(allow("s3:*"), allow("s3:GetObjectVersionTagging", many)))
    assert may(of, "read-tags") == "?"
