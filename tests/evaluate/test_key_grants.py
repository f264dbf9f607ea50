"""Grants of a key as KMS lists them: whom they let in, and what is not known where they were not read."""

from __future__ import annotations

import json

import pytest

from auditor.evaluate.authorize import Authority
from auditor.evaluate.documents import Documents
from auditor.evaluate.privilege import grants as needless
from auditor.evaluate.reading import Reading, Unknown
from auditor.snapshot import Fact, Json, Resource, Snapshot
from auditor.snapshot.catalogue import FACTS, KEY
from auditor.topology import Subject
from tests.evaluate.edges import allow, edge, policy, snapshot
from tests.topology.world import KEY_ARN, ROLE_ARN, B

ENCRYPTED = {
    "Filter": {},
    "SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}},
    "Destination": {"EncryptionConfiguration": {"ReplicaKmsKeyID": KEY_ARN}},
}
PLAIN = {"encryption": Fact.of("s3:GetEncryptionConfiguration", {"Rules": []})}
DENIED = Fact.unknown("kms:ListGrants", "AccessDenied")


def _grant(**more: Json) -> Json:
    return {"GrantId": "g1", "GranteePrincipal": ROLE_ARN, "Operations": ["Encrypt"], **more}


def _edge(grants: Json, *, named: bool = False) -> Subject:
    """An edge whose replica key's policy admits its own account alone (or the role, if `named`)."""
    principal = ROLE_ARN if named else f"arn:aws:iam::{B}:root"
    document = policy(allow("kms:*", Principal={"AWS": principal}))
    held = {"key": {"KeyState": "Enabled"}, "policy": json.dumps(document), "aliases": [], "grants": grants}
    facts = {name: each if isinstance(each, Fact) else Fact.of(FACTS[KEY][name], each) for name, each in held.items()}
    key = Resource(KEY_ARN, KEY, "k1", B, "eu-west-1", facts)
    return edge(Snapshot.of([*snapshot(change=ENCRYPTED, facts=PLAIN).resources(), key]))


def _may(grants: Json, side: str = "", *, named: bool = False) -> bool | str:
    authority = Authority(_edge(grants, named=named), Documents())
    answer = authority("may", "encrypt-replica", side, Reading(authority))
    return answer.why if isinstance(answer, Unknown) else answer


@pytest.mark.parametrize(
    ("listed", "allowed"),
    [
        (_grant(), True),
        (_grant(Operations=["Decrypt"]), False),
        (_grant(GranteePrincipal="arn:aws:iam::111111111111:role/other"), False),
        ({"GrantId": "g1", "GranteeServicePrincipal": "rds.amazonaws.com", "Operations": ["Encrypt"]}, False),
    ],
)
def test_a_grant_lets_its_grantee_do_its_operations(listed: Json, allowed: bool) -> None:
    assert _may([listed]) is allowed


def test_without_grants_the_key_s_policy_decides() -> None:
    assert _may([]) is False


def test_a_grant_is_the_word_of_the_key_s_side() -> None:
    assert _may([_grant()], "resource") is True


def test_grants_that_were_not_read_leave_it_open() -> None:
    why = _may(DENIED)
    assert isinstance(why, str)
    assert f"grants of {KEY_ARN} (AccessDenied)" in why


def test_grants_that_were_not_read_change_nothing_that_is_allowed_anyway() -> None:
    own = policy(allow("*"))
    facts = _edge(DENIED, named=True)
    parts = {**facts.parts, "role": {**facts.parts["role"], "inline_policies": Fact.of(
        "iam:GetRolePolicy", [{"PolicyName": "p", "PolicyDocument": own}])}}  # fmt: skip
    authority = Authority(Subject(facts.kind, facts.id, parts), Documents())
    assert authority("may", "encrypt-replica", "", Reading(authority)) is True


def test_a_constraint_that_nobody_here_knows_leaves_it_open() -> None:
    assert isinstance(_may([_grant(Constraints={"SourceArn": "arn:aws:s3:::src"})]), str)


def test_what_is_needless_cannot_be_told_where_grants_were_not_read() -> None:
    assert needless([_edge(DENIED)]) == ()
