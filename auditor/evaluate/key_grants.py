"""The grants of a KMS key, as they were read -> `iam.Grant`; where they were not, one that may be there or not."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.evaluate.reading import reason
from auditor.iam import Grant
from auditor.snapshot import Fact, Json, State
from auditor.topology import Part

OPERATIONS = frozenset({"Decrypt", "Encrypt", "GenerateDataKey"})
"""What replication asks of keys."""
_UNDERSTOOD = {"EncryptionContextEquals", "EncryptionContextSubset"}


def key_grants(key: Mapping[str, Part], role: str) -> tuple[Grant, ...]:
    """The grants that may bear on a call of `role` (ARN): what is known of them, or the one that nobody can rule out.

    A grant to a service is for that service's own calls. A constraint of a kind not listed in KMS's page on grants
    makes it uncertain whether the grant allows (KMS API, "GrantListEntry").
    """
    read: Fact = key["grants"]
    if read.state is State.UNKNOWN:
        return (Grant(f"grants of {key['arn']} ({reason(read)})", role, OPERATIONS, certain=False),)
    return tuple(_grant(each) for each in read.value or () if each.get("GranteePrincipal"))


def _grant(listed: Json) -> Grant:
    asked = listed.get("Constraints") or {}
    return Grant(
        f"grant {listed['GrantId']}",
        listed["GranteePrincipal"],
        frozenset(listed["Operations"]),
        asked.get("EncryptionContextEquals") or {},
        asked.get("EncryptionContextSubset") or {},
        certain=not asked.keys() - _UNDERSTOOD,
    )
