"""What a role is granted without need, found by deciding its edges' requests anew."""

from __future__ import annotations

import pytest

from auditor.evaluate.granted import Grant
from auditor.evaluate.privilege import grants
from auditor.snapshot import Fact
from auditor.topology.least import documents
from tests.evaluate.test_least import edge


def found(name: str, **more: object) -> set[tuple[str, str]]:
    """(action, resource) of what the edge is granted too much, when `more` stands beside its least documents."""
    held = dict(documents(edge(name)))
    for whose, statement in more.items():
        place = {"bucket": "arn:aws:s3:::dst"}.get(whose, whose)
        held[place] = {**held[place], "Statement": [*held[place]["Statement"], statement]}
    return {(grant.action, grant.resource) for grant in grants([edge(name, held)])}


def allow(action: object, resource: object, **more: object) -> dict[str, object]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def role(statement: dict[str, object]) -> dict[str, object]:
    return {"role": {"Version": "2012-10-17", "Statement": [statement]}}


@pytest.mark.parametrize("name", ["same account", "cross account", "keys on both sides"])
def test_the_least_is_not_too_much(name: str) -> None:
    assert found(name) == set()


def test_a_grant_on_another_bucket_is_needless() -> None:
    assert found("cross account", role=allow("s3:GetObject", "arn:aws:s3:::x/*")) == {
        ("s3:GetObject", "arn:aws:s3:::x/*")
    }


def test_a_wildcard_beside_the_exact_grant_is_the_one_too_many() -> None:
    assert found("cross account", role=allow("s3:Replicate*", "arn:aws:s3:::dst/*")) == {
        ("s3:Replicate*", "arn:aws:s3:::dst/*")
    }


def test_what_a_bucket_grants_the_role_without_need_is_told() -> None:
    statement = allow("s3:PutBucketVersioning", "arn:aws:s3:::dst", Principal={"AWS": "111111111111"})
    assert found("cross account", bucket=statement) == {("s3:PutBucketVersioning", "arn:aws:s3:::dst")}


def test_what_a_bucket_grants_to_others_is_not_the_roles() -> None:
    statement = allow("s3:GetObject", "arn:aws:s3:::dst/*", Principal={"AWS": "333333333333"})
    assert found("cross account", bucket=statement) == set()


def test_an_action_on_bucket_and_objects_is_no_excess_where_one_of_them_is_needed() -> None:
    assert (
        grants([edge("same account", role(allow("s3:ListBucket", ["arn:aws:s3:::src", "arn:aws:s3:::src/*"])))]) == ()
    )


def test_a_needed_wildcard_is_told_with_what_it_serves() -> None:
    assert grants([edge("same account", role(allow("s3:Get*", "arn:aws:s3:::src/*")))]) == (
        Grant(
            "least of replicate",
            0,
            "",
            "s3:Get*",
            "arn:aws:s3:::src/*",
            ("s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"),
        ),
    )


def test_a_bucket_named_by_pattern_is_wider_than_its_need() -> None:
    (grant,) = grants([edge("same account", role(allow("s3:ListBucket", "arn:aws:s3:::sr*")))])
    assert (grant.resource, grant.serves) == ("arn:aws:s3:::sr*", ("s3:ListBucket",))


def test_a_grant_that_waits_for_the_other_side_is_not_needless() -> None:
    least = documents(edge("cross account"))
    assert grants([edge("cross account", {"arn:aws:s3:::dst": least["arn:aws:s3:::dst"]})]) == ()


def test_what_is_needed_by_one_edge_is_not_needless_for_the_role() -> None:
    held = dict(documents(edge("first schema")))
    assert grants([edge("cross account", held), edge("first schema", held)]) == ()


def test_an_unread_document_leaves_it_open() -> None:
    one = edge("cross account", dict(documents(edge("cross account"))))
    one.parts["role"]["attached_policies"] = Fact.unknown("iam:GetPolicyVersion", "AccessDenied")
    assert grants([one]) == ()
