"""As `shapes`, of what is kept of roles, keys and accounts, and a policy's statements (IAM, KMS, Organizations)."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.rules.kinds import NUMBER, TEXT, TRUTH, Shape, one_of
from auditor.rules.shapes import FLAGS, TAG

_OPTED = one_of("ENABLED", "ENABLING", "DISABLING", "DISABLED", "ENABLED_BY_DEFAULT")
ROLE_FACTS: Mapping[str, Shape] = {
    "role": {
        "RoleName": TEXT,
        "Path": TEXT,
        "Arn": TEXT,
        "RoleId": TEXT,
        "PermissionsBoundary": {"PermissionsBoundaryType": TEXT, "PermissionsBoundaryArn": TEXT},
        "Tags": [TAG],
    },  # GetRole
    "trust": None,  # GetRole, the document
    "inline_policies": [{"PolicyName": TEXT, "PolicyDocument": None}],  # GetRolePolicy
    "attached_policies": [{"PolicyName": TEXT, "PolicyArn": TEXT, "PolicyDocument": None}],  # GetPolicyVersion
    "boundary": {"PolicyArn": TEXT, "PolicyDocument": None},  # GetPolicyVersion
}

_KEY_METADATA = (
    "AWSAccountId", "KeyId", "Arn", "Enabled", "Description", "KeyUsage", "KeyState", "DeletionDate", "ValidTo",
    "Origin", "CustomKeyStoreId", "CloudHsmClusterId", "ExpirationModel", "KeyManager", "CustomerMasterKeySpec",
    "KeySpec", "EncryptionAlgorithms", "SigningAlgorithms", "KeyAgreementAlgorithms", "MultiRegion",
    "MultiRegionConfiguration", "PendingDeletionWindowInDays", "MacAlgorithms", "XksKeyConfiguration",
    "CurrentKeyMaterialId",
)  # fmt: skip

_TOLD_APART: Mapping[str, Shape] = {
    "Enabled": TRUTH,
    "MultiRegion": TRUTH,
    "KeyState": one_of(
        "Creating", "Enabled", "Disabled", "PendingDeletion", "PendingImport", "PendingReplicaDeletion", "Unavailable",
        "Updating",
    ),
    "KeyManager": one_of("AWS", "CUSTOMER"),
    "Origin": one_of("AWS_KMS", "EXTERNAL", "AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"),
    "PendingDeletionWindowInDays": NUMBER,
    "EncryptionAlgorithms": [TEXT],
    "SigningAlgorithms": [TEXT],
    "KeyAgreementAlgorithms": [TEXT],
    "MacAlgorithms": [TEXT],
    **dict.fromkeys(("MultiRegionConfiguration", "XksKeyConfiguration")),
}  # fmt: skip
"""What is more than a text of the key's metadata."""

KEY_FACTS: Mapping[str, Shape] = {
    "key": {**dict.fromkeys(_KEY_METADATA, TEXT), **_TOLD_APART},  # DescribeKey
    "policy": None,  # GetKeyPolicy, the text
    "rotation": {"KeyRotationEnabled": TRUTH},  # GetKeyRotationStatus
    "grants": [
        {
            "GrantId": TEXT,
            "Name": TEXT,
            "KeyId": TEXT,
            "GranteePrincipal": TEXT,
            "GranteeServicePrincipal": TEXT,
            "RetiringPrincipal": TEXT,
            "RetiringServicePrincipal": TEXT,
            "IssuingAccount": TEXT,
            "Operations": [TEXT],
            "Constraints": {"EncryptionContextEquals": None, "EncryptionContextSubset": None, "SourceArn": TEXT},
        }
    ],  # ListGrants
    "aliases": [TEXT],  # ListAliases, the names
}

_LEVELS: Shape = [{"TargetId": TEXT, "Policies": [{"PolicyId": TEXT, "Name": TEXT, "Document": None}]}]

ACCOUNT_FACTS: Mapping[str, Shape] = {
    "access": {"Account": TEXT, "Arn": TEXT, "from_aws": TRUTH},  # GetCallerIdentity, and who answered
    "buckets": [TEXT],  # ListBuckets, the names
    "public_access_block": FLAGS,  # S3 Control GetPublicAccessBlock
    "regions": [{"RegionName": TEXT, "RegionOptStatus": _OPTED}],  # ListRegions
    "organization": {"Id": TEXT, "MasterAccountId": TEXT, "FeatureSet": TEXT},  # DescribeOrganization
    "organization_path": [TEXT],  # ListParents, ids from the root down
    "scps": _LEVELS,  # ListPoliciesForTarget and DescribePolicy, from the root down
    "rcps": _LEVELS,
    "principals": {
        "Roles": [TEXT],
        "Policies": None,
        "Principals": [{"Arn": TEXT, "Inline": None, "Attached": [TEXT], "Boundary": TEXT, "Tags": [TAG]}],
    },  # GetAccountAuthorizationDetails
}

STATEMENT: Shape = {
    "Effect": one_of("Allow", "Deny"),
    "Actions": [TEXT],
    "NotActions": [TEXT],
    "Resources": [TEXT],
    "NotResources": [TEXT],
    "Principals": [{"type": TEXT, "value": TEXT, "account": TEXT}],
    "NotPrincipals": [{"type": TEXT, "value": TEXT, "account": TEXT}],
    "Condition": None,
    "Sid": TEXT,
    "Index": NUMBER,
    "Version": TEXT,
}
"""What `statements(policy)` gives."""
