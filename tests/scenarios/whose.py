"""Which findings are about a scenario."""

from __future__ import annotations

from auditor.demo import Scenario
from auditor.finding import Finding


def about(world: Scenario, finding: Finding) -> bool:
    """The finding is about an account, a bucket, a role or an edge of this scenario."""
    names = {bucket.name for bucket in world.buckets} | {world.role_arn(role) for role in world.roles}
    return finding.subject in {*names, *world.accounts.values()} or finding.subject.partition("/")[0] in names
