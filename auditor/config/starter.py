"""The commented `auditor.yaml` that `auditor init` writes."""

from __future__ import annotations

STARTER = """\
# What auditor scans and how it judges. All fields: docs/auditor.schema.json (auditor init --schema).
# Try it: auditor scan

# Accounts to scan, or none here and: auditor scan --accounts accounts.csv
# In each account auditor assumes `role` with read-only permissions; it never writes.
accounts:
  - id: "111111111111"
    name: production
    role: auditor-read                # a name, or an ARN (also arn:aws-cn:... and arn:aws-us-gov:...)
    # external_id: agreed-with-them   # if the role's trust policy asks for one
    # session_name: auditor           # as CloudTrail will show it
    # regions: [eu-west-1]            # only buckets there; left out: `regions` below
    # chain:                          # roles to assume on the way, in this order
    #   - role: arn:aws:iam::999999999999:role/audit-hub
    #     external_id: agreed-with-them
  - id: "222222222222"
    name: disaster-recovery
    role: auditor-read

# Or let AWS Organizations tell the accounts, beside those above (docs/operating.md).
# organization:
#   role: arn:aws:iam::999999999999:role/auditor-organization   # of the management account
#   units: [ou-ab12-cdef3456]         # and all below; left out: every account
#   tags: {environment: "prod*"}
#   role_template: auditor-read       # the role in each account; {id} stands for its digits

# Regions whose buckets are read, for accounts that name none. Left out: all.
# regions: [us-east-1, eu-west-1]

# Only these buckets are audited, with the edges from and to them. Left out: all.
# buckets: [invoices-*]

# Accounts that replicas may go to, beside those above. Replicas that go elsewhere are a finding.
trusted_accounts: []

# What buckets are for: several rules ask for it (docs/intent.md). By name pattern, tag or account.
# Purposes: dr, backup, mirror, active-active, log.
purposes: []
#  - purpose: dr
#    names: ["*-dr", "replica-*"]
#  - purpose: backup
#    tags: {purpose: "backup*"}
#  - purpose: log
#    accounts: ["333333333333"]

# Buckets that must replicate, by name pattern, tag or account: without a rule that covers them they fail HIGH.
# Buckets that only receive replicas, and those whose purpose is log, never do.
must_replicate: []
#  - tags: {criticality: "high*"}
#  - names: ["prod-*"]
#    accounts: ["111111111111"]

# Regions that replicas may lie in: of all buckets, or of those with a purpose, a name pattern, a tag or an account.
# A bucket that several are about must satisfy each.
allowed_regions: []
#  - regions: [eu-west-1, eu-central-1]
#  - regions: [eu-central-1]
#    tags: {data-class: "personal*"}

# How much of the newest data may be lost, in minutes; chosen in the same way, and the strictest counts.
recovery_points: []
#  - minutes: 15
#    purposes: [dr, active-active]

# Users and roles that may change buckets, `*` and `?` for any: auditor drift names everybody else (docs/drift.md), and
# few-may-set-up-replication those who could.
# approved_actors: ["arn:aws:iam::*:role/deploy-*"]

# Rule packs: names of shipped ones (auditor rules list), or folders relative to this file. Left out: all shipped.
# packs: [replication, versioning, ./our-rules]

# Only rules for these frameworks: aws-fsbp, nist-800-53r5, hipaa and others (auditor rules list --control hipaa).
# profiles: [aws-fsbp]

# Accepted risks, with who accepts them, why and until when (docs/waivers.md); a file beside this one.
# waivers: waivers.yaml

# Exit with 1 from failures of this severity up: INFO, LOW, MEDIUM, HIGH, CRITICAL.
fail_on: LOW

# Exit with 3, whatever failed, if less than this percentage of what was asked could be read.
# min_coverage: 95

# Requests under way at the same time, and seconds to wait for one answer of AWS.
concurrency: 128
timeout: 20

# How often at most a fact is asked for while AWS throttles; errors that seldom pass are tried less often.
# attempts: 12

# Processes that read in a large scan; by default one for each core, and four at most.
# processes: 2

# The workers of this Dask scheduler read, instead of this process (docs/cluster.md).
# scheduler: tls://scheduler.internal:8786

# Sessions may do no more than the read-only actions, even if the role may. Off only for roles that refuse a policy.
# session_policy: true

# The file that the facts are kept in; auditor evaluate, fix and drift read it.
snapshot: auditor.snapshot
"""
"""Valid as it stands, with two made-up accounts."""
