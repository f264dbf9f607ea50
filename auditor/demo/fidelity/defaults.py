"""What AWS gives every new bucket since 2023, and empty tag values, neither of which moto keeps.

SSE-S3 since January 2023, BucketOwnerEnforced and all four public-access blocks since April 2023 (S3 User Guide:
"Default settings for new S3 buckets FAQ").
"""

from __future__ import annotations

from typing import Any

from moto.s3.models import FakeBucket, PublicAccessBlock, S3Backend
from moto.s3.responses import S3Response

from auditor.demo.fidelity.mend import Mend, Method

SSE_S3 = {
    "Rule": {
        "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"},
        "BucketKeyEnabled": "false",
    }
}
"""The default encryption, in the shape in which moto keeps a PutBucketEncryption."""

PAYER = "<RequestPaymentConfiguration><Payer>BucketOwner</Payer></RequestPaymentConfiguration>"


def _modern(original: Method) -> Method:
    def create_bucket(self: S3Backend, *args: Any, **kwargs: Any) -> FakeBucket:
        """CreateBucket: moto's bucket, with today's defaults; moto sets an explicit ownership afterwards."""
        bucket: FakeBucket = original(self, *args, **kwargs)
        bucket.encryption = SSE_S3
        bucket.ownership_rule = "BucketOwnerEnforced"  # type: ignore[assignment]  # moto stores a str, says dict
        bucket.public_access_block = PublicAccessBlock("true", "true", "true", "true")
        return bucket

    return create_bucket


def _reset(_original: Method) -> Method:
    def delete_bucket_encryption(self: S3Backend, bucket_name: str) -> None:
        """DeleteBucketEncryption: AWS goes back to SSE-S3, never to nothing."""
        self.get_bucket(bucket_name).encryption = SSE_S3

    return delete_bucket_encryption


def _tags(original: Method) -> Method:
    def tagging(self: S3Response) -> dict[str, str]:
        """PutBucketTagging: moto's checks, and an empty value stays an empty value."""
        found: dict[str, str | None] = original(self)
        return {key: value or "" for key, value in found.items()}

    return tagging


def _payer(original: Method) -> Method:
    def bucket_response_get(self: S3Response, bucket_name: str, querystring: dict[str, Any]) -> Any:
        """GetBucketRequestPayment, which moto answers with a listing: requests are the owner's to pay."""
        if "requestPayment" in querystring:
            return 200, {"content-type": "application/xml"}, PAYER
        return original(self, bucket_name, querystring)

    return bucket_response_get


MENDS = (
    Mend(S3Backend, "create_bucket", _modern),
    Mend(S3Backend, "delete_bucket_encryption", _reset),
    Mend(S3Response, "_bucket_response_get", _payer),
    Mend(S3Response, "_bucket_tagging_from_body", _tags),
)
