"""A name in, the files of a rule out that is whole and passes its own examples: something to change, not to fill in."""

from __future__ import annotations

from collections.abc import Mapping

_RULE = """\
id: {id}
title: {title}
severity: MEDIUM                          # INFO LOW MEDIUM HIGH CRITICAL
subject: {subject:<33}# account bucket role key replication
when: {when:<36}# which subjects it is about; else NOT_APPLICABLE
must: {must}
message: {message}
rationale: >
  {rationale}
remediation: {remediation}
references: [{reference}]
examples:
  - expect: PASS
    given: {{{given}, {passes}}}
  - expect: FAIL
    given: {{{given}, {fails}}}
  - expect: UNKNOWN
    given: {{{given}, {unknown}}}
  - expect: NOT_APPLICABLE
    given: {{{other}}}
"""
_EDGE = "[{id: a/r/b}]"
SKELETONS: Mapping[str, Mapping[str, str]] = {
    "account": {
        "title": "An account whose buckets replicate lets no public ACL be set",
        "when": "length(sources) > `0`",
        "must": "account.public_access_block.BlockPublicAcls == `true`",
        "message": "Account {account.account} does not block public ACLs in all of its buckets.",
        "rationale": "A copy is no safer than the original: one public ACL in the account shows it to everybody.",
        "remediation": "{action: manual, with: {text: 'Block public ACLs in account {account.account}.'}}",
        "reference": "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
        "given": "sources: [{arn: 'arn:aws:s3:::a'}]",
        "passes": "account: {public_access_block: {BlockPublicAcls: true}}",
        "fails": "account: {public_access_block: !absent NoSuchPublicAccessBlockConfiguration}",
        "unknown": "account: {public_access_block: !unknown AccessDenied}",
        "other": "sources: []",
    },
    "bucket": {
        "title": "A bucket that replicates keeps object versions",
        "when": "length(outbound) > `0`",
        "must": "bucket.versioning.Status == 'Enabled'",
        "message": "Bucket {bucket.name} replicates, but keeps no versions.",
        "rationale": "S3 replicates object versions. Without them there is nothing to replicate, and nothing says so.",
        "remediation": "{action: enable-versioning, with: {bucket: bucket.arn}}",
        "reference": "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-requirements.html",
        "given": f"outbound: {_EDGE}",
        "passes": "bucket: {versioning: {Status: Enabled}}",
        "fails": "bucket: {versioning: {Status: Suspended}}",
        "unknown": "bucket: {versioning: !unknown AccessDenied}",
        "other": "outbound: []",
    },
    "role": {
        "title": "A role that replicates has a permissions boundary",
        "when": "length(edges) > `0`",
        "must": "role.boundary != `null`",
        "message": "Role {role.name} has no permissions boundary.",
        "rationale": "Whoever may attach policies to the role may let it do anything, unless a boundary ends that.",
        "remediation": "{action: manual, with: {text: 'Set a permissions boundary for {role.name}.'}}",
        "reference": "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
        "given": f"edges: {_EDGE}",
        "passes": "role: {boundary: {PolicyArn: 'arn:aws:iam::111111111111:policy/limits'}}",
        "fails": "role: {boundary: !absent NoPermissionsBoundary}",
        "unknown": "role: {boundary: !unknown AccessDenied}",
        "other": "edges: []",
    },
    "key": {
        "title": "A customer's key that encrypts replicas is rotated",
        "when": "key.key.KeyManager == 'CUSTOMER'",
        "must": "key.rotation.KeyRotationEnabled == `true`",
        "message": "Key {key.arn} is not rotated.",
        "rationale": "The longer a key serves, the more is lost with it. KMS renews it without a change elsewhere.",
        "remediation": "{action: manual, with: {text: 'Switch on the rotation of {key.arn}.'}}",
        "reference": "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
        "given": f"edges: {_EDGE}",
        "passes": "key: {key: {KeyManager: CUSTOMER}, rotation: {KeyRotationEnabled: true}}",
        "fails": "key: {key: {KeyManager: CUSTOMER}, rotation: {KeyRotationEnabled: false}}",
        "unknown": "key: {key: {KeyManager: CUSTOMER}, rotation: !unknown AccessDenied}",
        "other": "key: {key: {KeyManager: AWS}}",
    },
    "replication": {
        "title": "Replicas lie in another Region than the originals",
        "when": "rule.Status == 'Enabled'",
        "must": "source.region != destination.region",
        "message": "Rule {rule.key} of {source.name} copies within {source.region}.",
        "rationale": "What takes away a whole Region takes the original and a copy beside it at the same time.",
        "remediation": "{action: manual, with: {text: 'Replicate {source.name} into another Region.'}}",
        "reference": "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html",
        "given": "rule: {Status: Enabled}, source: {region: eu-west-1}",
        "passes": "destination: {region: eu-central-1}",
        "fails": "destination: {region: eu-west-1}",
        "unknown": "destination: {region: !unknown AccessDenied}",
        "other": "rule: {Status: Disabled}",
    },
}
"""Subject kind -> what a rule about it may say."""
_PACK = """\
name: {name}
version: "1.0.0"
title: Our rules
"""


def new_rule(id: str, subject: str = "bucket") -> str:
    """The text of `<id>.yaml`, a rule about subjects of that kind."""
    return _RULE.format(id=id, subject=subject, **SKELETONS[subject])


def new_pack(name: str) -> str:
    """The text of `pack.yaml`."""
    return _PACK.format(name=name)
