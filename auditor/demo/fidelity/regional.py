"""CloudTrail that may be denied, and that looks events up: moto refuses nobody, and lacks LookupEvents.

AWS (CloudTrail API, "LookupEvents"): an account in which nothing happened has no events. moto records none.
"""

from __future__ import annotations

import json

from moto.cloudtrail.responses import CloudTrailResponse
from moto.core.common_types import TYPE_RESPONSE

from auditor.demo.fidelity.access import denied
from auditor.demo.fidelity.mend import Mend, Method


def _guarded(original: Method) -> Method:
    def call_action(self: CloudTrailResponse) -> TYPE_RESPONSE:
        """Any request: refused if the caller's role is denied it."""
        name = self._get_action()
        if denied(self, f"cloudtrail:{name}", "*"):
            said = {"__type": "AccessDeniedException", "Message": f"not authorized to perform: cloudtrail:{name}"}
            return 400, {"status": "400"}, json.dumps(said)
        if name == "LookupEvents":
            return 200, {"status": "200"}, json.dumps({"Events": []})
        answer: TYPE_RESPONSE = original(self)
        return answer

    return call_action


MENDS = (Mend(CloudTrailResponse, "call_action", _guarded),)
