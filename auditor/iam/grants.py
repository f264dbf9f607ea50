"""KMS grants: whether one of them allows this caller this operation, given the encryption context (kms:grants)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.iam.conditions import Condition, condition
from auditor.iam.logic import Truth, either, every
from auditor.iam.plan import Plan
from auditor.iam.policy import Principal
from auditor.iam.principal import SESSION_NAME, naming, session_name
from auditor.iam.request import Grant
from auditor.iam.variables import Context, Unknown, fold

PREFIX = "kms:encryptioncontext:"


def granted(grants: tuple[Grant, ...], plan: Plan, action: str, context: Context) -> Truth:
    """Whether a grant covers the folded `action` for the plan's caller; grants never deny."""
    return either(_covers(grant, plan, action, context) for grant in grants)


def _covers(grant: Grant, plan: Plan, action: str, context: Context) -> Truth:
    if action not in {f"kms:{fold(name)}" for name in grant.operations}:
        return False
    grantee = Principal("AWS", grant.grantee)
    meant: Truth = bool(naming((grantee,), plan.who))
    if not meant and SESSION_NAME in plan.unsettled and session_name(grantee, plan.who):
        meant = None
    there: Truth = True if grant.certain else None
    return every((meant, _holds(grant.subset, context), _equals(grant.equals, context), there))


def constraints(grants: tuple[Grant, ...]) -> Iterator[Condition]:
    """What the grants ask of the encryption context, as conditions on its keys."""
    for grant in grants:
        for key, value in (*grant.equals.items(), *grant.subset.items()):
            yield condition("StringEquals", PREFIX + key, (value,), variables=False)


def _holds(wanted: Mapping[str, str], context: Context) -> Truth:
    return every(_same(context, key, value) for key, value in wanted.items())


def _equals(wanted: Mapping[str, str], context: Context) -> Truth:
    if not wanted:
        return True
    others: Iterator[Truth] = (
        None if isinstance(value, Unknown) else False
        for key, value in context.items()
        if key.startswith(PREFIX) and key[len(PREFIX) :] not in {fold(name) for name in wanted}
    )
    return every((_holds(wanted, context), *others))


def _same(context: Context, key: str, value: str) -> Truth:
    found = context.get(PREFIX + fold(key))
    return None if isinstance(found, Unknown) else found == value
