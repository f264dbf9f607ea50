import pytest

from auditor.remediate import document as policy
from auditor.remediate.given import NeedsPerson
from auditor.snapshot import Fact

GRANT = {"Effect": "Allow", "Principal": {"AWS": "role"}, "Action": ["s3:ReplicateObject"], "Resource": "d/*"}
OTHER = {"Sid": "Other", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "d"}


def document(*statements: object) -> policy.Document:
    return {"Version": "2008-10-17", "Id": "kept", "Statement": list(statements)}


def test_merging_keeps_every_other_statement_and_element() -> None:
    merged = policy.allow(document(OTHER), GRANT, "New")
    assert merged == document(OTHER, {"Sid": "New", **GRANT})


def test_merging_what_is_allowed_already_changes_nothing() -> None:
    held = document(OTHER, {**GRANT, "Action": "s3:Replicate*"})
    assert policy.allow(held, GRANT, "New") == held


def test_a_twin_statement_grows_instead_of_a_second_one() -> None:
    merged = policy.allow(document({"Sid": "Old", **GRANT}), {**GRANT, "Action": ["s3:ReplicateDelete"]}, "New")
    assert merged == document({"Sid": "Old", **GRANT, "Action": ["s3:ReplicateObject", "s3:ReplicateDelete"]})


def test_a_conditional_statement_is_no_twin() -> None:
    conditional = {**GRANT, "Condition": {"Bool": {"aws:SecureTransport": "true"}}}
    assert policy.allow(document(conditional), GRANT, "New")["Statement"] == [conditional, {"Sid": "New", **GRANT}]


def test_a_grant_to_another_principal_does_not_count() -> None:
    theirs = {**GRANT, "Principal": {"AWS": "stranger"}}
    assert len(policy.allow(document(theirs), GRANT, "New")["Statement"]) == 2


def test_a_taken_sid_is_not_given_twice() -> None:
    merged = policy.allow(document({**OTHER, "Sid": "New"}), GRANT, "New")
    assert [statement["Sid"] for statement in merged["Statement"]] == ["New", "New2"]


def test_a_sid_that_is_no_text_takes_no_name() -> None:
    assert policy.allow(document({**OTHER, "Sid": ["New"]}), GRANT, "New")["Statement"][1]["Sid"] == "New"


def test_a_single_statement_is_read_as_a_list_of_one() -> None:
    assert policy.parsed({"Statement": OTHER}, "d")["Statement"] == [OTHER]


def test_an_absent_policy_is_a_new_document() -> None:
    assert policy.read(Fact.absent("a", "NoSuchBucketPolicy"), "d", None) == {"Version": "2012-10-17", "Statement": []}


def test_an_unread_policy_is_never_rewritten() -> None:
    with pytest.raises(NeedsPerson, match="AccessDenied") as step:
        policy.read(Fact.unknown("a", "AccessDenied"), "d", [GRANT])
    assert step.value.document == [GRANT]


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"Statement": [1]}',
        '{"Statement": [], "Statement": [{"Effect": "Deny"}]}',
        "[" * 100_000,
    ],
    ids=["broken", "list", "statement-is-number", "key-twice", "too-deep"],
)
def test_a_document_that_could_lose_something_is_left_to_a_person(text: str) -> None:
    with pytest.raises(NeedsPerson):
        policy.parsed(text, "d")


@pytest.mark.parametrize(
    ("pattern", "action", "expected"),
    [
        ("s3:replicate*", "s3:ReplicateObject", True),
        ("S3:Get?bject", "s3:GetObject", True),
        ("s3:[R]*", "s3:ReplicateObject", False),
        ("s3:Replicate", "s3:ReplicateObject", False),
    ],
)
def test_action_patterns_know_star_and_question_mark_only(pattern: str, action: str, expected: bool) -> None:
    assert policy.matches(pattern, action) is expected


def test_text_and_object_of_one_policy_are_the_same() -> None:
    assert policy.same('{"Statement": {"Sid": "a"}}', {"Statement": [{"Sid": "a"}]})
