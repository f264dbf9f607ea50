"""Replication configurations are given back as they were put; moto alone would invent most of the answer.

moto 5.2.5 hard-codes `Filter` and `DeleteMarkerReplication` in `get_bucket_replication` and drops
`SourceSelectionCriteria`, V1's `Prefix` and `ExistingObjectReplication`.
"""

from __future__ import annotations

from typing import Any

from moto.s3.exceptions import MalformedXML, ReplicationConfigurationNotFoundError
from moto.s3.responses import S3Response

from auditor.demo.fidelity.mend import Mend, Method

KEPT = "kept"
"""Key, beside moto's own parsed `Role` and `Rule`, under which the document stays as it came."""


def _parsed(original: Method) -> Method:
    def parse(self: S3Response, xml: bytes) -> dict[str, Any]:
        """PutBucketReplication: moto's reading of the document, and the document itself."""
        parsed: dict[str, Any] = original(self, xml)
        if not parsed.get("Rule"):
            raise MalformedXML
        return {**parsed, KEPT: xml}

    return parse


def _given_back(_original: Method) -> Method:
    def get(self: S3Response) -> tuple[int, dict[str, str], bytes]:
        """GetBucketReplication: the document that was put, byte for byte."""
        replication = self.backend.get_bucket_replication(self.bucket_name)
        if not replication:
            raise ReplicationConfigurationNotFoundError(bucket_name=self.bucket_name)
        return 200, {}, replication[KEPT]

    return get


MENDS = (
    Mend(S3Response, "_replication_config_from_xml", _parsed),
    Mend(S3Response, "get_bucket_replication", _given_back),
)
