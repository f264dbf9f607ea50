"""Buckets that cannot take or keep replicas, or lie where they should not, and what each is told as."""

from __future__ import annotations

from tests.rules.breaks import ACROSS, ALL, ANY, KMS, ONE_WAY, Case, cases
from tests.rules.ways import (
    LOCKED,
    ROLE,
    STRANGER,
    admitting,
    back,
    both,
    declaring,
    expiring,
    granted,
    owned,
    placed,
    put,
    rule,
    unowned,
    without,
)
from tests.rules.worlds import ACCOUNT_B, DESTINATION, OVERRIDE, SOURCE, A, allow

WRITER = {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}
FORGETFUL = {"Rules": [{"Status": "Enabled", "Filter": {}, "NoncurrentVersionExpiration": {"NoncurrentDays": 1}}]}
DELETES = ("s3:ReplicateDelete", f"{DESTINATION}/*")
MAY_DELETE = both(granted(*DELETES), admitting(DESTINATION, allow(*DELETES, Principal=ROLE)))
FOLLOWING = {"Status": "Enabled"}
TIME = {"Status": "Enabled", "Time": {"Minutes": 15}}
PROMISED = rule(Destination={"ReplicationTime": TIME, "Metrics": {"EventThreshold": {"Minutes": 15}}})

BUCKETS = (
    Case(
        "a Region switched off",
        ("cross-account", "kms"),
        put(ACCOUNT_B, regions=[{"RegionName": "eu-west-1", "RegionOptStatus": "DISABLING"}]),
        {"PASS > FAIL HIGH": "replication-regions-enabled"},
    ),
    Case(
        "replicas not shut off from the public",
        ONE_WAY,
        put(DESTINATION, public_access_block=None),
        {"PASS > FAIL HIGH": "destination-as-protected-as-source"},
    ),
    Case(
        "only the source's requests logged",
        ONE_WAY,
        put(SOURCE, logging={"LoggingEnabled": {"TargetBucket": "logs", "TargetPrefix": ""}}),
        {"PASS > FAIL LOW": "destination-as-protected-as-source"},
    ),
    *cases(
        "source never versioned",
        put(SOURCE, versioning={}),
        {"PASS > FAIL CRITICAL": "source-versioning-enabled"},
        (ONE_WAY, {}),
        (("two-way",), {"PASS > (FAIL)": "destination-versioning-enabled"}),
    ),
    *cases(
        "source suspended",
        put(SOURCE, versioning={"Status": "Suspended"}),
        {"PASS > FAIL CRITICAL": "source-versioning-enabled"},
        (ONE_WAY, {}),
        (("two-way",), {"PASS > (FAIL)": "destination-versioning-enabled"}),
    ),
    *cases(
        "destination never versioned",
        put(DESTINATION, versioning={}),
        {},
        (ONE_WAY, {"PASS > FAIL CRITICAL": "destination-versioning-enabled"}),
        (
            ("two-way",),
            {
                "PASS > FAIL CRITICAL": "source-versioning-enabled",
                "PASS > (FAIL)": "destination-versioning-enabled",
            },
        ),
    ),
    *cases(
        "destination suspended",
        put(DESTINATION, versioning={"Status": "Suspended"}),
        {},
        (ONE_WAY, {"PASS > FAIL CRITICAL": "destination-versioning-enabled"}),
        (
            ("two-way",),
            {
                "PASS > FAIL CRITICAL": "source-versioning-enabled",
                "PASS > (FAIL)": "destination-versioning-enabled",
            },
        ),
    ),
    *cases(
        "no ownership controls",
        put(DESTINATION, ownership=None),
        {},
        (("same-account", "owner-override"), {}),
        (
            ("cross-account", "kms", "bucket-key", "object-lock", "two-way", "tags"),
            {"PASS > FAIL HIGH": "replica-owned-by-destination"},
        ),
    ),
    *cases(
        "replicas owned by whoever writes them",
        put(DESTINATION, ownership=WRITER),
        {},
        (("same-account", "owner-override"), {}),
        (
            ("cross-account", "kms", "bucket-key", "object-lock", "two-way", "tags"),
            {"PASS > FAIL HIGH": "replica-owned-by-destination"},
        ),
    ),
    Case(
        "a change of owner inside an account",
        ("same-account",),
        rule(Destination={"Account": A, "AccessControlTranslation": {"Owner": "Destination"}}),
        {"PASS > FAIL LOW": "owner-override-useful", "NOT_APPLICABLE > PASS": "owner-override-permitted"},
    ),
    Case(
        "a change of owner that the bucket makes anyway",
        ("cross-account", "kms", "bucket-key", "object-lock", "two-way"),
        rule(Destination={"AccessControlTranslation": {"Owner": "Destination"}}),
        {"PASS > FAIL INFO": "owner-override-useful", "NOT_APPLICABLE > PASS": "owner-override-permitted"},
    ),
    Case(
        "no change of owner",
        ("owner-override",),
        rule(Destination={"AccessControlTranslation": None}),
        {
            "PASS > FAIL LOW": "role-least-privilege",
            "PASS > FAIL HIGH": "replica-owned-by-destination",
            "PASS > NOT_APPLICABLE": "owner-override-permitted",
        },
    ),
    Case(
        "the change of owner not granted to the role",
        ("owner-override",),
        without(OVERRIDE),
        {"PASS > FAIL HIGH": "owner-override-permitted"},
    ),
    Case(
        "the change of owner not granted by the bucket",
        ("owner-override",),
        without(OVERRIDE, arn=DESTINATION),
        {"PASS > FAIL HIGH": "owner-override-permitted"},
    ),
    *cases(
        "delete markers replicated without the right to",
        rule(DeleteMarkerReplication=FOLLOWING),
        {"PASS > FAIL HIGH": "delete-marker-replication-permitted"},
        (("cross-account", "kms", "bucket-key", "owner-override"), {}),
        (("object-lock",), {"PASS > FAIL LOW": "delete-marker-replication-as-intended"}),
        (("tags",), {"PASS > FAIL MEDIUM": "replication-rules-not-shadowed"}),
    ),
    Case(
        "delete markers not granted to the role",
        ("same-account",),
        without("s3:ReplicateDelete"),
        {"PASS > FAIL HIGH": "delete-marker-replication-permitted"},
    ),
    Case(
        "the right to delete for nothing",
        ACROSS,
        MAY_DELETE,
        {"PASS > FAIL LOW": "delete-marker-replication-permitted role-least-privilege"},
    ),
    Case(
        "a mirror that keeps what is deleted",
        ("same-account",),
        rule(DeleteMarkerReplication={"Status": "Disabled"}),
        {
            "PASS > FAIL LOW": "delete-marker-replication-as-intended",
            "PASS > (FAIL)": "delete-marker-replication-permitted role-least-privilege",
        },
    ),
    Case(
        "a backup that follows deletes",
        ("object-lock",),
        both(MAY_DELETE, rule(DeleteMarkerReplication=FOLLOWING)),
        {"PASS > FAIL LOW": "delete-marker-replication-as-intended"},
    ),
    Case(
        "a backup that follows deletes and forgets",
        ("object-lock",),
        both(
            MAY_DELETE,
            rule(DeleteMarkerReplication=FOLLOWING),
            put(DESTINATION, lifecycle=FORGETFUL, object_lock=LOCKED),
        ),
        {
            "PASS > FAIL HIGH": "deletes-cannot-empty-backup",
            "PASS > FAIL LOW": "delete-marker-replication-as-intended",
            "PASS > FAIL MEDIUM": "backup-destination-immutable",
            "NOT_APPLICABLE > FAIL MEDIUM": "destination-retains-replicas",
        },
    ),
    Case(
        "the source expires, the destination does not",
        ALL,
        put(SOURCE, lifecycle=expiring(30)),
        {"NOT_APPLICABLE > FAIL LOW": "destination-expires-on-its-own"},
    ),
    *cases(
        "the destination expires sooner",
        both(put(SOURCE, lifecycle=expiring(30)), put(DESTINATION, lifecycle=expiring(7))),
        {"NOT_APPLICABLE > PASS": "destination-expires-on-its-own"},
        (ONE_WAY, {"NOT_APPLICABLE > FAIL MEDIUM": "destination-retains-replicas"}),
        (("two-way",), {}),
    ),
    Case(
        "the destination drops earlier versions sooner",
        ONE_WAY,
        put(
            DESTINATION,
            lifecycle={
                "Rules": [{"Status": "Enabled", "Filter": {}, "NoncurrentVersionExpiration": {"NoncurrentDays": 7}}]
            },
        ),
        {"NOT_APPLICABLE > FAIL MEDIUM": "destination-retains-replicas"},
    ),
    *cases(
        "the destination expires later",
        both(put(SOURCE, lifecycle=expiring(7)), put(DESTINATION, lifecycle=expiring(30))),
        {"NOT_APPLICABLE > PASS": "destination-expires-on-its-own"},
        (ONE_WAY, {"NOT_APPLICABLE > PASS": "destination-retains-replicas"}),
        (("two-way",), {}),
    ),
    *cases(
        "one zone",
        rule(Destination={"StorageClass": "ONEZONE_IA"}),
        {},
        (("same-account", "object-lock", "two-way"), {"PASS > FAIL LOW": "destination-storage-class-fits-recovery"}),
        (
            ("cross-account", "kms", "bucket-key", "owner-override"),
            {"PASS > FAIL MEDIUM": "destination-storage-class-fits-recovery"},
        ),
        (("tags",), {"PASS > FAIL MEDIUM": "destination-storage-class-fits-recovery replication-rules-not-shadowed"}),
    ),
    *cases(
        "an archive",
        rule(Destination={"StorageClass": "DEEP_ARCHIVE"}),
        {},
        (("same-account", "object-lock", "two-way"), {}),
        (
            ("cross-account", "kms", "bucket-key", "owner-override"),
            {"PASS > FAIL LOW": "destination-storage-class-fits-recovery"},
        ),
        (
            ("tags",),
            {
                "PASS > FAIL LOW": "destination-storage-class-fits-recovery",
                "PASS > FAIL MEDIUM": "replication-rules-not-shadowed",
            },
        ),
    ),
    *cases(
        "both in one Region",
        placed("us-east-1"),
        {},
        (("same-account", "object-lock", "two-way"), {}),
        (("cross-account", "owner-override", "tags"), {"PASS > FAIL MEDIUM": "dr-destination-in-other-region"}),
        (
            KMS,
            {
                "PASS > FAIL HIGH": "replica-key-usable",
                "PASS > FAIL MEDIUM": "dr-destination-in-other-region",
            },
        ),
    ),
    Case(
        "a Region that is not allowed",
        ALL,
        declaring(allowed_regions=[{"regions": ["us-west-2"], "names": ["source"]}]),
        {"NOT_APPLICABLE > FAIL HIGH": "destination-region-allowed"},
    ),
    Case(
        "a Region that is allowed",
        ALL,
        declaring(allowed_regions=[{"regions": ["eu-west-1", "us-east-1"]}]),
        {"NOT_APPLICABLE > PASS": "destination-region-allowed"},
    ),
    Case(
        "a Region that one of two declarations allows",
        ACROSS,
        declaring(allowed_regions=[{"regions": ["eu-west-1"]}, {"regions": ["us-west-2"], "accounts": [A]}]),
        {"NOT_APPLICABLE > FAIL HIGH": "destination-region-allowed"},
    ),
    Case(
        "a recovery point that nothing promises",
        ALL,
        declaring(recovery_points=[{"minutes": 15, "names": ["source"]}]),
        {"NOT_APPLICABLE > FAIL LOW": "replication-time-control-enabled"},
    ),
    Case(
        "a recovery point that is promised",
        ("cross-account", "two-way"),
        both(declaring(recovery_points=[{"minutes": 15, "names": ["source"]}]), PROMISED),
        {"NOT_APPLICABLE > PASS": "replication-time-control-enabled"},
    ),
    Case("a recovery point that needs no promise", ALL, declaring(recovery_points=[{"minutes": 60}]), {}),
    Case(
        "a backup in the same account",
        ("object-lock",),
        owned(A),
        {
            "PASS > FAIL MEDIUM": "backup-destination-in-other-account",
            "PASS > NOT_APPLICABLE": (
                "destination-account-stated destination-grant-has-rule destination-policy-admits-role "
                "inbound-grants-from-trusted-accounts replica-owned-by-destination"
            ),
        },
    ),
    *cases(
        "a stranger's destination",
        owned(STRANGER),
        {
            "PASS > FAIL CRITICAL": "replicas-stay-in-trusted-accounts",
            "PASS > UNKNOWN": "guardrails-permit-replication replication-regions-enabled",
        },
        (("cross-account", "object-lock", "owner-override", "tags"), {}),
        (KMS, {"PASS > FAIL MEDIUM": "replica-key-works-across-accounts"}),
    ),
    *cases(
        "a destination of nobody known",
        unowned,
        {
            "PASS > UNKNOWN": (
                "replication-regions-enabled guardrails-permit-replication destination-account-stated "
                "destination-policy-admits-role replica-owned-by-destination "
                "replicas-stay-in-trusted-accounts"
            ),
        },
        (
            ("cross-account", "tags"),
            {
                "PASS > FAIL HIGH": "destination-owner-known",
                "PASS > NOT_APPLICABLE": "backup-destination-in-other-account",
            },
        ),
        (
            KMS,
            {
                "PASS > FAIL HIGH": "destination-owner-known",
                "PASS > UNKNOWN": "replica-key-works-across-accounts",
                "PASS > NOT_APPLICABLE": "backup-destination-in-other-account",
            },
        ),
        (
            ("object-lock",),
            {"PASS > FAIL HIGH": "destination-owner-known", "PASS > UNKNOWN": "backup-destination-in-other-account"},
        ),
        (
            ("owner-override",),
            {
                "PASS > FAIL HIGH": "replication-configuration-valid",
                "PASS > (FAIL)": "destination-owner-known",
                "PASS > UNKNOWN": "owner-override-useful",
                "PASS > NOT_APPLICABLE": "backup-destination-in-other-account",
            },
        ),
    ),
    Case(
        "the account not stated",
        ("cross-account", "kms", "bucket-key", "object-lock", "tags"),
        rule(Destination={"Account": None}),
        {"PASS > FAIL MEDIUM": "destination-account-stated"},
    ),
    Case(
        "another account stated",
        ACROSS,
        rule(Destination={"Account": STRANGER}),
        {"PASS > FAIL CRITICAL": "destination-account-stated"},
    ),
    Case(
        "no way back",
        ("two-way",),
        put(DESTINATION, replication=None),
        {
            "PASS > FAIL MEDIUM": "destination-grant-has-rule replication-rule-present",
            "PASS > (FAIL)": "two-way-replication-complete",
            "PASS > NOT_APPLICABLE": ANY,
            "UNKNOWN > NOT_APPLICABLE": "existing-objects-replicated replication-outages-backfilled",
        },
    ),
    Case(
        "the way back disabled",
        ("two-way",),
        back(Status="Disabled"),
        {
            "PASS > FAIL MEDIUM": "replication-rule-enabled",
            "PASS > (FAIL)": ("destination-grant-has-rule replication-rule-present two-way-replication-complete"),
            "PASS > NOT_APPLICABLE": ANY,
            "UNKNOWN > NOT_APPLICABLE": ANY,
            "UNKNOWN > (FAIL)": "replication-outages-backfilled",
        },
    ),
    Case(
        "changes of replicas one way only",
        ("two-way",),
        back(SourceSelectionCriteria=None),
        {"PASS > FAIL LOW": "two-way-replication-complete"},
    ),
    Case(
        "source locked, destination not",
        ("same-account", "cross-account", "kms", "bucket-key", "owner-override", "tags"),
        put(SOURCE, object_lock=LOCKED),
        {
            "NOT_APPLICABLE > FAIL CRITICAL": "object-lock-on-both-sides",
            "NOT_APPLICABLE > FAIL HIGH": "role-may-read-object-lock",
        },
    ),
    Case(
        "the destination's lock gone",
        ("object-lock",),
        put(DESTINATION, object_lock=None),
        {"PASS > FAIL CRITICAL": "object-lock-on-both-sides", "PASS > FAIL MEDIUM": "backup-destination-immutable"},
    ),
    Case(
        "no default retention",
        ("object-lock",),
        put(DESTINATION, object_lock=LOCKED),
        {"PASS > FAIL MEDIUM": "backup-destination-immutable"},
    ),
    Case(
        "no default retention, but MFA delete",
        ("object-lock",),
        put(DESTINATION, object_lock=LOCKED, versioning={"Status": "Enabled", "MFADelete": "Enabled"}),
        {},
    ),
    Case(
        "retention not readable to the role",
        ("object-lock",),
        without("s3:GetObjectRetention"),
        {"PASS > FAIL HIGH": "role-may-read-object-lock"},
    ),
    Case(
        "legal holds not readable to the role",
        ("object-lock",),
        without("s3:GetObjectLegalHold"),
        {"PASS > FAIL HIGH": "role-may-read-object-lock"},
    ),
)
