"""Replication rules that are wrong, incomplete or not what was meant, and what each is told as."""

from __future__ import annotations

from tests.rules.breaks import ACROSS, ALL, ANY, KMS, ONE_WAY, Case
from tests.rules.ways import blocked, both, chained, gone, put, rule, sibling
from tests.rules.worlds import DESTINATION, SOURCE

TAGGED = {"Tag": {"Key": "k", "Value": "v"}}
TIME = {"Status": "Enabled", "Time": {"Minutes": 15}}
HOUR = {"Status": "Enabled", "Time": {"Minutes": 60}}

RULES = (
    Case(
        "rule disabled",
        ("same-account",),
        rule(Status="Disabled"),
        {
            "PASS > FAIL MEDIUM": "replication-rule-enabled",
            "PASS > (FAIL)": "replication-rule-present",
            "PASS > NOT_APPLICABLE": ANY,
            "UNKNOWN > NOT_APPLICABLE": ANY,
            "UNKNOWN > (FAIL)": "replication-outages-backfilled",
        },
    ),
    Case(
        "rule disabled",
        ("cross-account", "kms", "bucket-key", "object-lock", "owner-override"),
        rule(Status="Disabled"),
        {
            "PASS > FAIL MEDIUM": "replication-rule-enabled",
            "PASS > (FAIL)": "destination-grant-has-rule replication-rule-present",
            "PASS > NOT_APPLICABLE": ANY,
            "UNKNOWN > NOT_APPLICABLE": ANY,
            "UNKNOWN > (FAIL)": "replication-outages-backfilled",
        },
    ),
    Case(
        "rule disabled",
        ("two-way",),
        rule(Status="Disabled"),
        {
            "PASS > FAIL MEDIUM": "replication-rule-enabled",
            "PASS > (FAIL)": ("destination-grant-has-rule replication-rule-present two-way-replication-complete"),
            "PASS > NOT_APPLICABLE": ANY,
            "UNKNOWN > NOT_APPLICABLE": ANY,
            "UNKNOWN > (FAIL)": "replication-outages-backfilled",
        },
    ),
    Case(
        "rule disabled",
        ("tags",),
        rule(Status="Disabled"),
        {
            "PASS > FAIL MEDIUM": "replication-covers-bucket replication-rule-enabled",
            "PASS > NOT_APPLICABLE": ANY,
            "UNKNOWN > NOT_APPLICABLE": ANY,
            "UNKNOWN > (FAIL)": "replication-outages-backfilled",
        },
    ),
    Case(
        "configuration gone",
        ("same-account",),
        put(SOURCE, replication=None),
        {
            "PASS > FAIL MEDIUM": "replication-rule-present",
            "PASS > NOT_APPLICABLE": ANY,
            "UNKNOWN > NOT_APPLICABLE": "existing-objects-replicated replication-outages-backfilled",
        },
    ),
    Case(
        "configuration gone",
        ("cross-account", "kms", "bucket-key", "owner-override", "tags"),
        put(SOURCE, replication=None),
        {
            "PASS > FAIL MEDIUM": "destination-grant-has-rule replication-rule-present",
            "PASS > NOT_APPLICABLE": ANY,
            "UNKNOWN > NOT_APPLICABLE": "existing-objects-replicated replication-outages-backfilled",
        },
    ),
    Case(
        "configuration gone",
        ("object-lock",),
        put(SOURCE, replication=None),
        {
            "NOT_APPLICABLE > FAIL MEDIUM": "replication-rule-present",
            "PASS > FAIL MEDIUM": "destination-grant-has-rule",
            "NOT_APPLICABLE > PASS": "source-versioning-enabled",
            "PASS > NOT_APPLICABLE": ANY,
            "UNKNOWN > NOT_APPLICABLE": "existing-objects-replicated replication-outages-backfilled",
        },
    ),
    Case(
        "destination gone",
        ("cross-account", "tags"),
        gone,
        {
            "PASS > FAIL HIGH": "destination-bucket-exists",
            "PASS > (FAIL)": (
                "destination-as-protected-as-source replication-regions-enabled "
                "replication-alarms-in-right-region replication-healthy "
                "destination-accepts-writes destination-policy-admits-role destination-versioning-enabled "
                "dr-destination-in-other-region replica-owned-by-destination"
            ),
        },
    ),
    Case(
        "destination gone",
        KMS,
        gone,
        {
            "PASS > FAIL HIGH": "destination-bucket-exists",
            "PASS > (FAIL)": (
                "destination-as-protected-as-source replication-regions-enabled "
                "replication-alarms-in-right-region replication-healthy "
                "destination-accepts-writes destination-policy-admits-role destination-versioning-enabled "
                "dr-destination-in-other-region replica-key-usable replica-owned-by-destination"
            ),
            "PASS > NOT_APPLICABLE": "destination-default-encryption-effective",
        },
    ),
    Case(
        "destination gone",
        ("object-lock",),
        gone,
        {
            "PASS > FAIL HIGH": "destination-bucket-exists",
            "PASS > (FAIL)": (
                "destination-as-protected-as-source replication-regions-enabled "
                "replication-alarms-in-right-region replication-healthy "
                "destination-accepts-writes destination-policy-admits-role destination-versioning-enabled "
                "object-lock-on-both-sides replica-owned-by-destination"
            ),
        },
    ),
    Case(
        "destination gone",
        ("owner-override",),
        gone,
        {
            "PASS > FAIL HIGH": "destination-bucket-exists",
            "PASS > (FAIL)": (
                "destination-as-protected-as-source replication-regions-enabled "
                "replication-alarms-in-right-region replication-healthy "
                "destination-accepts-writes destination-policy-admits-role destination-versioning-enabled "
                "dr-destination-in-other-region owner-override-permitted"
            ),
        },
    ),
    Case(
        "destination gone, nobody named as its owner",
        ("cross-account",),
        both(gone, rule(Destination={"Account": None})),
        {
            "PASS > FAIL CRITICAL": "destination-bucket-exists",
            "PASS > (FAIL)": (
                "destination-as-protected-as-source replication-regions-enabled "
                "replication-alarms-in-right-region replication-healthy "
                "destination-accepts-writes destination-account-stated destination-owner-known "
                "destination-policy-admits-role destination-versioning-enabled dr-destination-in-other-region "
                "replica-owned-by-destination replicas-stay-in-trusted-accounts"
            ),
        },
    ),
    Case(
        "destination gone, nobody named as its owner",
        KMS,
        both(gone, rule(Destination={"Account": None})),
        {
            "PASS > FAIL CRITICAL": "destination-bucket-exists",
            "PASS > (FAIL)": (
                "destination-as-protected-as-source replication-regions-enabled "
                "replication-alarms-in-right-region replication-healthy "
                "destination-accepts-writes destination-account-stated destination-owner-known "
                "destination-policy-admits-role destination-versioning-enabled dr-destination-in-other-region "
                "replica-key-usable replica-key-works-across-accounts replica-owned-by-destination "
                "replicas-stay-in-trusted-accounts"
            ),
            "PASS > NOT_APPLICABLE": "destination-default-encryption-effective",
        },
    ),
    Case(
        "destination gone, nobody named as its owner",
        ("object-lock",),
        both(gone, rule(Destination={"Account": None})),
        {
            "PASS > FAIL CRITICAL": "destination-bucket-exists",
            "PASS > (FAIL)": (
                "destination-as-protected-as-source replication-regions-enabled "
                "replication-alarms-in-right-region replication-healthy "
                "backup-destination-in-other-account destination-accepts-writes destination-account-stated "
                "destination-owner-known destination-policy-admits-role destination-versioning-enabled "
                "object-lock-on-both-sides replica-owned-by-destination replicas-stay-in-trusted-accounts"
            ),
        },
    ),
    Case("no priority", ALL, rule(Priority=None), {"PASS > FAIL HIGH": "replication-configuration-valid"}),
    Case(
        "no delete-marker setting",
        ("same-account",),
        rule(DeleteMarkerReplication=None),
        {
            "PASS > FAIL LOW": (
                "delete-marker-replication-as-intended delete-marker-replication-permitted role-least-privilege"
            )
        },
    ),
    Case(
        "no delete-marker setting",
        ("cross-account", "kms", "bucket-key", "object-lock", "two-way", "owner-override", "tags"),
        rule(DeleteMarkerReplication=None),
        {"PASS > FAIL LOW": "delete-marker-replication-as-intended"},
    ),
    Case(
        "an ID that is too long", ONE_WAY, rule(ID="r" * 256), {"PASS > FAIL HIGH": "replication-configuration-valid"}
    ),
    Case(
        "an ID twice",
        ("same-account", "cross-account", "kms", "bucket-key", "object-lock", "owner-override"),
        sibling(ID="r", Priority=9),
        {"PASS > FAIL HIGH": "replication-configuration-valid"},
    ),
    Case(
        "a priority twice",
        ALL,
        sibling(Filter={"Prefix": "a/"}),
        {"PASS > FAIL HIGH": "replication-configuration-valid"},
    ),
    Case(
        "the withdrawn element for existing objects",
        ALL,
        rule(ExistingObjectReplication={"Status": "Enabled"}),
        {"PASS > FAIL HIGH": "replication-configuration-valid"},
    ),
    Case("two forms of selection", ALL, rule(Prefix=""), {"PASS > FAIL HIGH": "replication-configuration-valid"}),
    Case(
        "two predicates without And",
        ("same-account", "cross-account", "kms", "bucket-key", "two-way", "owner-override", "tags"),
        rule(Filter={"Prefix": "", **TAGGED}),
        {"PASS > FAIL HIGH": "replication-configuration-valid", "PASS > FAIL MEDIUM": "replication-covers-bucket"},
    ),
    Case(
        "two predicates without And",
        ("object-lock",),
        rule(Filter={"Prefix": "", **TAGGED}),
        {"PASS > FAIL HIGH": "replication-configuration-valid", "PASS > FAIL INFO": "replication-covers-bucket"},
    ),
    Case(
        "delete markers of tagged objects",
        ("same-account",),
        rule(Filter=TAGGED, DeleteMarkerReplication={"Status": "Enabled"}),
        {"PASS > FAIL HIGH": "replication-configuration-valid", "PASS > FAIL MEDIUM": "replication-covers-bucket"},
    ),
    Case(
        "delete markers of tagged objects",
        ("cross-account", "kms", "bucket-key", "two-way", "owner-override"),
        rule(Filter=TAGGED, DeleteMarkerReplication={"Status": "Enabled"}),
        {
            "PASS > FAIL HIGH": "delete-marker-replication-permitted replication-configuration-valid",
            "PASS > FAIL MEDIUM": "replication-covers-bucket",
        },
    ),
    Case(
        "delete markers of tagged objects",
        ("object-lock",),
        rule(Filter=TAGGED, DeleteMarkerReplication={"Status": "Enabled"}),
        {
            "PASS > FAIL HIGH": "delete-marker-replication-permitted replication-configuration-valid",
            "PASS > FAIL INFO": "replication-covers-bucket",
            "PASS > FAIL LOW": "delete-marker-replication-as-intended",
        },
    ),
    Case(
        "delete markers of tagged objects",
        ("tags",),
        rule(Filter=TAGGED, DeleteMarkerReplication={"Status": "Enabled"}),
        {
            "PASS > FAIL HIGH": "delete-marker-replication-permitted replication-configuration-valid",
            "PASS > FAIL MEDIUM": "replication-covers-bucket replication-rules-not-shadowed",
        },
    ),
    Case(
        "the source as its own destination",
        ("same-account",),
        rule(Destination={"Bucket": SOURCE}),
        {
            "PASS > FAIL LOW": "role-least-privilege",
            "PASS > FAIL CRITICAL": "role-may-replicate-to-destination",
            "PASS > FAIL HIGH": "delete-marker-replication-permitted replication-configuration-valid",
            "NOT_APPLICABLE > PASS": (
                "destination-policy-names-live-role destination-policy-no-action-wildcards "
                "destination-policy-no-destructive-actions destination-policy-not-public "
                "destination-policy-trusts-role-not-account destination-versioning-not-delegated "
                "replication-not-chained"
            ),
            "PASS > NOT_APPLICABLE": (
                "data-events-recorded "
                "destination-policy-names-live-role destination-policy-no-action-wildcards "
                "destination-policy-no-destructive-actions destination-policy-not-public "
                "destination-policy-trusts-role-not-account destination-versioning-not-delegated"
            ),
        },
    ),
    Case(
        "a destination in another partition",
        ("cross-account",),
        rule(Destination={"Bucket": "arn:aws-cn:s3:::destination"}),
        {
            "PASS > FAIL LOW": "role-least-privilege",
            "PASS > FAIL CRITICAL": "role-may-replicate-to-destination",
            "PASS > FAIL HIGH": "replication-configuration-valid",
            "PASS > FAIL MEDIUM": "destination-grant-has-rule",
            "NOT_APPLICABLE > UNKNOWN": "destination-default-encryption-effective destination-retains-replicas",
            "PASS > UNKNOWN": (
                "destination-as-protected-as-source replication-regions-enabled "
                "replication-alarms-in-right-region replication-healthy "
                "denies-need-no-missing-header denies-spare-replication destination-accepts-writes "
                "destination-bucket-exists destination-policy-admits-role destination-versioning-enabled "
                "dr-destination-in-other-region guardrails-permit-replication object-tags-replicated "
                "policy-version-legal replica-owned-by-destination"
            ),
            "PASS > NOT_APPLICABLE": (
                "data-events-recorded "
                "destination-policy-names-live-role destination-policy-no-action-wildcards "
                "destination-policy-no-destructive-actions destination-policy-not-public "
                "destination-policy-trusts-role-not-account destination-versioning-not-delegated "
                "policy-version-current"
            ),
        },
    ),
    Case(
        "a change of owner without an account",
        ("owner-override",),
        rule(Destination={"Account": None}),
        {"PASS > FAIL HIGH": "replication-configuration-valid", "PASS > FAIL MEDIUM": "destination-account-stated"},
    ),
    Case(
        "objects under keys without a replica key",
        KMS,
        rule(Destination={"EncryptionConfiguration": None}),
        {
            "PASS > FAIL LOW": "role-least-privilege",
            "PASS > FAIL HIGH": "replication-configuration-valid",
            "PASS > NOT_APPLICABLE": (
                "replica-key-policy-admits-role replica-key-usable replica-key-works-across-accounts "
                "role-may-encrypt-replica"
            ),
        },
    ),
    Case(
        "replication time without metrics",
        ("same-account", "cross-account", "kms", "bucket-key", "object-lock", "two-way", "owner-override"),
        rule(Destination={"ReplicationTime": TIME, "Metrics": None}),
        {
            "PASS > FAIL HIGH": "replication-configuration-valid",
            "PASS > NOT_APPLICABLE": "replication-healthy",
            "PASS > FAIL MEDIUM": "replication-alarms-in-right-region replication-metrics-enabled",
        },
    ),
    Case(
        "replication time without metrics",
        ("tags",),
        rule(Destination={"ReplicationTime": TIME, "Metrics": None}),
        {
            "PASS > FAIL HIGH": "replication-configuration-valid",
            "PASS > NOT_APPLICABLE": "replication-healthy",
            "PASS > FAIL MEDIUM": (
                "replication-alarms-in-right-region replication-metrics-enabled replication-rules-not-shadowed"
            ),
        },
    ),
    Case(
        "replication time of an hour",
        ("same-account", "cross-account", "kms", "bucket-key", "object-lock", "two-way", "owner-override"),
        rule(Destination={"ReplicationTime": HOUR}),
        {"PASS > FAIL HIGH": "replication-configuration-valid"},
    ),
    Case(
        "replication time of an hour",
        ("tags",),
        rule(Destination={"ReplicationTime": HOUR}),
        {"PASS > FAIL HIGH": "replication-configuration-valid", "PASS > FAIL MEDIUM": "replication-rules-not-shadowed"},
    ),
    Case(
        "a threshold without replication time",
        ALL,
        rule(Destination={"Metrics": {"EventThreshold": {"Minutes": 15}}}),
        {"PASS > FAIL HIGH": "replication-configuration-valid"},
    ),
    Case(
        "a higher rule with another class",
        ALL,
        sibling(Priority=9, Filter={"Prefix": "b/"}, Destination={"StorageClass": "GLACIER_IR"}),
        {"PASS > FAIL MEDIUM": "replication-rules-not-shadowed"},
    ),
    Case(
        "a higher rule for other objects",
        ("same-account", "cross-account", "kms", "bucket-key", "two-way", "owner-override", "tags"),
        both(
            rule(Filter={"Prefix": "a/"}),
            sibling(Priority=9, Filter={"Prefix": "b/"}, Destination={"StorageClass": "GLACIER_IR"}),
        ),
        {"PASS > FAIL MEDIUM": "replication-covers-bucket", "NOT_APPLICABLE > PASS": "replication-prefix-plausible"},
    ),
    Case(
        "a higher rule for other objects",
        ("object-lock",),
        both(
            rule(Filter={"Prefix": "a/"}),
            sibling(Priority=9, Filter={"Prefix": "b/"}, Destination={"StorageClass": "GLACIER_IR"}),
        ),
        {"PASS > FAIL INFO": "replication-covers-bucket", "NOT_APPLICABLE > PASS": "replication-prefix-plausible"},
    ),
    Case(
        "the old schema",
        ("same-account",),
        rule(Filter=None, Prefix="", DeleteMarkerReplication=None, Priority=None),
        {
            "PASS > FAIL LOW": "replication-rule-uses-current-schema",
            "PASS > FAIL MEDIUM": "delete-marker-replication-as-intended",
            "PASS > NOT_APPLICABLE": "replication-rules-not-shadowed",
        },
    ),
    Case(
        "the old schema",
        ACROSS,
        rule(Filter=None, Prefix="", DeleteMarkerReplication=None, Priority=None),
        {
            "PASS > FAIL HIGH": "delete-marker-replication-permitted",
            "PASS > FAIL LOW": "replication-rule-uses-current-schema",
            "PASS > FAIL MEDIUM": "delete-marker-replication-as-intended",
            "PASS > NOT_APPLICABLE": "replication-rules-not-shadowed",
        },
    ),
    Case(
        "the old schema",
        ("two-way",),
        rule(Filter=None, Prefix="", DeleteMarkerReplication=None, Priority=None),
        {
            "PASS > FAIL HIGH": "delete-marker-replication-permitted replication-configuration-valid",
            "PASS > FAIL LOW": "replication-rule-uses-current-schema",
            "PASS > FAIL MEDIUM": "delete-marker-replication-as-intended",
            "PASS > NOT_APPLICABLE": "replication-rules-not-shadowed",
        },
    ),
    Case(
        "a prefix with a leading slash",
        ("same-account", "cross-account", "kms", "bucket-key", "two-way", "owner-override", "tags"),
        rule(Filter={"Prefix": "/a"}),
        {
            "NOT_APPLICABLE > FAIL MEDIUM": "replication-prefix-plausible",
            "PASS > FAIL MEDIUM": "replication-covers-bucket",
        },
    ),
    Case(
        "a prefix with a leading slash",
        ("object-lock",),
        rule(Filter={"Prefix": "/a"}),
        {
            "NOT_APPLICABLE > FAIL MEDIUM": "replication-prefix-plausible",
            "PASS > FAIL INFO": "replication-covers-bucket",
        },
    ),
    Case(
        "a prefix with a wildcard",
        ("same-account", "cross-account", "kms", "bucket-key", "two-way", "owner-override", "tags"),
        rule(Filter={"Prefix": "a/*"}),
        {
            "NOT_APPLICABLE > FAIL MEDIUM": "replication-prefix-plausible",
            "PASS > FAIL MEDIUM": "replication-covers-bucket",
        },
    ),
    Case(
        "a prefix with a wildcard",
        ("object-lock",),
        rule(Filter={"Prefix": "a/*"}),
        {
            "NOT_APPLICABLE > FAIL MEDIUM": "replication-prefix-plausible",
            "PASS > FAIL INFO": "replication-covers-bucket",
        },
    ),
    Case(
        "a prefix",
        ("same-account", "cross-account", "kms", "bucket-key", "two-way", "owner-override", "tags"),
        rule(Filter={"Prefix": "a/"}),
        {"PASS > FAIL MEDIUM": "replication-covers-bucket", "NOT_APPLICABLE > PASS": "replication-prefix-plausible"},
    ),
    Case(
        "a prefix",
        ("object-lock",),
        rule(Filter={"Prefix": "a/"}),
        {"PASS > FAIL INFO": "replication-covers-bucket", "NOT_APPLICABLE > PASS": "replication-prefix-plausible"},
    ),
    Case(
        "a tag filter",
        ("same-account",),
        rule(Filter=TAGGED, DeleteMarkerReplication={"Status": "Disabled"}),
        {
            "PASS > FAIL LOW": (
                "delete-marker-replication-as-intended delete-marker-replication-permitted role-least-privilege"
            ),
            "PASS > FAIL MEDIUM": "replication-covers-bucket",
        },
    ),
    Case(
        "a tag filter",
        ("cross-account", "kms", "bucket-key", "two-way", "owner-override", "tags"),
        rule(Filter=TAGGED, DeleteMarkerReplication={"Status": "Disabled"}),
        {"PASS > FAIL MEDIUM": "replication-covers-bucket"},
    ),
    Case(
        "a tag filter",
        ("object-lock",),
        rule(Filter=TAGGED, DeleteMarkerReplication={"Status": "Disabled"}),
        {"PASS > FAIL INFO": "replication-covers-bucket"},
    ),
    Case("requester pays", ("same-account",), put(DESTINATION, request_payment={"Payer": "Requester"}), {}),
    Case(
        "requester pays",
        ("cross-account", "kms", "bucket-key", "object-lock", "two-way", "owner-override", "tags"),
        put(DESTINATION, request_payment={"Payer": "Requester"}),
        {"PASS > FAIL HIGH": "destination-accepts-writes"},
    ),
    Case(
        "customer's keys blocked at the destination",
        ONE_WAY,
        blocked,
        {"PASS > FAIL HIGH": "destination-accepts-writes"},
    ),
    Case(
        "a third bucket behind the destination",
        ONE_WAY,
        chained,
        {
            "NOT_APPLICABLE > FAIL MEDIUM": "replication-not-chained",
            "NOT_APPLICABLE > PASS": (
                "replication-covers-bucket replication-failure-events-delivered replication-rule-present "
                "source-versioning-enabled"
            ),
            "NOT_APPLICABLE > UNKNOWN": "existing-objects-replicated replication-outages-backfilled",
        },
    ),
    Case(
        "no metrics",
        ALL,
        rule(Destination={"Metrics": None}),
        {
            "PASS > NOT_APPLICABLE": "replication-healthy",
            "PASS > FAIL MEDIUM": "replication-alarms-in-right-region replication-metrics-enabled",
        },
    ),
    Case(
        "nobody told of failures",
        ALL,
        put(SOURCE, notification={}),
        {"PASS > FAIL MEDIUM": "replication-failure-events-delivered"},
    ),
    Case(
        "failures sent to EventBridge only",
        ALL,
        put(SOURCE, notification={"EventBridgeConfiguration": {}}),
        {"PASS > FAIL MEDIUM": "replication-failure-events-delivered"},
    ),
)
