"""Every call that collecting may make, by service, and the IAM actions that those calls need."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.collect import iam, kms, s3, s3control, sts
from auditor.collect.read import Call

CALLS: Mapping[str, tuple[Call, ...]] = {
    "iam": iam.CALLS,
    "kms": kms.CALLS,
    "s3": s3.CALLS,
    "s3control": s3control.CALLS,
    "sts": sts.CALLS,
}
"""By botocore's name of the service. What is not here is refused by `guard.py`."""


def actions(facts: frozenset[str] | None = None) -> tuple[str, ...]:
    """The IAM actions that the audit role of an account must be allowed, sorted; for some facts, or all.

    Not among them is `sts:AssumeRole`, which whoever starts the scan needs.
    """
    return tuple(
        sorted(
            {
                call.action
                for service, calls in CALLS.items()
                if service != "sts"
                for call in calls
                if facts is None or call.fact in facts | {s3.BUCKETS.fact, s3.LOCATION.fact}
            }
        )
    )
