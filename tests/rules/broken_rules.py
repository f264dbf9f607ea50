"""Replication rules that are wrong, incomplete or not what was meant, and what each is told as."""

from __future__ import annotations

from tests.rules.breaks import ACROSS, ALL, ANY, KMS, ONE_WAY, Case, cases
from tests.rules.ways import blocked, both, chained, gone, put, rule, sibling
from tests.rules.worlds import DESTINATION, FAILURES, SOURCE, A, allow, policy

TAGGED = {"Tag": {"Key": "k", "Value": "v"}}
TIME = {"Status": "Enabled", "Time": {"Minutes": 15}}
HOUR = {"Status": "Enabled", "Time": {"Minutes": 60}}
S3 = {"Service": "s3.amazonaws.com"}
ELSEWHERE = {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::elsewhere"}}

RULES = (
    *cases(
        "rule disabled",
        rule(Status="Disabled"),
        {
            "PASS > FAIL MEDIUM": "replication-rule-enabled",
            "PASS > NOT_APPLICABLE": ANY,
            "UNKNOWN > NOT_APPLICABLE": ANY,
            "UNKNOWN > (FAIL)": "replication-outages-backfilled",
        },
        (("same-account",), {"PASS > (FAIL)": "replication-rule-present"}),
        (
            ("cross-account", "kms", "bucket-key", "object-lock", "owner-override"),
            {"PASS > (FAIL)": "destination-grant-has-rule replication-rule-present"},
        ),
        (
            ("two-way",),
            {"PASS > (FAIL)": "destination-grant-has-rule replication-rule-present two-way-replication-complete"},
        ),
        (("tags",), {"PASS > (FAIL)": "replication-covers-bucket"}),
    ),
    *cases(
        "configuration gone",
        put(SOURCE, replication=None),
        {
            "PASS > NOT_APPLICABLE": ANY,
            "UNKNOWN > NOT_APPLICABLE": "existing-objects-replicated replication-outages-backfilled",
        },
        (("same-account",), {"PASS > FAIL MEDIUM": "replication-rule-present"}),
        (
            ("cross-account", "kms", "bucket-key", "owner-override", "tags"),
            {"PASS > FAIL MEDIUM": "destination-grant-has-rule replication-rule-present"},
        ),
        (
            ("object-lock",),
            {
                "NOT_APPLICABLE > FAIL MEDIUM": "replication-rule-present",
                "PASS > (FAIL)": "destination-grant-has-rule",
                "NOT_APPLICABLE > PASS": "source-versioning-enabled",
            },
        ),
    ),
    *cases(
        "destination gone",
        gone,
        {
            "PASS > FAIL HIGH": "destination-bucket-exists",
            "PASS > (FAIL)": (
                "destination-as-protected-as-source replication-regions-enabled "
                "replication-alarms-in-right-region replication-healthy destination-accepts-writes "
                "destination-policy-admits-role destination-versioning-enabled"
            ),
        },
        (("cross-account", "tags"), {"PASS > (FAIL)": "dr-destination-in-other-region replica-owned-by-destination"}),
        (
            KMS,
            {
                "PASS > (FAIL)": "dr-destination-in-other-region replica-key-usable replica-owned-by-destination",
                "PASS > NOT_APPLICABLE": "destination-default-encryption-effective",
            },
        ),
        (("object-lock",), {"PASS > (FAIL)": "object-lock-on-both-sides replica-owned-by-destination"}),
        (("owner-override",), {"PASS > (FAIL)": "dr-destination-in-other-region owner-override-permitted"}),
    ),
    *cases(
        "destination gone, nobody named as its owner",
        both(gone, rule(Destination={"Account": None})),
        {
            "PASS > FAIL CRITICAL": "destination-bucket-exists",
            "PASS > (FAIL)": (
                "destination-as-protected-as-source replication-regions-enabled "
                "replication-alarms-in-right-region replication-healthy destination-accepts-writes "
                "destination-account-stated destination-owner-known destination-policy-admits-role "
                "destination-versioning-enabled replica-owned-by-destination "
                "replicas-stay-in-trusted-accounts"
            ),
        },
        (
            ("cross-account",),
            {
                "PASS > (FAIL)": "dr-destination-in-other-region",
                "PASS > NOT_APPLICABLE": "backup-destination-in-other-account",
            },
        ),
        (
            KMS,
            {
                "PASS > (FAIL)": (
                    "dr-destination-in-other-region replica-key-usable replica-key-works-across-accounts"
                ),
                "PASS > NOT_APPLICABLE": (
                    "backup-destination-in-other-account destination-default-encryption-effective"
                ),
            },
        ),
        (("object-lock",), {"PASS > (FAIL)": "backup-destination-in-other-account object-lock-on-both-sides"}),
    ),
    Case("no priority", ALL, rule(Priority=None), {"PASS > FAIL HIGH": "replication-configuration-valid"}),
    *cases(
        "no delete-marker setting",
        rule(DeleteMarkerReplication=None),
        {"PASS > FAIL LOW": "delete-marker-replication-as-intended"},
        (("same-account",), {"PASS > (FAIL)": "delete-marker-replication-permitted role-least-privilege"}),
        (("cross-account", "kms", "bucket-key", "object-lock", "two-way", "owner-override", "tags"), {}),
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
    *cases(
        "two predicates without And",
        rule(Filter={"Prefix": "", **TAGGED}),
        {"PASS > FAIL HIGH": "replication-configuration-valid"},
        (
            ("same-account", "cross-account", "kms", "bucket-key", "owner-override", "tags"),
            {"PASS > FAIL MEDIUM": "replication-covers-bucket"},
        ),
        (("two-way",), {"PASS > FAIL MEDIUM": "replication-covers-bucket two-way-replication-complete"}),
        (("object-lock",), {"PASS > FAIL INFO": "replication-covers-bucket"}),
    ),
    *cases(
        "delete markers of tagged objects",
        rule(Filter=TAGGED, DeleteMarkerReplication={"Status": "Enabled"}),
        {"PASS > FAIL HIGH": "replication-configuration-valid"},
        (("same-account",), {"PASS > FAIL MEDIUM": "replication-covers-bucket"}),
        (
            ("cross-account", "kms", "bucket-key", "owner-override"),
            {
                "PASS > FAIL HIGH": "delete-marker-replication-permitted",
                "PASS > FAIL MEDIUM": "replication-covers-bucket",
            },
        ),
        (
            ("two-way",),
            {
                "PASS > FAIL HIGH": "delete-marker-replication-permitted",
                "PASS > FAIL MEDIUM": "replication-covers-bucket two-way-replication-complete",
            },
        ),
        (
            ("object-lock",),
            {
                "PASS > FAIL HIGH": "delete-marker-replication-permitted",
                "PASS > FAIL INFO": "replication-covers-bucket",
                "PASS > FAIL LOW": "delete-marker-replication-as-intended",
            },
        ),
        (
            ("tags",),
            {
                "PASS > FAIL HIGH": "delete-marker-replication-permitted",
                "PASS > FAIL MEDIUM": "replication-covers-bucket replication-rules-not-shadowed",
            },
        ),
    ),
    Case(
        "the source as its own destination",
        ("same-account",),
        rule(Destination={"Bucket": SOURCE}),
        {
            "PASS > FAIL LOW": "role-least-privilege",
            "PASS > FAIL HIGH": "replication-configuration-valid",
            "NOT_APPLICABLE > PASS": (
                "destination-policy-names-live-role destination-policy-no-action-wildcards "
                "destination-policy-no-destructive-actions destination-policy-not-public "
                "destination-policy-trusts-role-not-account destination-versioning-not-delegated "
                "replication-not-chained"
            ),
            "PASS > NOT_APPLICABLE": (
                "data-events-recorded destination-policy-names-live-role "
                "destination-policy-no-action-wildcards destination-policy-no-destructive-actions "
                "destination-policy-not-public destination-policy-trusts-role-not-account "
                "destination-versioning-not-delegated"
            ),
            "PASS > (FAIL)": "role-may-replicate-to-destination delete-marker-replication-permitted",
        },
    ),
    Case(
        "a destination in another partition",
        ("cross-account",),
        rule(Destination={"Bucket": "arn:aws-cn:s3:::destination"}),
        {
            "PASS > FAIL LOW": "role-least-privilege",
            "PASS > FAIL HIGH": "replication-configuration-valid",
            "PASS > FAIL MEDIUM": "destination-grant-has-rule",
            "NOT_APPLICABLE > UNKNOWN": "destination-default-encryption-effective destination-retains-replicas",
            "PASS > UNKNOWN": (
                "destination-as-protected-as-source replication-regions-enabled "
                "replication-alarms-in-right-region replication-healthy denies-need-no-missing-header "
                "denies-spare-replication destination-accepts-writes destination-bucket-exists "
                "destination-policy-admits-role destination-versioning-enabled "
                "dr-destination-in-other-region guardrails-permit-replication object-tags-replicated "
                "policy-version-legal replica-owned-by-destination"
            ),
            "PASS > NOT_APPLICABLE": (
                "data-events-recorded destination-policy-names-live-role "
                "destination-policy-no-action-wildcards destination-policy-no-destructive-actions "
                "destination-policy-not-public destination-policy-trusts-role-not-account "
                "destination-versioning-not-delegated policy-version-current"
            ),
            "PASS > (FAIL)": "role-may-replicate-to-destination",
        },
    ),
    Case(
        "a change of owner without an account",
        ("owner-override",),
        rule(Destination={"Account": None}),
        {"PASS > FAIL HIGH": "replication-configuration-valid", "PASS > (FAIL)": "destination-account-stated"},
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
    *cases(
        "replication time without metrics",
        rule(Destination={"ReplicationTime": TIME, "Metrics": None}),
        {
            "PASS > FAIL HIGH": "replication-configuration-valid",
            "PASS > NOT_APPLICABLE": "replication-healthy",
            "PASS > (FAIL)": (
                "replication-alarms-in-right-region replication-metrics-enabled replication-failure-events-delivered"
            ),
        },
        (("same-account", "cross-account", "kms", "bucket-key", "object-lock", "two-way", "owner-override"), {}),
        (("tags",), {"PASS > FAIL MEDIUM": "replication-rules-not-shadowed"}),
    ),
    *cases(
        "replication time of an hour",
        rule(Destination={"ReplicationTime": HOUR}),
        {"PASS > FAIL HIGH": "replication-configuration-valid"},
        (("same-account", "cross-account", "kms", "bucket-key", "object-lock", "two-way", "owner-override"), {}),
        (("tags",), {"PASS > FAIL MEDIUM": "replication-rules-not-shadowed"}),
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
    *cases(
        "a higher rule for other objects",
        both(
            rule(Filter={"Prefix": "a/"}),
            sibling(Priority=9, Filter={"Prefix": "b/"}, Destination={"StorageClass": "GLACIER_IR"}),
        ),
        {},
        (
            ("same-account", "cross-account", "kms", "bucket-key", "owner-override", "tags"),
            {"PASS > FAIL MEDIUM": "replication-covers-bucket"},
        ),
        (("two-way",), {"PASS > FAIL MEDIUM": "replication-covers-bucket two-way-replication-complete"}),
        (("object-lock",), {"PASS > FAIL INFO": "replication-covers-bucket"}),
    ),
    *cases(
        "the old schema",
        rule(Filter=None, Prefix="", DeleteMarkerReplication=None, Priority=None),
        {
            "PASS > FAIL LOW": "replication-rule-uses-current-schema",
            "PASS > NOT_APPLICABLE": "replication-rules-not-shadowed",
            "PASS > FAIL MEDIUM": "delete-marker-replication-as-intended",
        },
        (("same-account",), {}),
        (ACROSS, {"PASS > FAIL HIGH": "delete-marker-replication-permitted"}),
        (("two-way",), {"PASS > FAIL HIGH": "delete-marker-replication-permitted replication-configuration-valid"}),
    ),
    *cases(
        "a prefix with a leading slash",
        rule(Filter={"Prefix": "/a"}),
        {"PASS > FAIL MEDIUM": "replication-prefix-plausible"},
        (
            ("same-account", "cross-account", "kms", "bucket-key", "owner-override", "tags"),
            {"PASS > FAIL MEDIUM": "replication-covers-bucket"},
        ),
        (("two-way",), {"PASS > FAIL MEDIUM": "replication-covers-bucket two-way-replication-complete"}),
        (("object-lock",), {"PASS > FAIL INFO": "replication-covers-bucket"}),
    ),
    *cases(
        "a prefix with a wildcard",
        rule(Filter={"Prefix": "a/*"}),
        {"PASS > FAIL MEDIUM": "replication-prefix-plausible"},
        (
            ("same-account", "cross-account", "kms", "bucket-key", "owner-override", "tags"),
            {"PASS > FAIL MEDIUM": "replication-covers-bucket"},
        ),
        (("two-way",), {"PASS > FAIL MEDIUM": "replication-covers-bucket two-way-replication-complete"}),
        (("object-lock",), {"PASS > FAIL INFO": "replication-covers-bucket"}),
    ),
    *cases(
        "a prefix",
        rule(Filter={"Prefix": "a/"}),
        {},
        (
            ("same-account", "cross-account", "kms", "bucket-key", "owner-override", "tags"),
            {"PASS > FAIL MEDIUM": "replication-covers-bucket"},
        ),
        (("two-way",), {"PASS > FAIL MEDIUM": "replication-covers-bucket two-way-replication-complete"}),
        (("object-lock",), {"PASS > FAIL INFO": "replication-covers-bucket"}),
    ),
    *cases(
        "a tag filter",
        rule(Filter=TAGGED, DeleteMarkerReplication={"Status": "Disabled"}),
        {},
        (
            ("same-account",),
            {
                "PASS > FAIL LOW": "delete-marker-replication-as-intended",
                "PASS > FAIL MEDIUM": "replication-covers-bucket",
                "PASS > (FAIL)": "delete-marker-replication-permitted role-least-privilege",
            },
        ),
        (
            ("cross-account", "kms", "bucket-key", "owner-override", "tags"),
            {"PASS > FAIL MEDIUM": "replication-covers-bucket"},
        ),
        (("two-way",), {"PASS > FAIL MEDIUM": "replication-covers-bucket two-way-replication-complete"}),
        (("object-lock",), {"PASS > FAIL INFO": "replication-covers-bucket"}),
    ),
    *cases(
        "requester pays",
        put(DESTINATION, request_payment={"Payer": "Requester"}),
        {},
        (("same-account",), {}),
        (
            ("cross-account", "kms", "bucket-key", "object-lock", "two-way", "owner-override", "tags"),
            {"PASS > FAIL HIGH": "destination-accepts-writes"},
        ),
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
            "PASS > FAIL MEDIUM": "replication-metrics-enabled",
            "PASS > (FAIL)": "replication-alarms-in-right-region replication-failure-events-delivered",
        },
    ),
    Case(
        "nobody told of failures",
        ALL,
        put(SOURCE, notification={}),
        {"PASS > FAIL MEDIUM": "replication-failure-events-delivered"},
    ),
    Case(
        "the queue that is told of failures is gone",
        ALL,
        put(FAILURES, policy=None),
        {"PASS > FAIL MEDIUM": "replication-failure-events-delivered"},
    ),
    Case(
        "the queue admits another bucket",
        ALL,
        put(FAILURES, policy=policy(allow("sqs:SendMessage", FAILURES, Principal=S3, Condition=ELSEWHERE))),
        {"PASS > FAIL MEDIUM": "replication-failure-events-delivered"},
    ),
    Case(
        "the queue is encrypted with a key that AWS manages",
        ALL,
        put(FAILURES, kms_key="alias/aws/sqs"),
        {"PASS > FAIL MEDIUM": "replication-failure-events-delivered"},
    ),
    Case(
        "the queue is encrypted with a key that was not read",
        ALL,
        put(FAILURES, kms_key=f"arn:aws:kms:us-east-1:{A}:key/queue"),
        {"PASS > UNKNOWN": "replication-failure-events-delivered"},
    ),
    Case(
        "failures sent to EventBridge only",
        ALL,
        put(SOURCE, notification={"EventBridgeConfiguration": {}}),
        {"PASS > FAIL MEDIUM": "replication-failure-events-delivered"},
    ),
)
