"""KMS keys that cannot be used, and grants of them that miss the requests, and what each is told as."""

from __future__ import annotations

from tests.rules.breaks import KMS, Case, cases
from tests.rules.ways import (
    LOCKED,
    USE,
    admitting,
    aliased,
    both,
    bound_to,
    denied,
    described,
    granted,
    moved,
    put,
    rule,
    without,
)
from tests.rules.worlds import (
    DESTINATION,
    ENCRYPT,
    READ_LOCK,
    REPLICA_KEY,
    SOURCE,
    SOURCE_KEY,
    A,
    B,
    allow,
    encrypted,
    in_context,
    policy,
)

VIA_EUROPE = {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}
VIA_VIRGINIA = {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}
MISSPELT = {"StringLike": {"kms:EncryptionContext:aws:s3arn": "*"}}
ENDPOINT = {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}
S3_KEYS = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}

KEYS = (
    Case(
        "objects under keys not asked for",
        KMS,
        rule(SourceSelectionCriteria=None, Destination={"EncryptionConfiguration": None}),
        {
            "PASS > FAIL HIGH": "kms-objects-replicated",
            "PASS > NOT_APPLICABLE": (
                "kms-conditions-match replica-key-policy-admits-role replica-key-usable "
                "replica-key-works-across-accounts role-may-decrypt-source role-may-encrypt-replica"
            ),
            "PASS > (FAIL)": "role-least-privilege",
        },
    ),
    Case(
        "the source encrypts with a key, the rule knows nothing of it",
        ("same-account", "cross-account"),
        put(SOURCE, encryption=encrypted(SOURCE_KEY)),
        {"PASS > FAIL HIGH": "kms-objects-replicated"},
    ),
    Case(
        "the source encrypts with S3's keys",
        KMS,
        put(SOURCE, encryption=S3_KEYS),
        {
            "PASS > FAIL INFO": "destination-default-encryption-effective",
            "PASS > NOT_APPLICABLE": "role-may-decrypt-source",
        },
    ),
    Case(
        "the destination encrypts with a key, the source does not",
        ("same-account", "cross-account"),
        put(DESTINATION, encryption=encrypted(REPLICA_KEY)),
        {"NOT_APPLICABLE > FAIL INFO": "destination-default-encryption-effective"},
    ),
    Case(
        "replica key gone",
        KMS,
        put(REPLICA_KEY, key=None, policy=None, rotation=None),
        {
            "PASS > FAIL CRITICAL": "replication-keys-enabled",
            "PASS > (FAIL)": (
                "replica-key-policy-admits-role replica-key-usable replica-key-works-across-accounts "
                "role-may-encrypt-replica"
            ),
            "PASS > NOT_APPLICABLE": "replication-key-rotated",
        },
    ),
    Case(
        "replica key asymmetric",
        KMS,
        described(REPLICA_KEY, KeySpec="RSA_4096"),
        {"PASS > FAIL HIGH": "replica-key-usable", "PASS > NOT_APPLICABLE": "replication-key-rotated"},
    ),
    Case(
        "replica key for signatures",
        KMS,
        described(REPLICA_KEY, KeyUsage="SIGN_VERIFY"),
        {"PASS > FAIL HIGH": "replica-key-usable"},
    ),
    Case(
        "replica key of another Region",
        KMS,
        moved(REPLICA_KEY.replace("eu-west-1", "us-east-1")),
        {"PASS > FAIL HIGH": "replica-key-usable"},
    ),
    Case("replica key by alias", KMS, aliased, {"PASS > FAIL MEDIUM": "replica-key-usable"}),
    Case(
        "replica key managed by AWS",
        KMS,
        described(REPLICA_KEY, KeyManager="AWS"),
        {"PASS > FAIL HIGH": "replica-key-works-across-accounts", "PASS > NOT_APPLICABLE": "replication-key-rotated"},
    ),
    Case(
        "replica key of the source's account",
        KMS,
        moved(REPLICA_KEY.replace(B, A)),
        {
            "PASS > FAIL MEDIUM": "replica-key-works-across-accounts",
            "PASS > NOT_APPLICABLE": "replica-key-policy-admits-role",
        },
    ),
    Case(
        "source key disabled",
        KMS,
        described(SOURCE_KEY, KeyState="Disabled"),
        {"PASS > FAIL CRITICAL": "replication-keys-enabled"},
    ),
    Case(
        "replica key to be deleted",
        KMS,
        described(REPLICA_KEY, KeyState="PendingDeletion", DeletionDate="2026-12-01"),
        {"PASS > FAIL CRITICAL": "replication-keys-enabled"},
    ),
    Case("replica key being updated", KMS, described(REPLICA_KEY, KeyState="Updating"), {}),
    Case(
        "source key not rotated",
        KMS,
        put(SOURCE_KEY, rotation={"KeyRotationEnabled": False}),
        {"PASS > FAIL LOW": "replication-key-rotated"},
    ),
    Case(
        "decryption not granted",
        KMS,
        without("kms:Decrypt", SOURCE_KEY),
        {"PASS > FAIL HIGH": "role-may-decrypt-source"},
    ),
    Case(
        "source key closed to the account's policies",
        KMS,
        put(SOURCE_KEY, policy=policy(allow("kms:*", "*", Principal={"AWS": f"arn:aws:iam::{A}:role/admin"}))),
        {"PASS > FAIL HIGH": "role-may-decrypt-source"},
    ),
    Case(
        "no way to encrypt granted",
        KMS,
        without(ENCRYPT, REPLICA_KEY),
        {"PASS > FAIL HIGH": "role-may-encrypt-replica"},
    ),
    *cases(
        "only kms:Encrypt granted",
        without("kms:GenerateDataKey", REPLICA_KEY),
        {},
        (("kms",), {}),
        (("bucket-key",), {"PASS > FAIL LOW": "role-may-encrypt-replica"}),
    ),
    Case(
        "only kms:GenerateDataKey granted",
        KMS,
        without("kms:Encrypt", REPLICA_KEY),
        {"PASS > FAIL LOW": "role-may-encrypt-replica"},
    ),
    Case(
        "replica key's policy without the role",
        KMS,
        put(REPLICA_KEY, policy=policy(allow("kms:*", "*", Principal={"AWS": B}))),
        {"PASS > FAIL HIGH": "replica-key-policy-admits-role", "PASS > (FAIL)": "role-may-encrypt-replica"},
    ),
    Case(
        "replica key's policy denies",
        KMS,
        admitting(REPLICA_KEY, denied("kms:Encrypt", "*", Condition=ENDPOINT)),
        {"PASS > FAIL HIGH": "denies-spare-replication", "PASS > (FAIL)": "role-may-encrypt-replica"},
    ),
    Case(
        "decryption through S3 of the wrong Region",
        KMS,
        bound_to("kms:Decrypt", SOURCE_KEY, VIA_EUROPE),
        {"PASS > FAIL HIGH": "kms-conditions-match", "PASS > (FAIL)": "role-may-decrypt-source"},
    ),
    Case("decryption through S3 of the right Region", KMS, bound_to("kms:Decrypt", SOURCE_KEY, VIA_VIRGINIA), {}),
    Case(
        "encryption through S3 of the wrong Region",
        KMS,
        bound_to(ENCRYPT, REPLICA_KEY, VIA_VIRGINIA),
        {"PASS > FAIL HIGH": "kms-conditions-match", "PASS > (FAIL)": "role-may-encrypt-replica"},
    ),
    Case("encryption through S3 of the right Region", KMS, bound_to(ENCRYPT, REPLICA_KEY, VIA_EUROPE), {}),
    *cases(
        "decryption in the objects' context",
        bound_to("kms:Decrypt", SOURCE_KEY, in_context(f"{SOURCE}/*")),
        {},
        (("kms",), {}),
        (
            ("bucket-key",),
            {
                "PASS > FAIL HIGH": "kms-conditions-match",
                "PASS > (FAIL)": "role-may-decrypt-source",
            },
        ),
    ),
    *cases(
        "decryption in the bucket's context",
        bound_to("kms:Decrypt", SOURCE_KEY, in_context(SOURCE)),
        {},
        (
            ("kms",),
            {
                "PASS > FAIL HIGH": "kms-conditions-match",
                "PASS > (FAIL)": "role-may-decrypt-source",
            },
        ),
        (("bucket-key",), {}),
    ),
    *cases(
        "encryption in the objects' context",
        bound_to(USE, REPLICA_KEY, in_context(f"{DESTINATION}/*")),
        {},
        (("kms",), {"PASS > FAIL LOW": "role-least-privilege"}),
        (
            ("bucket-key",),
            {
                "PASS > FAIL HIGH": "kms-conditions-match",
                "PASS > (FAIL)": "role-may-encrypt-replica",
            },
        ),
    ),
    *cases(
        "encryption in the bucket's context",
        bound_to(USE, REPLICA_KEY, in_context(DESTINATION)),
        {},
        (
            ("kms",),
            {
                "PASS > FAIL LOW": "role-least-privilege",
                "PASS > FAIL HIGH": "kms-conditions-match",
                "PASS > (FAIL)": "role-may-encrypt-replica",
            },
        ),
        (("bucket-key",), {}),
    ),
    Case(
        "a misspelt condition",
        KMS,
        bound_to("kms:Decrypt", SOURCE_KEY, MISSPELT),
        {"PASS > FAIL HIGH": "kms-conditions-match", "PASS > (FAIL)": "role-may-decrypt-source"},
    ),
    Case(
        "a Bucket Key switched on at the source",
        ("kms",),
        put(SOURCE, encryption=encrypted(SOURCE_KEY, bucket_key=True)),
        {"PASS > FAIL HIGH": "replica-key-policy-admits-role", "PASS > (FAIL)": "role-may-encrypt-replica"},
    ),
    Case(
        "a Bucket Key switched on at the destination",
        ("kms",),
        put(DESTINATION, encryption=encrypted(REPLICA_KEY, bucket_key=True)),
        {"PASS > FAIL HIGH": "replica-key-policy-admits-role", "PASS > (FAIL)": "role-may-encrypt-replica"},
    ),
    Case(
        "the Bucket Key not to be checked by the role",
        ("bucket-key",),
        without("kms:Decrypt", REPLICA_KEY),
        {"PASS > FAIL HIGH": "role-may-encrypt-replica"},
    ),
    Case(
        "the Bucket Key not to be checked by the key's policy",
        ("bucket-key",),
        without("kms:Decrypt", arn=REPLICA_KEY),
        {"PASS > FAIL HIGH": "replica-key-policy-admits-role", "PASS > (FAIL)": "role-may-encrypt-replica"},
    ),
    Case(
        "locked replicas under a key that any administrator may delete",
        KMS,
        both(put(SOURCE, object_lock=LOCKED), put(DESTINATION, object_lock=LOCKED), granted(READ_LOCK, f"{SOURCE}/*")),
        {
            "NOT_APPLICABLE > FAIL MEDIUM": "object-lock-key-protected",
            "NOT_APPLICABLE > PASS": "object-lock-on-both-sides role-may-read-object-lock",
        },
    ),
)
