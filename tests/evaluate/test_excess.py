"""What statements grant that nothing asks for."""

from __future__ import annotations

import pytest

from auditor.evaluate.excess import granted_without_need
from auditor.evaluate.reading import Unknown
from auditor.evaluate.statements import statements
from auditor.snapshot import Json

SOURCE, KEY = "arn:aws:s3:::source", "arn:aws:kms:eu-west-1:111111111111:key/k"
NEEDED = {SOURCE: ["s3:ListBucket"], f"{SOURCE}/a/*": ["s3:GetObjectVersionAcl"], KEY: ["kms:Decrypt"]}


def needless(needed: Json = None, **statement: Json) -> Json:
    found = granted_without_need(
        statements({"Statement": {"Effect": "Allow", **statement}}), NEEDED if needed is None else needed
    )
    return found if isinstance(found, Unknown) else [(each["action"], each["resource"]) for each in found]


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:ListBucket", SOURCE),
        ("S3:listbucket", SOURCE),
        ("s3:ListBucket", [SOURCE, f"{SOURCE}/*"]),
        ("s3:Get*", f"{SOURCE}/*"),
        ("s3:GetObjectVersionAcl", f"{SOURCE}/a/b/*"),
        ("s3:GetObjectVersionAcl", "arn:aws:s3:::${aws:PrincipalTag/bucket}/*"),
        ("kms:Decrypt", "arn:aws:kms:*:111111111111:key/*"),
        ("kms:*", "*"),
    ],
)
def test_what_takes_in_a_need_is_not_needless(action: Json, resource: Json) -> None:
    assert needless(Action=action, Resource=resource) == []


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:GetBucketAcl", SOURCE),
        ("s3:ListBucket", "arn:aws:s3:::source2"),
        ("s3:GetObjectVersionAcl", SOURCE),
        ("s3:GetObjectVersionAcl", f"{SOURCE}/b/*"),
        ("kms:Encrypt", KEY),
        ("iam:PassRole", "*"),
    ],
)
def test_what_takes_in_none_is_told(action: str, resource: str) -> None:
    assert needless(Action=action, Resource=resource) == [(action, resource)]


def test_any_key_of_a_region_is_none_of_another() -> None:
    needed = {"arn:aws:kms:eu-west-1:*": ["kms:Decrypt"]}
    other = "arn:aws:kms:us-east-1:111111111111:key/k"
    assert needless(needed, Action="kms:Decrypt", Resource=KEY) == []
    assert needless(needed, Action=["kms:Decrypt", "kms:Encrypt"], Resource=[KEY, other]) == [
        ("kms:Decrypt", other),
        ("kms:Encrypt", KEY),
        ("kms:Encrypt", other),
    ]


def test_one_key_is_needed_and_another_is_not() -> None:
    needed = {KEY: ["kms:Encrypt"], "arn:aws:kms:*": ["kms:Decrypt"]}
    other = "arn:aws:kms:eu-west-1:111111111111:key/other"
    assert needless(needed, Action=["kms:Decrypt", "kms:Encrypt"], Resource=[KEY, other]) == [("kms:Encrypt", other)]


def test_everything_but_is_one_grant() -> None:
    assert needless(NotAction="s3:ListBucket", Resource=SOURCE) == [("all but s3:ListBucket", SOURCE)]
    assert needless(Action="s3:ListBucket", NotResource=SOURCE) == [("s3:ListBucket", f"all but {SOURCE}")]
    assert needless(Action="kms:Decrypt", NotResource=SOURCE) == []


def test_a_denial_grants_nothing() -> None:
    assert needless(Effect="Deny", Action="s3:GetBucketAcl", Resource=SOURCE) == []


def test_a_key_known_by_its_alias_only_leaves_grants_on_keys_open() -> None:
    needed = {"arn:aws:kms:eu-west-1:111111111111:alias/a": ["kms:Decrypt"]}
    assert isinstance(needless(needed, Action="kms:Decrypt", Resource=KEY), Unknown)
    assert needless(needed, Action="s3:GetBucketAcl", Resource=SOURCE) == [("s3:GetBucketAcl", SOURCE)]
