"""What shipped rules say and ask for where several things could be meant."""

import pytest

from auditor.evaluate.judge import judge
from auditor.evaluate.reading import Reading
from auditor.finding import Finding
from auditor.rules import load_packs
from auditor.snapshot import Fact
from auditor.topology import Part, Subject

ROLE = {"arn": "arn:aws:iam::111111111111:role/r", "name": "r"}
PARTS: dict[str, Part] = {
    "rule": {"Status": "Enabled", "key": "k"},
    "role": ROLE,
    "source": {"arn": "arn:aws:s3:::s", "name": "s"},
    "destination": {"arn": "arn:aws:s3:::d", "name": "d"},
}
GARBLED = {"Version": "2012\u201310\u201317", "Statement": [{"Effect": "Allow"}]}


def boundary_blocks(name: str, purpose: str, side: str, reading: Reading) -> bool:
    return name == "may" and side == "identity"


def finding(pack: str, id: str, parts: dict[str, Part]) -> Finding:
    rule = next(rule for each in load_packs([pack]) for rule in each.rules if rule.info.id == id)
    return judge(rule, Subject("replication", "s/k/d", parts), boundary_blocks)


@pytest.mark.parametrize("id", ["role-may-read-source", "object-tags-replicated", "role-may-replicate-to-destination"])
def test_where_only_the_boundary_blocks_the_role_is_not_to_be_patched(id: str) -> None:
    remedy = finding("role", id, PARTS).remediation
    assert remedy is not None
    assert remedy.action == "manual"
    assert "permissions boundary" in remedy.given["text"]


def test_every_document_with_an_illegal_version_is_named() -> None:
    none = Fact.absent("s3:GetBucketPolicy", "NoSuchBucketPolicy")
    role = {**ROLE, "trust": Fact.of("iam:GetRole", GARBLED), "inline_policies": none, "attached_policies": none}
    bucket = {"name": "d", "arn": "arn:aws:s3:::d", "policy": Fact.of("s3:GetBucketPolicy", GARBLED)}
    source = {"name": "s", "arn": "arn:aws:s3:::s", "policy": none}
    told = finding(
        "destination-policy",
        "policy-version-legal",
        {**PARTS, "role": role, "destination": bucket, "source": source, "source_keys": [], "replica_key": None},
    )
    assert "of: bucket policy of d, trust policy of r. " in told.message
    assert {"destination.policy", "role.trust"} <= {each.expression for each in told.evidence}


def test_a_role_of_another_account_is_told_so_although_nobody_read_it() -> None:
    unread = Fact.unknown("iam:GetRole", "NotCollected")
    (pack,) = load_packs(["role"])
    rule = next(each for each in pack.rules if each.info.id == "replication-role-exists")
    parts: dict[str, Part] = {
        "role": {**ROLE, "account": "111111111111", "role": unread},
        "edges": [{"source_account": "222222222222"}],
    }
    told = judge(rule, Subject("role", ROLE["arn"], parts), boundary_blocks)
    assert told.message == f"S3 cannot use {ROLE['arn']}: it belongs to another account than the source bucket."
