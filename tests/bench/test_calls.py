"""What a log of requests says about thrift, and the same calls for a bare loop."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.collect import s3
from auditor.snapshot import Fact, Resource, SnapshotWriter
from auditor.snapshot.catalogue import BUCKET
from bench.calls import lacking, needless, repeated
from bench.replay import replayed

ACCOUNT = "100000000000"


def of_s3(operation: str, path: str = "/b", query: str = "") -> tuple[str, ...]:
    return ("s3", operation, ACCOUNT, path, query, "")


def test_a_request_made_again_is_counted_and_another_bucket_s_is_not() -> None:
    log = [of_s3("GetBucketAcl", "/a"), of_s3("GetBucketAcl", "/b"), of_s3("GetBucketAcl", "/b")]
    assert repeated(log) == 1


def test_each_process_may_open_an_account_for_itself() -> None:
    assert repeated([("sts", "AssumeRole", ACCOUNT, "/", "", "Action=AssumeRole")] * 2) == 0


def test_each_fact_that_is_unknown_or_missing_is_lacking(tmp_path: Path) -> None:
    writer = SnapshotWriter(tmp_path / "s", None, "start")
    known = {call.fact: Fact.absent(call.action, "404") for call in s3.FACTS}
    half = {**known, "versioning": Fact.unknown("s3:GetBucketVersioning", "Throttled")}
    half.pop("replication")
    for name, facts in (("a", known), ("b", half)):
        writer.add(Resource(f"arn:aws:s3:::{name}", BUCKET, name, ACCOUNT, "us-east-1", facts))
    writer.finish("end")
    assert lacking(tmp_path / "s", 3) == 2 + len(s3.FACTS)


def test_an_operation_without_a_fact_is_needless() -> None:
    log = [of_s3("GetBucketCors"), of_s3("GetBucketVersioning"), ("kms", "DescribeKey", ACCOUNT, "/", "", "{}")]
    assert needless(log) == ["s3:GetBucketCors"]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (of_s3("GetBucketVersioning", "/b", "versioning"), ("s3", "get_bucket_versioning", {"Bucket": "b"})),
        (of_s3("ListBuckets", "/", "max-buckets=9"), ("s3", "list_buckets", {"MaxBuckets": 9})),
        (("kms", "DescribeKey", ACCOUNT, "/", "", '{"KeyId": "k"}'), ("kms", "describe_key", {"KeyId": "k"})),
        (
            ("iam", "GetRole", ACCOUNT, "/", "", "Action=GetRole&Version=2010-05-08&RoleName=r"),
            ("iam", "get_role", {"RoleName": "r"}),
        ),
        (
            ("sts", "AssumeRole", ACCOUNT, "/", "", "Action=AssumeRole&DurationSeconds=900"),
            ("sts", "assume_role", {"DurationSeconds": 900}),
        ),
    ],
)
def test_a_request_is_put_together_again(entry: tuple[str, ...], expected: tuple[str, str, dict[str, object]]) -> None:
    assert replayed([entry]) == (expected,)


@pytest.mark.parametrize(
    "entry",
    [
        of_s3("GetPublicAccessBlock", "/v20180820/configuration/publicAccessBlock"),
        ("iam", "SimulatePrincipalPolicy", ACCOUNT, "/", "", "Action=S&ActionNames.member.1=a"),
        ("access-analyzer", "ListAnalyzers", ACCOUNT, "/analyzer", "", ""),
    ],
)
def test_what_cannot_be_put_together_again_is_left_out(entry: tuple[str, ...]) -> None:
    assert replayed([entry]) == ()
