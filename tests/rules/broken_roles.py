"""Roles that S3 cannot assume, that may too little or too much, and what each is told as."""

from __future__ import annotations

from tests.rules.breaks import ALL, KMS, ONE_WAY, Case, cases
from tests.rules.ways import STRANGER, both, boundary, granted, put, trusting, without
from tests.rules.worlds import (
    ACCOUNT_A,
    DESTINATION,
    OVERRIDE,
    READ_BUCKET,
    READ_LOCK,
    ROLE_ARN,
    SOURCE,
    A,
    World,
    allow,
    document,
)

READ = "s3:GetObjectVersionForReplication"
SERVICES = ["s3.amazonaws.com", "batchoperations.s3.amazonaws.com"]
ALL_BUT_TAGS = [*READ_BUCKET, READ, "s3:GetObjectVersionAcl", *READ_LOCK, "s3:Replicate*", OVERRIDE, "kms:*"]

ADMIN = {
    "Roles": [ROLE_ARN], "Policies": {}, "Principals": [{
        "Arn": f"arn:aws:iam::{A}:user/admin", "Attached": [], "Boundary": None, "Tags": [],
        "Inline": [{"PolicyName": "all", "PolicyDocument": document(allow("*", "*"))}],
    }],
}  # fmt: skip


def _may_set_up(world: World) -> None:
    """A user who is not declared may do everything."""
    world.declared["approved_actors"] = (f"arn:aws:iam::{A}:role/deploy-*",)
    world.facts[ACCOUNT_A]["principals"] = ADMIN


ROLES = (
    Case(
        "a user who may set up replication and is not declared",
        ONE_WAY,
        _may_set_up,
        {"NOT_APPLICABLE > FAIL MEDIUM": "few-may-set-up-replication"},
    ),
    *cases(
        "no such role",
        put(ROLE_ARN, role=None, trust=None, inline_policies=None, attached_policies=None),
        {
            "PASS > FAIL CRITICAL": "replication-role-exists",
            "PASS > (FAIL)": (
                "object-tags-replicated replication-role-has-permissions role-may-read-source "
                "role-may-replicate-to-destination role-trusts-s3"
            ),
            "PASS > NOT_APPLICABLE": (
                "role-cannot-change-source role-least-privilege role-limited-to-s3-and-kms "
                "role-no-action-wildcards role-no-resource-wildcards role-trust-conditions-reviewed "
                "role-trusts-only-s3"
            ),
        },
        (("same-account",), {"PASS > (FAIL)": "delete-marker-replication-permitted"}),
        (("cross-account", "two-way", "tags"), {}),
        (KMS, {"PASS > (FAIL)": "role-may-decrypt-source role-may-encrypt-replica"}),
        (("object-lock",), {"PASS > (FAIL)": "role-may-read-object-lock"}),
        (("owner-override",), {"PASS > (FAIL)": "owner-override-permitted"}),
    ),
    Case(
        "a role of another path",
        ALL,
        put(ROLE_ARN, role={"Arn": f"arn:aws:iam::{A}:role/replicate", "RoleName": "replicate"}),
        {"PASS > FAIL CRITICAL": "replication-role-exists"},
    ),
    *cases(
        "an empty role",
        put(ROLE_ARN, inline_policies=[]),
        {
            "PASS > FAIL CRITICAL": "replication-role-has-permissions",
            "PASS > (FAIL)": "object-tags-replicated role-may-read-source role-may-replicate-to-destination",
        },
        (("same-account",), {"PASS > (FAIL)": "delete-marker-replication-permitted"}),
        (("cross-account", "two-way", "tags"), {}),
        (KMS, {"PASS > (FAIL)": "role-may-decrypt-source role-may-encrypt-replica"}),
        (("object-lock",), {"PASS > (FAIL)": "role-may-read-object-lock"}),
        (("owner-override",), {"PASS > (FAIL)": "owner-override-permitted"}),
    ),
    Case(
        "the configuration not readable",
        ALL,
        without("s3:GetReplicationConfiguration", SOURCE),
        {"PASS > FAIL CRITICAL": "role-may-read-source"},
    ),
    Case(
        "the bucket not listable",
        ALL,
        without("s3:ListBucket", SOURCE),
        {"PASS > FAIL CRITICAL": "role-may-read-source"},
    ),
    Case("objects not readable", ALL, without(READ, f"{SOURCE}/*"), {"PASS > FAIL CRITICAL": "role-may-read-source"}),
    *cases(
        "objects readable by the wider right",
        both(without(READ, f"{SOURCE}/*"), granted("s3:GetObjectVersion", f"{SOURCE}/*")),
        {"PASS > (FAIL)": "role-least-privilege"},
        (
            ("same-account", "cross-account", "object-lock", "two-way", "owner-override", "tags"),
            {"PASS > FAIL LOW": "role-may-read-source"},
        ),
        (KMS, {"PASS > FAIL CRITICAL": "role-may-read-source"}),
    ),
    Case(
        "access lists not readable",
        ALL,
        without("s3:GetObjectVersionAcl", f"{SOURCE}/*"),
        {"PASS > FAIL CRITICAL": "role-may-read-source"},
    ),
    Case(
        "tags not readable",
        ALL,
        without("s3:GetObjectVersionTagging", f"{SOURCE}/*"),
        {"PASS > FAIL MEDIUM": "object-tags-replicated"},
    ),
    Case(
        "replicas not writable",
        ALL,
        without("s3:ReplicateObject", f"{DESTINATION}/*"),
        {"PASS > FAIL CRITICAL": "role-may-replicate-to-destination"},
    ),
    Case("tags not writable", ALL, without("s3:ReplicateTags", f"{DESTINATION}/*"), {}),
    *cases(
        "a boundary that lets nothing through",
        boundary("s3:None"),
        {
            "PASS > FAIL HIGH": "guardrails-permit-replication",
            "PASS > (FAIL)": "object-tags-replicated role-may-read-source role-may-replicate-to-destination",
        },
        (("same-account",), {"PASS > (FAIL)": "delete-marker-replication-permitted"}),
        (("cross-account", "two-way", "tags"), {}),
        (KMS, {"PASS > (FAIL)": "role-may-decrypt-source role-may-encrypt-replica"}),
        (("object-lock",), {"PASS > (FAIL)": "role-may-read-object-lock"}),
        (("owner-override",), {"PASS > (FAIL)": "owner-override-permitted"}),
    ),
    *cases(
        "a boundary without writing",
        boundary(["s3:Get*", "s3:List*", "kms:*"]),
        {
            "PASS > FAIL HIGH": "guardrails-permit-replication",
            "PASS > (FAIL)": "role-may-replicate-to-destination",
        },
        (("same-account",), {"PASS > (FAIL)": "delete-marker-replication-permitted"}),
        (("cross-account", "kms", "bucket-key", "object-lock", "two-way", "tags"), {}),
        (("owner-override",), {"PASS > (FAIL)": "owner-override-permitted"}),
    ),
    Case("a boundary without tags", ALL, boundary(ALL_BUT_TAGS), {"PASS > FAIL MEDIUM": "object-tags-replicated"}),
    Case("a boundary with all it takes", ONE_WAY, boundary(["s3:*", "kms:*"]), {}),
    Case(
        "the role writes to the source",
        ALL,
        granted("s3:PutObject", f"{SOURCE}/*"),
        {"PASS > FAIL HIGH": "role-cannot-change-source", "PASS > (FAIL)": "role-least-privilege"},
    ),
    Case(
        "the role deletes from the source",
        ALL,
        granted("s3:DeleteObject", f"{SOURCE}/*"),
        {"PASS > FAIL HIGH": "role-cannot-change-source", "PASS > (FAIL)": "role-least-privilege"},
    ),
    *cases(
        "the role replicates into the source",
        granted("s3:ReplicateObject", f"{SOURCE}/*"),
        {"PASS > (FAIL)": "role-least-privilege"},
        (ONE_WAY, {"PASS > FAIL HIGH": "role-cannot-change-source"}),
        (("two-way",), {"PASS > FAIL MEDIUM": "role-cannot-change-source"}),
    ),
    Case(
        "the role reads by wildcard",
        ALL,
        granted("s3:Get*", f"{SOURCE}/*"),
        {"PASS > FAIL MEDIUM": "role-no-action-wildcards"},
    ),
    Case(
        "a wildcard within replication's own",
        ALL,
        granted("s3:ReplicateT*", f"{DESTINATION}/*"),
        {"PASS > FAIL LOW": "role-no-action-wildcards"},
    ),
    Case(
        "a wildcard that deletes",
        ALL,
        granted("s3:*Object", f"{DESTINATION}/*"),
        {"PASS > FAIL HIGH": "role-no-action-wildcards"},
    ),
    Case(
        "everything on the source",
        ALL,
        granted("s3:*", [SOURCE, f"{SOURCE}/*"]),
        {"PASS > FAIL HIGH": "role-no-action-wildcards", "PASS > (FAIL)": "role-cannot-change-source"},
    ),
    Case(
        "a bucket wildcard",
        ALL,
        granted("s3:GetObject", f"{DESTINATION}*"),
        {"PASS > FAIL HIGH": "role-no-resource-wildcards", "PASS > (FAIL)": "role-least-privilege"},
    ),
    Case(
        "any resource",
        ALL,
        granted("s3:GetBucketLocation", "*"),
        {"PASS > FAIL HIGH": "role-no-resource-wildcards", "PASS > (FAIL)": "role-least-privilege"},
    ),
    Case(
        "rights beyond S3",
        ALL,
        granted("iam:PassRole", f"arn:aws:iam::{A}:role/x"),
        {"PASS > FAIL HIGH": "role-limited-to-s3-and-kms", "PASS > (FAIL)": "role-least-privilege"},
    ),
    Case(
        "all of KMS",
        ALL,
        granted("kms:*", f"arn:aws:kms:us-west-2:{A}:key/x"),
        {
            "PASS > FAIL HIGH": "role-no-action-wildcards",
            "PASS > (FAIL)": "role-least-privilege role-limited-to-s3-and-kms",
        },
    ),
    Case(
        "S3 not trusted",
        ALL,
        trusting({"Service": "ec2.amazonaws.com"}),
        {"PASS > FAIL CRITICAL": "role-trusts-s3", "PASS > FAIL HIGH": "role-trusts-only-s3"},
    ),
    Case(
        "nobody trusted",
        ALL,
        put(ROLE_ARN, trust={"Version": "2012-10-17", "Statement": []}),
        {"PASS > FAIL CRITICAL": "role-trusts-s3"},
    ),
    Case(
        "an account trusted too",
        ALL,
        trusting({"Service": SERVICES[0], "AWS": A}),
        {"PASS > FAIL HIGH": "role-trusts-only-s3"},
    ),
    Case(
        "another service trusted too",
        ALL,
        trusting({"Service": [SERVICES[0], "ec2.amazonaws.com"]}),
        {"PASS > FAIL HIGH": "role-trusts-only-s3"},
    ),
    Case(
        "Batch Operations trusted too",
        ALL,
        trusting({"Service": SERVICES}),
        {"NOT_APPLICABLE > FAIL INFO": "batch-trust-used"},
    ),
    Case(
        "trust on a condition that S3 may not meet",
        ALL,
        trusting(Condition={"StringEquals": {"aws:SourceAccount": A}}),
        {"PASS > UNKNOWN": "role-trust-conditions-reviewed role-trusts-s3"},
    ),
    Case(
        "trust for another account",
        ALL,
        trusting(Condition={"StringEquals": {"aws:SourceAccount": STRANGER}}),
        {"PASS > FAIL CRITICAL": "role-trusts-s3"},
    ),
)
