"""What each layer of policies alone says to a request, and which one stopped it."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.iam.combine import Question
from auditor.iam.effect import Effect, effect_of, outcomes
from auditor.iam.logic import Truth, either, every

LAYERS = ("scp", "rcp", "boundary", "identity", "resource")


def layers(asked: Question) -> Mapping[str, Effect]:
    """By layer: `ALLOW`, `EXPLICIT_DENY`, `IMPLICIT_DENY` or `UNKNOWN`, as if it were the only one.

    Without boundary or SCPs those layers allow; an RCP layer without a Deny allows. A resource policy that names
    only the account allows here; what that is worth depends on the owner. A KMS grant counts as the resource's word.
    """
    denies = dict(asked.plan.denies)
    return {layer: effect_of(outcomes(asked.some(denies.get(layer, ())), _allows(layer, asked))) for layer in LAYERS}


def _allows(layer: str, asked: Question) -> Truth:
    plan = asked.plan
    if layer == "scp":
        return every(asked.some(level) for level in plan.levels)
    if layer == "boundary":
        return True if plan.boundary is None else asked.some(plan.boundary)
    if layer == "identity":
        return plan.who.is_service or asked.some(plan.identity)
    return True if layer == "rcp" else either((asked.some(plan.resource), asked.grant()))


def blocked_by(asked: Question, effect: Effect) -> str:
    """The layer that stopped the request: of the Deny, or the first whose Allow is missing; empty if none did."""
    found = layers(asked)
    if effect is Effect.EXPLICIT_DENY:
        return next((layer for layer in LAYERS if found[layer] is Effect.EXPLICIT_DENY), "")
    if effect is not Effect.IMPLICIT_DENY:
        return ""
    first = next((layer for layer in LAYERS if found[layer] is Effect.IMPLICIT_DENY), "")
    # All layers allow: then the resource policy only hands on to policies that it does not let in.
    return first or "resource"
