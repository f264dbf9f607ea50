"""The rule by which AWS combines the layers: a plan and a request's resource and context in, two truths out.

Sources: reference_policies_evaluation-logic and its parts, _cross-account, kms:policy-evaluation, kms:grants.
"""

from __future__ import annotations

from dataclasses import dataclass

from auditor.iam.grants import granted
from auditor.iam.logic import Truth, either, every
from auditor.iam.plan import Entries, Plan, some
from auditor.iam.request import Grant
from auditor.iam.variables import Context

ROOTED = ("kms:", "sts:")
"""Services whose resource policy is the root of all trust: an identity policy counts only if it lets it."""


@dataclass(frozen=True, slots=True)
class Question:
    """All that a plan's statements are asked."""

    plan: Plan
    action: str
    """Folded."""
    resource: str
    context: Context
    grants: tuple[Grant, ...]

    def some(self, entries: Entries) -> Truth:
        """Whether one of the statements applies."""
        return some(entries, self.resource, self.context) if entries else False

    @property
    def rooted(self) -> bool:
        """Whether the resource's policy is the root of trust."""
        return self.action.startswith(ROOTED)

    def grant(self) -> Truth:
        """Whether a KMS grant allows."""
        return bool(self.grants) and granted(self.grants, self.plan, self.action, self.context)


def denied(question: Question) -> Truth:
    """Whether an explicit Deny applies, in any document of either account."""
    result: Truth = False
    for _, entries in question.plan.denies:
        found = question.some(entries)
        if found:
            return True
        if found is None:
            result = None
    return result


def allowed(question: Question, same_account: bool) -> Truth:
    """Whether all that must allow does, if nothing denies."""
    plan = question.plan
    guarded = every(question.some(level) for level in plan.levels)
    if guarded is False:
        return False
    if plan.who.is_service:
        return question.some(plan.resource)
    return every((guarded, within(question) if same_account else across(question)))


def within(question: Question) -> Truth:
    """Caller and resource in one account: one side is enough, capped by the boundary unless named directly."""
    plan = question.plan
    direct = question.some(plan.directly)
    if direct:
        return True
    capped = True if plan.boundary is None else question.some(plan.boundary)
    granted = question.grant()
    if capped is not False:
        own = question.some(plan.identity)
        if own is not False and question.rooted:
            own = every((own, question.some(plan.by_account)))
        capped = every((either((own, question.some(plan.by_role))), capped))
    elif granted:
        granted = None  # whether a boundary caps a grant, no page says
    return either((direct, capped, granted))


def across(question: Question) -> Truth:
    """Caller and resource in two accounts: both sides must allow, in whatever way the resource's names the caller."""
    plan = question.plan
    granted = question.grant()
    theirs = either((question.some(plan.resource), granted))
    if theirs is False:
        return False
    capped = True if plan.boundary is None else question.some(plan.boundary)
    if capped is False:
        return None if granted else False
    return every((theirs, capped, either((question.some(plan.identity), granted))))
