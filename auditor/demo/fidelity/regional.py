"""CloudTrail that may be denied, and that looks events up: moto refuses nobody, and lacks LookupEvents.

AWS (CloudTrail API, "LookupEvents"): an account in which nothing happened has no events. moto records none, so what is
to have happened is what the demo tells (`auditor/demo/past.py`).
"""

from __future__ import annotations

import json
from typing import Any

from moto.cloudtrail.models import cloudtrail_backends
from moto.cloudtrail.responses import CloudTrailResponse
from moto.core.common_types import TYPE_RESPONSE
from moto.s3.responses import S3Response

from auditor.demo.fidelity.access import denied
from auditor.demo.fidelity.mend import Mend, Method
from auditor.demo.past import HISTORY, named, recorded


def _guarded(original: Method) -> Method:
    def call_action(self: CloudTrailResponse) -> TYPE_RESPONSE:
        """Any request: refused if the caller's role is denied it."""
        name = self._get_action()
        if denied(self, f"cloudtrail:{name}", "*"):
            said = {"__type": "AccessDeniedException", "Message": f"not authorized to perform: cloudtrail:{name}"}
            return 400, {"status": "400"}, json.dumps(said)
        if name == "LookupEvents":
            events = named(_kept(self.current_account, self.region), json.loads(self.body or "{}"))
            return 200, {"status": "200"}, json.dumps({"Events": events})
        answer: TYPE_RESPONSE = original(self)
        return answer

    return call_action


def _recording(original: Method) -> Method:
    def parse(self: S3Response, xml: bytes) -> Any:
        """PutBucketReplication, with which the demo may tell what has happened to the bucket."""
        history = self.headers.get(HISTORY)
        if history:
            region = self.backend.get_bucket(self.bucket_name).region_name
            _kept(self.current_account, region).extend(recorded(history, self.current_account))
        return original(self, xml)

    return parse


def _kept(account: str, region: str) -> list[dict[str, Any]]:
    """The events of one Region of an account."""
    held: list[dict[str, Any]] = vars(cloudtrail_backends[account][region]).setdefault(_EVENTS, [])
    return held


_EVENTS = "_kept_events"
"""Attribute of moto's backend."""
MENDS = (
    Mend(CloudTrailResponse, "call_action", _guarded),
    Mend(S3Response, "_replication_config_from_xml", _recording),
)
