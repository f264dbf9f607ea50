"""Who may read a bucket or a role: foreigners may not, and explicit Deny statements of the caller's role hold.

moto answers everyone everything. Here a bucket's configuration is its owner's alone (bucket policies are not
evaluated), `x-amz-expected-bucket-owner` counts, and the inline policies of an assumed role are searched for
a Deny that matches action and resource. Allow statements are not required: these are mends, not IAM.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any
from xml.sax.saxutils import escape

from moto.core.common_types import TYPE_RESPONSE
from moto.core.responses import BaseResponse
from moto.iam.models import Role, iam_backends
from moto.iam.responses import IamResponse
from moto.s3.models import FakeBucket, s3_backends
from moto.s3.responses import S3Response
from moto.sts.models import sts_backends

from auditor.demo.fidelity.mend import Mend, Method

READS = {
    "acl": "s3:GetBucketAcl",
    "encryption": "s3:GetEncryptionConfiguration",
    "inventory": "s3:GetInventoryConfiguration",
    "lifecycle": "s3:GetLifecycleConfiguration",
    "location": "s3:GetBucketLocation",
    "logging": "s3:GetBucketLogging",
    "metrics": "s3:GetMetricsConfiguration",
    "notification": "s3:GetBucketNotification",
    "object-lock": "s3:GetBucketObjectLockConfiguration",
    "ownershipControls": "s3:GetBucketOwnershipControls",
    "policy": "s3:GetBucketPolicy",
    "policyStatus": "s3:GetBucketPolicyStatus",
    "publicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "requestPayment": "s3:GetBucketRequestPayment",
    "replication": "s3:GetReplicationConfiguration",
    "tagging": "s3:GetBucketTagging",
    "versioning": "s3:GetBucketVersioning",
}
"""Sub-resource of a GET -> the IAM action that it needs (Service Authorization Reference, Amazon S3)."""

QUERY = "<ErrorResponse>{}</ErrorResponse>"
"""How a service of the query protocol wraps an error."""


def denied(response: BaseResponse, action: str, resource: str) -> bool:
    """The caller is an assumed role with an inline Deny of `action` on the ARN `resource`."""
    role = _caller(response)
    return role is not None and any(
        any(fnmatchcase(action, pattern) for pattern in listed(statement.get("Action")))
        and any(fnmatchcase(resource, pattern) for pattern in listed(statement.get("Resource")))
        for statement in _denials(role)
    )


def listed(value: Any) -> list[Any]:
    """IAM's "one or many": a list as it is, anything else as its only member, nothing as an empty list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def refused(message: str, wrapper: str = "{}") -> TYPE_RESPONSE:
    """AWS's AccessDenied, status 403: bare as S3 writes it, or in QUERY as IAM and STS do."""
    error = f"<Error><Code>AccessDenied</Code><Message>{escape(message)}</Message></Error>"
    return 403, {"status": "403", "content-type": "application/xml"}, wrapper.format(error)


def _guarded(original: Method) -> Method:
    def bucket_response(self: S3Response, request: Any, full_url: str) -> str | TYPE_RESPONSE:
        """Any request on a bucket: the owner's, unless the caller's role is denied it."""
        bucket = _bucket(self.bucket_name)
        action = _action(self, request, full_url)
        allowed = bucket is None or _may(self, request, bucket, action)
        if bucket is not None and request.method == "HEAD":
            return 200 if allowed else 403, _region(self, bucket), ""
        if bucket is not None and not allowed:
            return refused(f"Not authorized to perform: {action} on resource: {bucket.arn}")
        answer: str | TYPE_RESPONSE = original(self, request, full_url)
        return answer

    return bucket_response


def _may(response: S3Response, request: Any, bucket: FakeBucket, action: str) -> bool:
    expected = request.headers.get("x-amz-expected-bucket-owner", bucket.account_id)
    owned = bucket.account_id == response.current_account == expected
    return owned and not denied(response, action, bucket.arn)


def _action(response: S3Response, request: Any, url: str) -> str:
    """The IAM action of a read; of a write, which no scenario denies to an owner, its method."""
    if request.method not in ("GET", "HEAD"):
        return str(request.method)
    query = response._get_querystring(request, url)  # noqa: SLF001 - moto has no public reader
    return next((action for name, action in READS.items() if name in query), "s3:ListBucket")


def _region(response: S3Response, bucket: FakeBucket) -> dict[str, str]:
    """HeadBucket's header, which AWS sends with a refusal too; withheld from whoever may not know the Region."""
    if denied(response, "s3:GetBucketLocation", bucket.arn):
        return {}
    return {"x-amz-bucket-region": bucket.region_name}


def _bucket(name: str | None) -> FakeBucket | None:
    if name not in s3_backends.bucket_accounts:
        return None
    partition, account = s3_backends.bucket_accounts[name]
    return s3_backends[account][partition].buckets.get(name)


def _iam_guarded(original: Method) -> Method:
    def call_action(self: IamResponse) -> TYPE_RESPONSE:
        """Any IAM request: refused if the caller's role is denied it on the role that is asked about."""
        name = self._get_param("RoleName")
        roles = iam_backends[self.current_account][self.partition].get_roles()
        resource = next((role.arn for role in roles if role.name == name), "*")
        action = f"iam:{self._get_action()}"
        if denied(self, action, resource):
            return refused(f"Not authorized to perform: {action} on resource: {resource}", QUERY)
        answer: TYPE_RESPONSE = original(self)
        return answer

    return call_action


def _caller(response: BaseResponse) -> Role | None:
    account, partition = response.current_account, response.partition
    session = sts_backends[account][partition].get_assumed_role_from_access_key(response.get_access_key())
    if session is None:
        return None
    roles = iam_backends[account][partition].get_roles()
    return next((role for role in roles if role.arn == session.role_arn), None)


def _denials(role: Role) -> Iterator[dict[str, Any]]:
    for document in role.policies.values():
        for statement in listed(json.loads(document)["Statement"]):
            if statement["Effect"] == "Deny":
                yield statement


MENDS = (
    Mend(S3Response, "_bucket_response", _guarded),
    Mend(IamResponse, "call_action", _iam_guarded),
)
