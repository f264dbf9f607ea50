"""A name in, the files of a rule out that is whole and passes its own examples: something to change, not to fill in."""

from __future__ import annotations

_RULE = """\
id: {id}
title: A bucket that replicates keeps object versions
severity: MEDIUM                          # INFO LOW MEDIUM HIGH CRITICAL
subject: bucket                           # account bucket role key replication
when: length(outbound) > `0`              # which subjects it is about; else NOT_APPLICABLE
must: bucket.versioning.Status == 'Enabled'
message: Bucket {{bucket.name}} replicates, but keeps no versions.
rationale: >
  S3 replicates object versions. Without versioning there is nothing to replicate, and nothing says so.
remediation: {{action: enable-versioning, with: {{bucket: bucket.arn}}}}
references: [https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-requirements.html]
examples:
  - expect: PASS
    given: {{outbound: [{{id: a/r/b}}], bucket: {{versioning: {{Status: Enabled}}}}}}
  - expect: FAIL
    given: {{outbound: [{{id: a/r/b}}], bucket: {{versioning: {{Status: Suspended}}}}}}
  - expect: UNKNOWN
    given: {{outbound: [{{id: a/r/b}}], bucket: {{versioning: !unknown AccessDenied}}}}
  - expect: NOT_APPLICABLE
    given: {{outbound: []}}
"""
_PACK = """\
name: {name}
version: "1.0.0"
title: Our rules
"""


def new_rule(id: str) -> str:
    """The text of `<id>.yaml`."""
    return _RULE.format(id=id)


def new_pack(name: str) -> str:
    """The text of `pack.yaml`."""
    return _PACK.format(name=name)
