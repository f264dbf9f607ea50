"""The remedies a rule may name, in the order in which a plan works them out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from auditor.remediate.bucket_policy import name_role_on_bucket, permit_on_bucket, revoke_on_bucket
from auditor.remediate.buckets import enable_versioning, set_ownership
from auditor.remediate.desk import Desk
from auditor.remediate.given import text
from auditor.remediate.keys import enable_key, permit_on_key
from auditor.remediate.narrow import narrow_role
from auditor.remediate.replication import set_rule
from auditor.remediate.role_policy import permit_on_role
from auditor.remediate.trust import trust_only_s3, trust_s3
from auditor.remediate.unneeded import drop_grants
from auditor.remediate.versions import correct_version, set_policy_version
from auditor.snapshot import Json

Action: TypeAlias = Callable[[Mapping[str, Json], Desk], None]
"""What the rule gives and the desired world so far -> patches and steps on the desk."""


def manual(given: Mapping[str, Json], desk: Desk) -> None:
    """`{text}`: nothing that a command could decide."""
    desk.by_hand(text(given, "text"))


ACTIONS: Mapping[str, Action] = {
    # What edges are comes first: the permissions below follow from it.
    "set-ownership": set_ownership,
    "set-rule": set_rule,
    "enable-versioning": enable_versioning,
    "enable-key": enable_key,
    "correct-version": correct_version,
    "set-policy-version": set_policy_version,
    # Grants are narrowed before missing ones are added, so that no grant hides behind a wildcard that goes.
    "revoke-on-bucket": revoke_on_bucket,
    "name-role-on-bucket": name_role_on_bucket,
    "narrow-role": narrow_role,
    "drop-grants": drop_grants,
    "permit-on-bucket": permit_on_bucket,
    "permit-on-role": permit_on_role,
    "permit-on-key": permit_on_key,
    "trust-only-s3": trust_only_s3,
    "trust-s3": trust_s3,
    "manual": manual,
}
