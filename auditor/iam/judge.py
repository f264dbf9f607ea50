"""One possible world in: a question to which each context key is known, absent or unknown; the possible effects out."""

from __future__ import annotations

from dataclasses import replace

from auditor.iam.combine import Question, allowed, denied
from auditor.iam.effect import Effect, outcomes
from auditor.iam.plan import Plan, make
from auditor.iam.principal import CANONICAL_USER, SESSION_NAME, Caller, caller
from auditor.iam.request import Policies, Request, context_of
from auditor.iam.variables import fold

MAX_PLANS = 512
"""Plans kept for one `Policies`; a scan asks about a dozen actions of a few roles."""

_SPECIAL = frozenset((SESSION_NAME, CANONICAL_USER))


def question(request: Request, policies: Policies) -> Question:
    """The request, ready to be asked of the statements that matter to it. Raises `InputError`."""
    context, action = context_of(request), fold(request.action)
    plan = _plan(request, policies, action, str(context.get(CANONICAL_USER, "")))
    return Question(plan, action, request.resource, context, policies.grants)


def _plan(request: Request, policies: Policies, action: str, canonical: str) -> Plan:
    """The plan of the request's own world; found by texts alone, which is what most requests need."""
    unsettled = request.unknown & _SPECIAL
    key = (request.principal, action, unsettled, canonical)
    plan = policies.plans.get(key)
    if plan is None:
        who = caller(request.principal)
        who = replace(who, canonical=canonical) if canonical and CANONICAL_USER not in unsettled else who
        plan = policies.plans[key] = plan_for(who, action, unsettled, policies)
    return plan


def plan_for(who: Caller, action: str, unsettled: frozenset[str], policies: Policies) -> Plan:
    """The plan, made at most once for a caller and a folded action."""
    key = (who, action, unsettled)
    plan = policies.plans.get(key)
    if plan is None:
        if len(policies.plans) >= MAX_PLANS:
            policies.plans.clear()
        plan = policies.plans[key] = make(policies, who, action, unsettled)
    return plan


def possible(asked: Question, owner: str | None) -> frozenset[Effect]:
    """The effects that remain possible; `owner` is the resource's account, `None`: same and other account both."""
    deny = denied(asked)
    if deny:
        return outcomes(True, None)
    who = asked.plan.who
    if owner is None and not who.is_service:
        return outcomes(deny, allowed(asked, True)) | outcomes(deny, allowed(asked, False))
    return outcomes(deny, allowed(asked, who.account == owner))
