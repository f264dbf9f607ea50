"""The words a rule may use: parts of each subject kind, functions, purposes of requests, remediation actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from jmespath.functions import Functions

from auditor.rules.regional_shapes import JOB, REGION_FACTS
from auditor.rules.shapes import (
    ACCOUNT_FACTS,
    BUCKET_FACTS,
    KEY_FACTS,
    ROLE_FACTS,
    RULE,
    STATEMENT,
    Shape,
)

BUCKET: Mapping[str, Shape] = {
    "arn": None, "name": None, "account": None, "region": None, "purposes": [None],
    "must_replicate": None, "allowed_regions": [None], "recovery_point": None, **BUCKET_FACTS,
}  # fmt: skip
ROLE: Mapping[str, Shape] = {"arn": None, "name": None, "account": None, **ROLE_FACTS}
KEY: Mapping[str, Shape] = {"arn": None, "given": None, "account": None, "region": None, **KEY_FACTS}
ACCOUNT: Mapping[str, Shape] = {"arn": None, "name": None, "account": None, **ACCOUNT_FACTS}
REGION: Mapping[str, Shape] = {"arn": None, "name": None, "account": None, **REGION_FACTS}
EDGE: Mapping[str, Shape] = {
    "id": None, "source": None, "source_account": None, "rule": None, "status": None, "role": None,
    "destination": None, "destination_account": None,
}  # fmt: skip
_SETTINGS: Mapping[str, Shape] = {
    "trusted_accounts": [None],
    "scanned_accounts": [None],
    "rules_read": None,
    "approved_actors": [None],
}
_CHAIN: Mapping[str, Shape] = {"source": None, "destination": None}
_ANNOUNCEMENT: Mapping[str, Shape] = {
    "arn": None, "type": None, "account": None, "asked": [{"policy": None, "request": None}],
}  # fmt: skip
_SOURCE: Mapping[str, Shape] = {"arn": None, "policy": None}
_CHANNEL: Mapping[str, Shape] = dict.fromkeys(("kind", "id", "source", "destination", "account", "trusted"))
_RULE: Mapping[str, Shape] = {**RULE, "key": None, "schema": None}

_JOB: Mapping[str, Shape] = {**JOB, "days": None}

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
        "older_objects": None,
        "outages": [{"began": None, "ended": None}],
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
        "overruled_by": [{"rule": None, "options": [None]}],
        "guardrails": None,
        "summary": EDGE,
        "source": BUCKET,
        "destination": BUCKET,
        "role": ROLE,
        "source_keys": [KEY],
        "replica_key": KEY,
        "destination_key": KEY,
        "reverse": [EDGE],
        "batch_jobs": [{**_JOB, "own_role": None}],
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


@dataclass(frozen=True, slots=True)
class Function:
    """How a function is called: so many arguments at least and at most (None: any number), and what it gives."""

    least: int
    most: int | None
    gives: Shape = None


OURS: Mapping[str, Function] = {
    "may": Function(1, 2),
    "granted": Function(1, 2),
    "denied": Function(1, 2),
    "meant": Function(1, 2),
    "undenied": Function(1, 2),
    "known": Function(1, 1),
    "any": Function(1, 2),
    "all": Function(1, 2),
    "document": Function(1, 1),
    "statements": Function(1, 1, [STATEMENT]),
    "foreign": Function(2, 2, [STATEMENT]),
    "about": Function(2, 2, [STATEMENT]),
    "covers": Function(2, 2),
    "narrowed": Function(2, 2),
    "condition_keys": Function(1, 1, [None]),
    "strays": Function(3, 3, [None]),
    "granted_without_need": Function(2, 2, [{"action": None, "resource": None}]),
    "admits": Function(2, 2),
    "who_may_replicate": Function(5, 5, [None]),
    "matches": Function(2, 2),
    "outside": Function(2, 2),
    "split": Function(2, 2, [None]),
    "lower": Function(1, 1),
    "account_of": Function(1, 1),
    "region_of": Function(1, 1),
    "illegal_characters": Function(1, 1),
}
"""Our functions, implemented in `auditor/evaluate/`; docs/writing-rules.md, "Functions"."""

_JMESPATH = {
    name: Function(len(spec["signature"]), None if spec["signature"][-1].get("variadic") else len(spec["signature"]))
    for name, spec in Functions.FUNCTION_TABLE.items()
}
FUNCTIONS: Mapping[str, Function] = {**_JMESPATH, **OURS}
"""Every function by name: JMESPath's own and ours."""

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
