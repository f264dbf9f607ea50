"""ListBuckets with regions and real pages; moto cuts the list at MaxBuckets and gives no token.

AWS (API reference, ListBuckets): sorted by name; `BucketRegion` appears as soon as the request has one valid
parameter; `ContinuationToken` appears while there is more.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

from moto.core.common_types import TYPE_RESPONSE
from moto.core.responses import ActionResult
from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response

from auditor.demo.fidelity.access import denied
from auditor.demo.fidelity.mend import Mend, Method

PAGE = 10_000
"""Most that AWS puts on one page."""

Params = dict[str, str]


def _paged(_original: Method) -> Method:
    def all_buckets(self: S3Response) -> TYPE_RESPONSE:
        """ListBuckets: one page of the caller's own buckets."""
        params = _params(self)
        found = [bucket for bucket in _sorted(self) if _wanted(bucket, params)]
        page, rest = found[: _size(params)], found[_size(params) :]
        answer: dict[str, object] = {
            "Owner": {"ID": self.current_account},
            "Buckets": [_entry(self, bucket, located=bool(params)) for bucket in page],
        }
        if rest and page:
            answer["ContinuationToken"] = urlsafe_b64encode(page[-1].name.encode()).decode()
        if "prefix" in params:
            answer["Prefix"] = params["prefix"]
        self.data["Action"] = "ListBuckets"
        return self.serialized(ActionResult(answer))

    return all_buckets


def _params(response: S3Response) -> Params:
    names = ("max-buckets", "continuation-token", "prefix", "bucket-region")
    query = response._get_querystring(response.request, response.uri)  # noqa: SLF001 - moto has no public reader
    return {name: query[name][0] for name in names if name in query}


def _sorted(response: S3Response) -> list[FakeBucket]:
    own = response.backend.list_buckets(prefix=None, bucket_region=None, max_buckets=None)
    return sorted(own, key=lambda bucket: bucket.name)


def _wanted(bucket: FakeBucket, params: Params) -> bool:
    after = urlsafe_b64decode(params.get("continuation-token", "")).decode()
    region = params.get("bucket-region", bucket.region_name)
    return bucket.name > after and bucket.name.startswith(params.get("prefix", "")) and bucket.region_name == region


def _size(params: Params) -> int:
    return int(params.get("max-buckets", PAGE))


def _entry(response: S3Response, bucket: FakeBucket, *, located: bool) -> dict[str, object]:
    """One bucket; its region is left out where the caller may not know it (a scenario's `unstated`)."""
    entry: dict[str, object] = {
        "Name": bucket.name,
        "CreationDate": bucket.creation_date_ISO8601,
    }
    if located and not denied(response, "s3:GetBucketLocation", bucket.arn):
        entry["BucketRegion"] = bucket.region_name
    return entry


MENDS = (Mend(S3Response, "all_buckets", _paged),)
