"""A plan -> blocks to carry out one after the other, each in one account, so that no command comes too early."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from auditor.remediate.nouns import ByHand, Patch, Plan
from auditor.topology.arn import parse_arn

STAGES = (
    ("versioning", "ownership", "key"),
    ("policy",),
    ("trust", "inline_policies", "attached_policies"),
    ("replication",),
)
"""Facts in working order: S3 refuses a rule to a bucket without versions, KMS a policy for a key on its way out."""
_LAST = len(STAGES) - 1


@dataclass(frozen=True, slots=True)
class Block:
    """Patches that one account carries out in a row."""

    account: str | None
    """None: the owner is not known, find it out first."""
    patches: tuple[Patch, ...]


def blocks(plan: Plan) -> tuple[Block, ...]:
    """Accounts without rules to change first. Where several change rules, all prepare before any of them does so."""
    by_account: dict[str | None, list[Patch]] = defaultdict(list)
    for patch in sorted(plan.patches, key=lambda patch: (stage(patch), patch.resource.arn, patch.fact)):
        by_account[account(patch)].append(patch)
    changers = [who for who, patches in by_account.items() if stage(patches[-1]) == _LAST]
    apart = len(changers) > 1
    parts = [part for patches in by_account.values() for part in (_apart(patches) if apart else [patches])]
    return tuple(Block(account(part[0]), tuple(part)) for part in sorted(parts, key=_turn))


def steps(plan: Plan) -> tuple[ByHand, ...]:
    """What people must do, by account; steps after the commands (`then`, `afterwards`) last."""
    return tuple(
        sorted(plan.by_hand, key=lambda step: (step.text.startswith("afterwards"), step.account or "", step.text))
    )


def stage(patch: Patch) -> int:
    """Position in the working order."""
    return next(number for number, facts in enumerate(STAGES) if patch.fact in facts)


def account(patch: Patch) -> str | None:
    """Who must run it: the owner of the resource."""
    parsed = parse_arn(patch.resource.arn)
    return patch.resource.account or (parsed.account if parsed else None) or None


def _apart(patches: Iterable[Patch]) -> list[list[Patch]]:
    """Preparations and rule changes as two parts."""
    prepare: list[Patch] = []
    change: list[Patch] = []
    for patch in patches:
        (change if stage(patch) == _LAST else prepare).append(patch)
    return [part for part in (prepare, change) if part]


def _turn(patches: list[Patch]) -> tuple[int, str]:
    return stage(patches[-1]), account(patches[0]) or ""
