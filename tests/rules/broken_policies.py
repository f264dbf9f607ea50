"""Bucket policies that refuse replication, admit too much or stand in its way, and what each is told as."""

from __future__ import annotations

from tests.rules.breaks import ACROSS, ALL, Case
from tests.rules.ways import ROLE, STRANGER, admitted, admitting, both, denied, put, unread, versioned
from tests.rules.worlds import (
    DESTINATION,
    OVERRIDE,
    REPLICA_KEY,
    ROLE_ARN,
    SOURCE,
    WRITE,
    A,
    B,
    allow,
    policy,
)

OBJECTS = f"{DESTINATION}/*"
WRITES = [*WRITE, OVERRIDE]
OPEN = put(DESTINATION, public_access_block=None)
ENDPOINT = {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}
NETWORK = {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}
ORGANIZATION = {"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}
IN_CLEAR = {"Bool": {"aws:SecureTransport": "false"}}
NO_ACL = {"StringNotEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}
EXEMPT = {"ArnNotLike": {"aws:PrincipalArn": ROLE_ARN}}
OLD = {"AWS": f"arn:aws:iam::{A}:role/old"}
DASHES = "2012\u201310\u201317"

POLICIES = (
    Case(
        "no destination policy",
        ("cross-account", "kms", "bucket-key", "object-lock", "tags"),
        put(DESTINATION, policy=None),
        {
            "PASS > FAIL CRITICAL": "destination-policy-admits-role",
            "PASS > NOT_APPLICABLE": (
                "destination-grant-has-rule inbound-grants-from-trusted-accounts policy-version-current"
            ),
        },
    ),
    Case(
        "no destination policy",
        ("owner-override",),
        put(DESTINATION, policy=None),
        {
            "PASS > FAIL CRITICAL": "destination-policy-admits-role",
            "PASS > (FAIL)": "owner-override-permitted",
            "PASS > NOT_APPLICABLE": (
                "destination-grant-has-rule inbound-grants-from-trusted-accounts policy-version-current"
            ),
        },
    ),
    Case(
        "policy for another role",
        ("cross-account", "kms", "bucket-key", "object-lock", "tags"),
        admitted(OLD, WRITES),
        {"PASS > FAIL CRITICAL": "destination-policy-admits-role", "PASS > FAIL MEDIUM": "destination-grant-has-rule"},
    ),
    Case(
        "policy for another role",
        ("owner-override",),
        admitted(OLD, WRITES),
        {
            "PASS > FAIL CRITICAL": "destination-policy-admits-role",
            "PASS > FAIL MEDIUM": "destination-grant-has-rule",
            "PASS > (FAIL)": "owner-override-permitted",
        },
    ),
    Case(
        "policy for the role without its path",
        ("cross-account", "kms", "bucket-key", "object-lock", "tags"),
        admitted({"AWS": f"arn:aws:iam::{A}:role/replicate"}, WRITES),
        {"PASS > FAIL CRITICAL": "destination-policy-admits-role", "PASS > FAIL MEDIUM": "destination-grant-has-rule"},
    ),
    Case(
        "policy for the role without its path",
        ("owner-override",),
        admitted({"AWS": f"arn:aws:iam::{A}:role/replicate"}, WRITES),
        {
            "PASS > FAIL CRITICAL": "destination-policy-admits-role",
            "PASS > FAIL MEDIUM": "destination-grant-has-rule",
            "PASS > (FAIL)": "owner-override-permitted",
        },
    ),
    Case(
        "policy for a role that was deleted",
        ("cross-account", "kms", "bucket-key", "object-lock", "tags"),
        admitted({"AWS": "AROAEXAMPLEID"}, WRITES),
        {
            "PASS > FAIL CRITICAL": "destination-policy-admits-role",
            "PASS > FAIL HIGH": "destination-policy-names-live-role",
        },
    ),
    Case(
        "policy for a role that was deleted",
        ("owner-override",),
        admitted({"AWS": "AROAEXAMPLEID"}, WRITES),
        {
            "PASS > FAIL CRITICAL": "destination-policy-admits-role",
            "PASS > FAIL HIGH": "destination-policy-names-live-role",
            "PASS > (FAIL)": "owner-override-permitted",
        },
    ),
    Case(
        "policy with a placeholder",
        ("cross-account", "kms", "bucket-key", "object-lock", "tags"),
        admitted({"AWS": "arn:aws:iam::XXXXXXXX:role/r"}, WRITES),
        {
            "PASS > FAIL CRITICAL": "destination-policy-admits-role",
            "PASS > FAIL HIGH": "destination-policy-names-live-role",
        },
    ),
    Case(
        "policy with a placeholder",
        ("owner-override",),
        admitted({"AWS": "arn:aws:iam::XXXXXXXX:role/r"}, WRITES),
        {
            "PASS > FAIL CRITICAL": "destination-policy-admits-role",
            "PASS > FAIL HIGH": "destination-policy-names-live-role",
            "PASS > (FAIL)": "owner-override-permitted",
        },
    ),
    Case(
        "policy for the whole account",
        ACROSS,
        admitted({"AWS": f"arn:aws:iam::{A}:root"}, WRITES),
        {"PASS > FAIL MEDIUM": "destination-policy-trusts-role-not-account"},
    ),
    Case(
        "policy for the whole account, by wildcard",
        ACROSS,
        admitted({"AWS": A}, ["s3:Replicate*", OVERRIDE]),
        {
            "PASS > FAIL HIGH": "destination-policy-trusts-role-not-account",
            "PASS > FAIL LOW": "destination-policy-no-action-wildcards",
        },
    ),
    Case(
        "policy open to all",
        ACROSS,
        both(OPEN, admitting(DESTINATION, allow("s3:PutObject", OBJECTS, Principal="*"))),
        {
            "PASS > FAIL CRITICAL": "destination-policy-not-public",
            "PASS > FAIL HIGH": "destination-as-protected-as-source",
        },
    ),
    Case(
        "versioning delegated",
        ("cross-account", "kms", "bucket-key", "owner-override", "tags"),
        admitting(DESTINATION, allow("s3:PutBucketVersioning", DESTINATION, Principal=ROLE)),
        {"PASS > FAIL MEDIUM": "destination-versioning-not-delegated"},
    ),
    Case(
        "versioning delegated",
        ("object-lock",),
        admitting(DESTINATION, allow("s3:PutBucketVersioning", DESTINATION, Principal=ROLE)),
        {"PASS > FAIL INFO": "destination-versioning-not-delegated"},
    ),
    Case(
        "versioning delegated on objects, to no effect",
        ACROSS,
        admitting(DESTINATION, allow("s3:PutBucketVersioning", OBJECTS, Principal=ROLE)),
        {},
    ),
    Case(
        "deleting delegated",
        ACROSS,
        admitting(DESTINATION, allow("s3:DeleteObject", OBJECTS, Principal=ROLE)),
        {"PASS > FAIL HIGH": "destination-policy-no-destructive-actions"},
    ),
    Case(
        "the policy itself delegated",
        ACROSS,
        admitting(DESTINATION, allow("s3:PutBucketPolicy", DESTINATION, Principal=ROLE)),
        {"PASS > FAIL HIGH": "destination-policy-no-destructive-actions"},
    ),
    Case(
        "a wildcard of listing",
        ACROSS,
        admitting(DESTINATION, allow("s3:List*", DESTINATION, Principal=ROLE)),
        {"PASS > FAIL LOW": "destination-policy-no-action-wildcards"},
    ),
    Case(
        "a wildcard of reading",
        ACROSS,
        admitting(DESTINATION, allow("s3:Get*", OBJECTS, Principal=ROLE)),
        {"PASS > FAIL MEDIUM": "destination-policy-no-action-wildcards"},
    ),
    Case(
        "everything",
        ("cross-account", "kms", "bucket-key", "owner-override", "tags"),
        admitting(DESTINATION, allow("s3:*", [DESTINATION, OBJECTS], Principal=ROLE)),
        {
            "PASS > FAIL HIGH": ("destination-policy-no-action-wildcards destination-policy-no-destructive-actions"),
            "PASS > FAIL MEDIUM": "destination-versioning-not-delegated",
        },
    ),
    Case(
        "everything",
        ("object-lock",),
        admitting(DESTINATION, allow("s3:*", [DESTINATION, OBJECTS], Principal=ROLE)),
        {
            "PASS > FAIL HIGH": ("destination-policy-no-action-wildcards destination-policy-no-destructive-actions"),
            "PASS > FAIL INFO": "destination-versioning-not-delegated",
        },
    ),
    Case(
        "a stranger admitted",
        ACROSS,
        admitting(
            DESTINATION, allow("s3:ReplicateObject", OBJECTS, Principal={"AWS": f"arn:aws:iam::{STRANGER}:role/r"})
        ),
        {
            "PASS > FAIL CRITICAL": "inbound-grants-from-trusted-accounts",
            "PASS > UNKNOWN": "destination-grant-has-rule",
        },
    ),
    Case(
        "a grant that no rule uses",
        ACROSS,
        admitting(DESTINATION, allow("s3:ReplicateTags", OBJECTS, Principal=OLD)),
        {"PASS > FAIL MEDIUM": "destination-grant-has-rule"},
    ),
    Case("old policy language", ACROSS, versioned("2008-10-17"), {"PASS > FAIL LOW": "policy-version-current"}),
    Case(
        "old policy language with a variable",
        ACROSS,
        both(
            admitting(DESTINATION, denied("s3:PutObject", f"{DESTINATION}/${{aws:username}}/*")),
            versioned("2008-10-17"),
        ),
        {"PASS > FAIL MEDIUM": "policy-version-current"},
    ),
    Case(
        "dashes in the policy's version",
        ACROSS,
        versioned(DASHES),
        {"PASS > FAIL CRITICAL": "policy-version-legal", "PASS > NOT_APPLICABLE": "policy-version-current"},
    ),
    Case(
        "dashes in the trust policy's version",
        ALL,
        lambda world: world.facts[ROLE_ARN]["trust"].update(Version=DASHES),
        {"PASS > FAIL CRITICAL": "policy-version-legal"},
    ),
    Case(
        "dashes in a key policy's version",
        ("kms",),
        put(REPLICA_KEY, policy=policy(allow("kms:*", "*", Principal=ROLE)).replace("2012-10-17", DASHES)),
        {"PASS > FAIL CRITICAL": "policy-version-legal"},
    ),
    Case(
        "denied without a VPC endpoint, at the destination",
        ("same-account",),
        admitting(DESTINATION, denied("s3:*", OBJECTS, Condition=ENDPOINT)),
        {
            "PASS > FAIL HIGH": "denies-spare-replication",
            "PASS > (FAIL)": "delete-marker-replication-permitted object-tags-replicated",
            "NOT_APPLICABLE > PASS": "policy-version-current",
        },
    ),
    Case(
        "denied without a VPC endpoint, at the destination",
        ("cross-account", "kms", "bucket-key", "object-lock", "tags"),
        admitting(DESTINATION, denied("s3:*", OBJECTS, Condition=ENDPOINT)),
        {
            "PASS > FAIL CRITICAL": "destination-policy-admits-role",
            "PASS > FAIL HIGH": "denies-spare-replication",
            "PASS > (FAIL)": "object-tags-replicated",
        },
    ),
    Case(
        "denied without a VPC endpoint, at the destination",
        ("two-way",),
        admitting(DESTINATION, denied("s3:*", OBJECTS, Condition=ENDPOINT)),
        {
            "PASS > FAIL CRITICAL": "destination-policy-admits-role role-may-read-source",
            "PASS > FAIL HIGH": "denies-spare-replication",
            "PASS > (FAIL)": "object-tags-replicated",
        },
    ),
    Case(
        "denied without a VPC endpoint, at the destination",
        ("owner-override",),
        admitting(DESTINATION, denied("s3:*", OBJECTS, Condition=ENDPOINT)),
        {
            "PASS > FAIL CRITICAL": "destination-policy-admits-role",
            "PASS > FAIL HIGH": "denies-spare-replication",
            "PASS > (FAIL)": "object-tags-replicated owner-override-permitted",
        },
    ),
    Case(
        "denied without a VPC endpoint, at the source",
        ("same-account", "cross-account", "kms", "bucket-key", "owner-override", "tags"),
        admitting(SOURCE, denied("s3:*", f"{SOURCE}/*", Condition=ENDPOINT)),
        {
            "PASS > FAIL CRITICAL": "role-may-read-source",
            "PASS > FAIL HIGH": "denies-spare-replication",
            "PASS > (FAIL)": "object-tags-replicated",
        },
    ),
    Case(
        "denied without a VPC endpoint, at the source",
        ("object-lock",),
        admitting(SOURCE, denied("s3:*", f"{SOURCE}/*", Condition=ENDPOINT)),
        {
            "PASS > FAIL CRITICAL": "role-may-read-source",
            "PASS > FAIL HIGH": "denies-spare-replication",
            "PASS > (FAIL)": "object-tags-replicated role-may-read-object-lock",
        },
    ),
    Case(
        "denied without a VPC endpoint, at the source",
        ("two-way",),
        admitting(SOURCE, denied("s3:*", f"{SOURCE}/*", Condition=ENDPOINT)),
        {
            "PASS > FAIL CRITICAL": "destination-policy-admits-role role-may-read-source",
            "PASS > FAIL HIGH": "denies-spare-replication",
            "PASS > (FAIL)": "object-tags-replicated",
        },
    ),
    Case(
        "denied without a VPC endpoint, but for the role",
        ACROSS,
        admitting(DESTINATION, denied("s3:*", OBJECTS, Condition={**ENDPOINT, **EXEMPT})),
        {},
    ),
    Case(
        "denied outside a network",
        ("same-account",),
        admitting(DESTINATION, denied("s3:*", OBJECTS, Condition=NETWORK)),
        {
            "PASS > UNKNOWN": ("delete-marker-replication-permitted denies-spare-replication object-tags-replicated"),
            "NOT_APPLICABLE > PASS": "policy-version-current",
        },
    ),
    Case(
        "denied outside a network",
        ("cross-account", "kms", "bucket-key", "object-lock", "tags"),
        admitting(DESTINATION, denied("s3:*", OBJECTS, Condition=NETWORK)),
        {"PASS > UNKNOWN": ("denies-spare-replication destination-policy-admits-role object-tags-replicated")},
    ),
    Case(
        "denied outside a network",
        ("two-way",),
        admitting(DESTINATION, denied("s3:*", OBJECTS, Condition=NETWORK)),
        {
            "PASS > UNKNOWN": (
                "denies-spare-replication destination-policy-admits-role object-tags-replicated role-may-read-source"
            )
        },
    ),
    Case(
        "denied outside a network",
        ("owner-override",),
        admitting(DESTINATION, denied("s3:*", OBJECTS, Condition=NETWORK)),
        {
            "PASS > UNKNOWN": (
                "denies-spare-replication destination-policy-admits-role object-tags-replicated "
                "owner-override-permitted"
            )
        },
    ),
    Case(
        "denied outside the organization",
        ("same-account",),
        both(admitting(DESTINATION, denied("s3:*", OBJECTS, Condition=ORGANIZATION)), unread("organization")),
        {
            "PASS > UNKNOWN": ("delete-marker-replication-permitted denies-spare-replication object-tags-replicated"),
            "NOT_APPLICABLE > PASS": "policy-version-current",
        },
    ),
    Case(
        "denied outside the organization",
        ("cross-account", "kms", "bucket-key", "object-lock", "tags"),
        both(admitting(DESTINATION, denied("s3:*", OBJECTS, Condition=ORGANIZATION)), unread("organization")),
        {"PASS > UNKNOWN": ("denies-spare-replication destination-policy-admits-role object-tags-replicated")},
    ),
    Case(
        "denied outside the organization",
        ("two-way",),
        both(admitting(DESTINATION, denied("s3:*", OBJECTS, Condition=ORGANIZATION)), unread("organization")),
        {
            "PASS > UNKNOWN": (
                "denies-spare-replication destination-policy-admits-role object-tags-replicated role-may-read-source"
            )
        },
    ),
    Case(
        "denied outside the organization",
        ("owner-override",),
        both(admitting(DESTINATION, denied("s3:*", OBJECTS, Condition=ORGANIZATION)), unread("organization")),
        {
            "PASS > UNKNOWN": (
                "denies-spare-replication destination-policy-admits-role object-tags-replicated "
                "owner-override-permitted"
            )
        },
    ),
    Case(
        "denied to all but an administrator",
        ("cross-account", "kms", "bucket-key", "object-lock", "tags"),
        admitting(
            DESTINATION,
            {
                "Effect": "Deny",
                "Action": "s3:*",
                "Resource": OBJECTS,
                "NotPrincipal": {"AWS": f"arn:aws:iam::{B}:role/admin"},
            },
        ),
        {
            "PASS > FAIL CRITICAL": "destination-policy-admits-role",
            "PASS > FAIL HIGH": "denies-spare-replication",
            "PASS > (FAIL)": "object-tags-replicated",
        },
    ),
    Case(
        "denied to all but an administrator",
        ("owner-override",),
        admitting(
            DESTINATION,
            {
                "Effect": "Deny",
                "Action": "s3:*",
                "Resource": OBJECTS,
                "NotPrincipal": {"AWS": f"arn:aws:iam::{B}:role/admin"},
            },
        ),
        {
            "PASS > FAIL CRITICAL": "destination-policy-admits-role",
            "PASS > FAIL HIGH": "denies-spare-replication",
            "PASS > (FAIL)": "object-tags-replicated owner-override-permitted",
        },
    ),
    Case(
        "denied without encryption in transit",
        ACROSS,
        admitting(DESTINATION, denied("s3:*", OBJECTS, Condition=IN_CLEAR)),
        {},
    ),
    Case(
        "denied without an ACL, on uploads",
        ACROSS,
        admitting(DESTINATION, denied("s3:PutObject", OBJECTS, Condition=NO_ACL)),
        {},
    ),
    Case(
        "denied without an ACL, on everything",
        ("same-account",),
        admitting(DESTINATION, denied("s3:*", OBJECTS, Condition=NO_ACL)),
        {
            "PASS > FAIL HIGH": "denies-need-no-missing-header",
            "PASS > (FAIL)": ("delete-marker-replication-permitted denies-spare-replication object-tags-replicated"),
            "NOT_APPLICABLE > PASS": "policy-version-current",
        },
    ),
    Case(
        "denied without an ACL, on everything",
        ("cross-account", "kms", "bucket-key", "object-lock", "tags"),
        admitting(DESTINATION, denied("s3:*", OBJECTS, Condition=NO_ACL)),
        {
            "PASS > FAIL HIGH": "denies-need-no-missing-header",
            "PASS > (FAIL)": ("denies-spare-replication destination-policy-admits-role object-tags-replicated"),
        },
    ),
    Case(
        "denied without an ACL, on everything",
        ("two-way",),
        admitting(DESTINATION, denied("s3:*", OBJECTS, Condition=NO_ACL)),
        {
            "PASS > FAIL CRITICAL": "role-may-read-source",
            "PASS > FAIL HIGH": "denies-need-no-missing-header denies-spare-replication",
            "PASS > (FAIL)": ("denies-spare-replication destination-policy-admits-role object-tags-replicated"),
        },
    ),
    Case(
        "denied without an ACL, on everything",
        ("owner-override",),
        admitting(DESTINATION, denied("s3:*", OBJECTS, Condition=NO_ACL)),
        {
            "PASS > FAIL HIGH": "denies-need-no-missing-header",
            "PASS > (FAIL)": (
                "denies-spare-replication destination-policy-admits-role object-tags-replicated "
                "owner-override-permitted"
            ),
        },
    ),
    Case(
        "tags denied at the destination",
        ("same-account",),
        admitting(DESTINATION, denied("s3:ReplicateTags", OBJECTS)),
        {"PASS > FAIL MEDIUM": "object-tags-replicated", "NOT_APPLICABLE > PASS": "policy-version-current"},
    ),
    Case(
        "tags denied at the destination",
        ("cross-account", "kms", "bucket-key", "object-lock", "two-way", "owner-override", "tags"),
        admitting(DESTINATION, denied("s3:ReplicateTags", OBJECTS)),
        {"PASS > FAIL MEDIUM": "object-tags-replicated"},
    ),
)
