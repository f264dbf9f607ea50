"""Bucket policies that refuse replication, admit too much or stand in its way, and what each is told as."""

from __future__ import annotations

from tests.rules.breaks import ACROSS, ALL, Case, cases
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
ON_BEHALF = {"Bool": {"aws:ViaAWSService": "false"}}
NETWORK = {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}
ORGANIZATION = {"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}
IN_CLEAR = {"Bool": {"aws:SecureTransport": "false"}}
NO_ACL = {"StringNotEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}
EXEMPT = {"ArnNotLike": {"aws:PrincipalArn": ROLE_ARN}}
OLD = {"AWS": f"arn:aws:iam::{A}:role/old"}
DASHES = "2012\u201310\u201317"

POLICIES = (
    *cases(
        "no destination policy",
        put(DESTINATION, policy=None),
        {
            "PASS > FAIL CRITICAL": "destination-policy-admits-role",
            "PASS > NOT_APPLICABLE": (
                "destination-grant-has-rule inbound-grants-from-trusted-accounts policy-version-current"
            ),
        },
        (("cross-account", "kms", "bucket-key", "object-lock", "tags"), {}),
        (("owner-override",), {"PASS > (FAIL)": "owner-override-permitted"}),
    ),
    *cases(
        "policy for another role",
        admitted(OLD, WRITES),
        {
            "PASS > FAIL CRITICAL": "destination-policy-admits-role",
            "PASS > FAIL MEDIUM": "destination-grant-has-rule",
        },
        (("cross-account", "kms", "bucket-key", "object-lock", "tags"), {}),
        (("owner-override",), {"PASS > (FAIL)": "owner-override-permitted"}),
    ),
    *cases(
        "policy for the role without its path",
        admitted({"AWS": f"arn:aws:iam::{A}:role/replicate"}, WRITES),
        {
            "PASS > FAIL CRITICAL": "destination-policy-admits-role",
            "PASS > FAIL MEDIUM": "destination-grant-has-rule",
        },
        (("cross-account", "kms", "bucket-key", "object-lock", "tags"), {}),
        (("owner-override",), {"PASS > (FAIL)": "owner-override-permitted"}),
    ),
    *cases(
        "policy for a role that was deleted",
        admitted({"AWS": "AROAEXAMPLEID"}, WRITES),
        {
            "PASS > FAIL CRITICAL": "destination-policy-admits-role",
            "PASS > FAIL HIGH": "destination-policy-names-live-role",
        },
        (("cross-account", "kms", "bucket-key", "object-lock", "tags"), {}),
        (("owner-override",), {"PASS > (FAIL)": "owner-override-permitted"}),
    ),
    *cases(
        "policy with a placeholder",
        admitted({"AWS": "arn:aws:iam::XXXXXXXX:role/r"}, WRITES),
        {
            "PASS > FAIL CRITICAL": "destination-policy-admits-role",
            "PASS > FAIL HIGH": "destination-policy-names-live-role",
        },
        (("cross-account", "kms", "bucket-key", "object-lock", "tags"), {}),
        (("owner-override",), {"PASS > (FAIL)": "owner-override-permitted"}),
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
    *cases(
        "versioning delegated",
        admitting(DESTINATION, allow("s3:PutBucketVersioning", DESTINATION, Principal=ROLE)),
        {},
        (
            ("cross-account", "kms", "bucket-key", "owner-override", "tags"),
            {"PASS > FAIL MEDIUM": "destination-versioning-not-delegated"},
        ),
        (("object-lock",), {"PASS > FAIL INFO": "destination-versioning-not-delegated"}),
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
    *cases(
        "everything",
        admitting(DESTINATION, allow("s3:*", [DESTINATION, OBJECTS], Principal=ROLE)),
        {
            "PASS > FAIL HIGH": "destination-policy-no-action-wildcards",
            "PASS > (FAIL)": "destination-policy-no-destructive-actions",
        },
        (
            ("cross-account", "kms", "bucket-key", "owner-override", "tags"),
            {"PASS > (FAIL)": "destination-versioning-not-delegated"},
        ),
        (("object-lock",), {"PASS > (FAIL)": "destination-versioning-not-delegated"}),
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
    *cases(
        "denied without a VPC endpoint, at the destination",
        admitting(DESTINATION, denied("s3:*", OBJECTS, Condition=ENDPOINT)),
        {
            "PASS > FAIL HIGH": "denies-spare-replication",
            "PASS > (FAIL)": "object-tags-replicated",
        },
        (
            ("same-account",),
            {
                "PASS > (FAIL)": "delete-marker-replication-permitted",
                "NOT_APPLICABLE > PASS": "policy-version-current",
            },
        ),
        (
            ("cross-account", "kms", "bucket-key", "object-lock", "tags"),
            {"PASS > (FAIL)": "destination-policy-admits-role"},
        ),
        (("two-way",), {"PASS > (FAIL)": "destination-policy-admits-role role-may-read-source"}),
        (
            ("owner-override",),
            {"PASS > (FAIL)": "owner-override-permitted destination-policy-admits-role"},
        ),
    ),
    *cases(
        "denied without a VPC endpoint, at the source",
        admitting(SOURCE, denied("s3:*", f"{SOURCE}/*", Condition=ENDPOINT)),
        {
            "PASS > FAIL HIGH": "denies-spare-replication",
            "PASS > (FAIL)": "object-tags-replicated role-may-read-source",
        },
        (("same-account", "cross-account", "kms", "bucket-key", "owner-override", "tags"), {}),
        (("object-lock",), {"PASS > (FAIL)": "role-may-read-object-lock"}),
        (("two-way",), {"PASS > (FAIL)": "destination-policy-admits-role"}),
    ),
    *cases(
        "denied without a VPC endpoint, but for what AWS calls on somebody's behalf",
        admitting(SOURCE, denied("s3:*", f"{SOURCE}/*", Condition={**ENDPOINT, **ON_BEHALF})),
        {
            "PASS > FAIL HIGH": "denies-spare-replication",
            "PASS > (FAIL)": "object-tags-replicated role-may-read-source",
        },
        (("same-account", "cross-account"), {}),
    ),
    Case(
        "denied without a VPC endpoint, but for the role",
        ACROSS,
        admitting(DESTINATION, denied("s3:*", OBJECTS, Condition={**ENDPOINT, **EXEMPT})),
        {},
    ),
    *cases(
        "denied outside a network",
        admitting(DESTINATION, denied("s3:*", OBJECTS, Condition=NETWORK)),
        {"PASS > UNKNOWN": "denies-spare-replication object-tags-replicated"},
        (
            ("same-account",),
            {
                "PASS > UNKNOWN": "delete-marker-replication-permitted",
                "NOT_APPLICABLE > PASS": "policy-version-current",
            },
        ),
        (
            ("cross-account", "kms", "bucket-key", "object-lock", "tags"),
            {"PASS > UNKNOWN": "destination-policy-admits-role"},
        ),
        (("two-way",), {"PASS > UNKNOWN": "destination-policy-admits-role role-may-read-source"}),
        (("owner-override",), {"PASS > UNKNOWN": "destination-policy-admits-role owner-override-permitted"}),
    ),
    *cases(
        "denied outside the organization",
        both(admitting(DESTINATION, denied("s3:*", OBJECTS, Condition=ORGANIZATION)), unread("organization")),
        {"PASS > UNKNOWN": "denies-spare-replication object-tags-replicated"},
        (
            ("same-account",),
            {
                "PASS > UNKNOWN": "delete-marker-replication-permitted",
                "NOT_APPLICABLE > PASS": "policy-version-current",
            },
        ),
        (
            ("cross-account", "kms", "bucket-key", "object-lock", "tags"),
            {"PASS > UNKNOWN": "destination-policy-admits-role"},
        ),
        (("two-way",), {"PASS > UNKNOWN": "destination-policy-admits-role role-may-read-source"}),
        (("owner-override",), {"PASS > UNKNOWN": "destination-policy-admits-role owner-override-permitted"}),
    ),
    *cases(
        "denied to all but an administrator",
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
            "PASS > FAIL HIGH": "denies-spare-replication",
            "PASS > (FAIL)": "object-tags-replicated destination-policy-admits-role",
        },
        (("cross-account", "kms", "bucket-key", "object-lock", "tags"), {}),
        (("owner-override",), {"PASS > (FAIL)": "owner-override-permitted"}),
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
    *cases(
        "denied without an ACL, on everything",
        admitting(DESTINATION, denied("s3:*", OBJECTS, Condition=NO_ACL)),
        {
            "PASS > FAIL HIGH": "denies-need-no-missing-header",
            "PASS > (FAIL)": "denies-spare-replication object-tags-replicated",
        },
        (
            ("same-account",),
            {
                "PASS > (FAIL)": "delete-marker-replication-permitted",
                "NOT_APPLICABLE > PASS": "policy-version-current",
            },
        ),
        (
            ("cross-account", "kms", "bucket-key", "object-lock", "tags"),
            {"PASS > (FAIL)": "destination-policy-admits-role"},
        ),
        (
            ("two-way",),
            {
                "PASS > FAIL HIGH": "denies-spare-replication",
                "PASS > (FAIL)": "destination-policy-admits-role role-may-read-source",
            },
        ),
        (("owner-override",), {"PASS > (FAIL)": "destination-policy-admits-role owner-override-permitted"}),
    ),
    *cases(
        "tags denied at the destination",
        admitting(DESTINATION, denied("s3:ReplicateTags", OBJECTS)),
        {"PASS > FAIL MEDIUM": "object-tags-replicated"},
        (("same-account",), {"NOT_APPLICABLE > PASS": "policy-version-current"}),
        (("cross-account", "kms", "bucket-key", "object-lock", "two-way", "owner-override", "tags"), {}),
    ),
)
