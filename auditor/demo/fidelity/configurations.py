"""Metrics and inventory configurations are kept as they were put, and listed in pages of a hundred.

moto 5.2.5 takes PutBucketMetricsConfiguration for CreateBucket and answers the listing with the bucket's objects; of an
inventory's optional fields it forgets the names.
"""

from __future__ import annotations

from typing import Any

from moto.core.common_types import TYPE_RESPONSE
from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response

from auditor.demo.fidelity.mend import Mend, Method

ROOTS = {"metrics": "ListMetricsConfigurationsResult", "inventory": "ListInventoryConfigurationsResult"}
"""Sub-resource -> the document element of its listing (S3 API, "ListBucketMetricsConfigurations" and its like)."""
PAGE = 100
"""Configurations on one page."""
KEPT = "_kept_configurations"
"""Attribute of moto's bucket: sub-resource -> id -> the document that was put."""


def _keeping(original: Method) -> Method:
    def bucket_response_put(self: S3Response, request: Any, bucket_name: str, query: dict[str, Any]) -> Any:
        """PutBucketMetricsConfiguration and PutBucketInventoryConfiguration."""
        kind = _kind(query)
        if kind is None:
            return original(self, request, bucket_name, query)
        _kept(self.backend.get_bucket(bucket_name), kind)[query["id"][0]] = self.body.decode()
        return 200, {}, ""

    return bucket_response_put


def _listing(original: Method) -> Method:
    def bucket_response_get(self: S3Response, bucket_name: str, query: dict[str, Any]) -> Any:
        """ListBucketMetricsConfigurations and ListBucketInventoryConfigurations: a page of what was put."""
        kind = _kind(query)
        if kind is None or "id" in query:
            return original(self, bucket_name, query)
        return _page(kind, _kept(self.backend.get_bucket(bucket_name), kind), query)

    return bucket_response_get


def _page(kind: str, kept: dict[str, str], query: dict[str, Any]) -> TYPE_RESPONSE:
    after = query.get("continuation-token", [""])[0]
    ids = sorted(id for id in kept if id > after)
    shown, more = ids[:PAGE], len(ids) > PAGE
    token = f"<NextContinuationToken>{shown[-1]}</NextContinuationToken>" if more else ""
    inner = "".join(kept[id] for id in shown) + f"<IsTruncated>{str(more).lower()}</IsTruncated>{token}"
    return 200, {"content-type": "application/xml"}, f"<{ROOTS[kind]}>{inner}</{ROOTS[kind]}>"


def _kind(query: dict[str, Any]) -> str | None:
    return next((kind for kind in ROOTS if kind in query), None)


def _kept(bucket: FakeBucket, kind: str) -> dict[str, str]:
    held: dict[str, dict[str, str]] = vars(bucket).setdefault(KEPT, {})
    return held.setdefault(kind, {})


MENDS = (
    Mend(S3Response, "_bucket_response_put", _keeping),
    Mend(S3Response, "_bucket_response_get", _listing),
)
