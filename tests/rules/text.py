"""A rule file with no mistake in it, as lines to spoil."""

from pathlib import Path

RULE = """\
id: bucket-versioned
title: The bucket keeps versions
severity: HIGH
subject: bucket
when: length(outbound) > `0`
must: bucket.versioning.Status == 'Enabled'
message: The bucket {bucket.name} keeps no versions.
rationale: S3 replicates versions only.
predicts: DstBucketUnversioned
controls: {NIST-800-53r5: [CP-9, CP-10]}
adjust:
  - {when: "contains(bucket.purposes, 'dr')", severity: CRITICAL}
consequence_of: []
remediation: {action: enable-versioning, with: {bucket: bucket.arn}}
references: [https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html]
examples:
  - expect: PASS
    given: {outbound: [{id: e}], bucket: {versioning: {Status: Enabled}}}
  - expect: FAIL
    severity: CRITICAL
    given: {outbound: [{id: e}], bucket: {versioning: !absent NotThere, purposes: [dr]}}
  - expect: UNKNOWN
    given: {outbound: [{id: e}], bucket: {versioning: !unknown AccessDenied}}
  - expect: NOT_APPLICABLE
    given: {outbound: []}
"""
PACK = 'name: ours\nversion: "1.0"\ntitle: Ours\n'


def spoiled(old: str, new: str) -> str:
    """RULE with one thing changed."""
    assert RULE.count(old) == 1, old
    return RULE.replace(old, new)


def folder(at: Path, rules: dict[str, str], manifest: str = PACK) -> Path:
    """A pack on disk: file stem -> text."""
    at.mkdir(exist_ok=True)
    (at / "pack.yaml").write_text(manifest)
    for stem, text in rules.items():
        (at / f"{stem}.yaml").write_text(text)
    return at
