"""New buckets are as AWS has made them since 2023, and tags keep empty values."""

from __future__ import annotations

from typing import Any

from tests.demo.callers import A, code, s3

SSE_S3 = [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": False}]


def _bucket(endpoint: str | None, name: str = "new-bucket", **more: Any) -> Any:
    client = s3(A, endpoint=endpoint)
    client.create_bucket(Bucket=name, **more)
    return client


def _encryption(client: Any) -> Any:
    return client.get_bucket_encryption(Bucket="new-bucket")["ServerSideEncryptionConfiguration"]["Rules"]


def test_a_new_bucket_is_encrypted(endpoint: str | None) -> None:
    assert _encryption(_bucket(endpoint)) == SSE_S3


def test_deleting_the_encryption_goes_back_to_sse_s3(emulator: None) -> None:
    client = _bucket(None)
    kms = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]}
    client.put_bucket_encryption(Bucket="new-bucket", ServerSideEncryptionConfiguration=kms)
    client.delete_bucket_encryption(Bucket="new-bucket")
    assert _encryption(client) == SSE_S3


def test_a_key_that_is_put_is_read(emulator: None) -> None:
    client = _bucket(None)
    key = "arn:aws:kms:us-east-1:111111111111:key/k"
    rule = {
        "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key},
        "BucketKeyEnabled": True,
    }
    client.put_bucket_encryption(Bucket="new-bucket", ServerSideEncryptionConfiguration={"Rules": [rule]})
    assert _encryption(client) == [rule]


def _ownership(client: Any) -> str:
    (rule,) = client.get_bucket_ownership_controls(Bucket="new-bucket")["OwnershipControls"]["Rules"]
    return str(rule["ObjectOwnership"])


def test_a_new_bucket_enforces_its_owner(emulator: None) -> None:
    assert _ownership(_bucket(None)) == "BucketOwnerEnforced"


def test_an_ownership_that_is_asked_for_is_given(emulator: None) -> None:
    assert _ownership(_bucket(None, ObjectOwnership="ObjectWriter")) == "ObjectWriter"


def test_ownership_controls_can_be_taken_away(emulator: None) -> None:
    client = _bucket(None)
    client.delete_bucket_ownership_controls(Bucket="new-bucket")
    assert code(client.get_bucket_ownership_controls, Bucket="new-bucket") == "OwnershipControlsNotFoundError"


def test_a_new_bucket_blocks_public_access(emulator: None) -> None:
    block = _bucket(None).get_public_access_block(Bucket="new-bucket")["PublicAccessBlockConfiguration"]
    assert set(block.values()) == {True}


def test_an_empty_tag_value_stays_empty(endpoint: str | None) -> None:
    client = _bucket(endpoint, "tagged-bucket")
    tags = [{"Key": "empty", "Value": ""}, {"Key": "full", "Value": "x"}]
    client.put_bucket_tagging(Bucket="tagged-bucket", Tagging={"TagSet": tags})
    assert client.get_bucket_tagging(Bucket="tagged-bucket")["TagSet"] == tags


def test_a_policy_is_kept_as_pasted(endpoint: str | None) -> None:
    client = _bucket(endpoint, "pasted-policy")
    pasted = '{"Version": "2012\u201310\u201317",\n  "Statement": []}'
    client.put_bucket_policy(Bucket="pasted-policy", Policy=pasted)
    assert client.get_bucket_policy(Bucket="pasted-policy")["Policy"] == pasted
