"""The words a rule may use: parts of each subject kind, purposes of requests, remediation actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from auditor.rules.account_shapes import ACCOUNT_FACTS, KEY_FACTS, ROLE_FACTS
from auditor.rules.kinds import NUMBER, SURE_TRUTH, TEXT, TRUTH, Shape, one_of
from auditor.rules.regional_shapes import JOB, REGION_FACTS
from auditor.rules.shapes import BUCKET_FACTS, RULE

BUCKET: Mapping[str, Shape] = {
    "arn": TEXT, "name": TEXT, "account": TEXT, "region": TEXT, "purposes": [TEXT],
    "must_replicate": SURE_TRUTH, "allowed_regions": [TEXT], "recovery_point": NUMBER, **BUCKET_FACTS,
}  # fmt: skip
ROLE: Mapping[str, Shape] = {"arn": TEXT, "name": TEXT, "account": TEXT, **ROLE_FACTS}
KEY: Mapping[str, Shape] = {"arn": TEXT, "given": TEXT, "account": TEXT, "region": TEXT, **KEY_FACTS}
ACCOUNT: Mapping[str, Shape] = {"arn": TEXT, "name": TEXT, "account": TEXT, **ACCOUNT_FACTS}
REGION: Mapping[str, Shape] = {"arn": TEXT, "name": TEXT, "account": TEXT, **REGION_FACTS}
EDGE: Mapping[str, Shape] = {
    "id": TEXT, "source": TEXT, "source_account": TEXT, "rule": TEXT, "status": RULE["Status"], "role": TEXT,
    "destination": TEXT, "destination_account": TEXT,
}  # fmt: skip
_SETTINGS: Mapping[str, Shape] = {
    "trusted_accounts": [TEXT],
    "scanned_accounts": [TEXT],
    "rules_read": SURE_TRUTH,
    "approved_actors": [TEXT],
}
_CHAIN: Mapping[str, Shape] = {"source": TEXT, "destination": TEXT}
_ANNOUNCEMENT: Mapping[str, Shape] = {
    "arn": TEXT, "type": TEXT, "account": TEXT, "asked": [{"policy": None, "request": None}],
}  # fmt: skip
_SOURCE: Mapping[str, Shape] = {"arn": TEXT, "policy": None}
_CHANNEL: Mapping[str, Shape] = {
    **dict.fromkeys(("kind", "id", "source", "destination", "account"), TEXT), "trusted": TRUTH,
}  # fmt: skip
_RULE: Mapping[str, Shape] = {**RULE, "key": TEXT, "schema": one_of("V1", "V2")}

_JOB: Mapping[str, Shape] = {**JOB, "days": NUMBER}

PARTS: Mapping[str, Mapping[str, Shape]] = {
    "account": {"account": ACCOUNT, "sources": [_SOURCE], "side_channels": [_CHANNEL], "settings": _SETTINGS},
    "bucket": {
        "bucket": BUCKET,
        "owner": ACCOUNT,
        "region": REGION,
        "inbound": [EDGE],
        "outbound": [EDGE],
        "chains": [_CHAIN],
        "batch_jobs": [_JOB],
        "announcements": [_ANNOUNCEMENT],
        "older_objects": TRUTH,
        "outages": [{"began": TEXT, "ended": TEXT}],
        "settings": _SETTINGS,
    },
    "role": {
        "role": ROLE,
        "edges": [EDGE],
        "reverse": [EDGE],
        "needed": None,
        "needed_by_batch": None,
        "batch_jobs": [_JOB],
        "guardrails": None,
        "settings": _SETTINGS,
    },
    "key": {"key": KEY, "edges": [EDGE], "settings": _SETTINGS},
    "replication": {
        "rule": _RULE,
        "siblings": [_RULE],
        "overruled_by": [{"rule": TEXT, "options": [TEXT]}],
        "guardrails": None,
        "summary": EDGE,
        "source": BUCKET,
        "destination": BUCKET,
        "role": ROLE,
        "source_keys": [KEY],
        "replica_key": KEY,
        "destination_key": KEY,
        "reverse": [EDGE],
        "batch_jobs": [{**_JOB, "own_role": SURE_TRUTH}],
        "report": BUCKET,
        "source_owner": ACCOUNT,
        "destination_owner": ACCOUNT,
        "source_region": REGION,
        "destination_region": REGION,
        "metrics_region": REGION,
        "settings": _SETTINGS,
    },
}
"""Subject kind -> part -> its members; docs/architecture.md, "Subjects"."""


def subjects_in(kind: str) -> tuple[str, ...]:
    """Parts of a subject that stand for subjects: itself, its buckets, role and keys, lists of edges."""
    parts = {name: part[0] if isinstance(part, list) else part for name, part in PARTS[kind].items()}
    standing = [name for name, part in parts.items() if any(part is each for each in (BUCKET, ROLE, KEY, EDGE))]
    return (*(["rule"] if "rule" in parts else []), *standing)


ASKED = ("may", "granted", "denied", "meant", "undenied")
"""Functions over the requests that S3 makes for an edge; of a role only that S3 assumes it."""

PURPOSES = (
    "assume-role", "read-configuration", "read-source", "read-versions", "read-tags", "read-object-lock", "replicate",
    "replicate-tags", "replicate-deletes", "override-owner", "decrypt-source", "encrypt-replica",
    "generate-replica-key", "decrypt-replica", "batch-assume-role", "batch-initiate",
    "batch-manifest", "batch-report", "batch-encrypt",
)  # fmt: skip
"""What `may(purpose)` and `denied(purpose)` can be asked about: the requests that S3 makes for an edge."""

SIDES = ("identity", "boundary", "scp", "rcp", "resource")
"""What they can be limited to: one layer of the decision."""

ACTIONS: Mapping[str, frozenset[str]] = {
    "enable-versioning": frozenset({"bucket"}),
    "permit-on-bucket": frozenset({"bucket", "role", "actions"}),
    "revoke-on-bucket": frozenset({"bucket", "actions", "keep_account"}),
    "name-role-on-bucket": frozenset({"bucket", "role", "account"}),
    "set-policy-version": frozenset({"bucket"}),
    "permit-on-role": frozenset({"role", "actions", "resources"}),
    "narrow-role": frozenset({"role", "edges"}),
    "drop-grants": frozenset({"role", "grants", "sharers"}),
    "trust-s3": frozenset({"role"}),
    "trust-only-s3": frozenset({"role"}),
    "permit-on-key": frozenset({"key", "role", "actions"}),
    "enable-key": frozenset({"key"}),
    "set-rule": frozenset({"bucket", "rule", "change"}),
    "set-ownership": frozenset({"bucket", "ownership"}),
    "correct-version": frozenset({"documents"}),
    "manual": frozenset({"text"}),
}
"""Remediation action -> what it is given; carried out by `auditor/remediate/`."""

OPTIONAL: Mapping[str, frozenset[str]] = {"narrow-role": frozenset({"edges"}), "drop-grants": frozenset({"sharers"})}
"""Remediation action -> what it can do without."""


_LONGEST, _MOST = 80, 40
"""Characters of a name for which a nearest one is looked for, and words that are named if there is none."""


def nearest(name: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?` if something known looks like `name`, else what is known, or how much that is."""
    words = sorted(known)
    close = get_close_matches(name[:_LONGEST], words, n=1, cutoff=0.6)
    if close:
        return f"; did you mean '{close[0]}'?"
    rest = f" and {len(words) - _MOST} more" if len(words) > _MOST else ""
    return f"; known are {', '.join(words[:_MOST])}{rest}" if words else ""
