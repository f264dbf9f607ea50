"""KMS grants: whether one of them allows this caller this operation, given the encryption context (kms:grants)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.iam.logic import Truth, either, every
from auditor.iam.policy import Principal
from auditor.iam.principal import Caller, naming, session_name
from auditor.iam.request import Grant
from auditor.iam.variables import Context, Unknown, fold

PREFIX = "kms:encryptioncontext:"


def granted(grants: tuple[Grant, ...], who: Caller, action: str, context: Context) -> Truth:
    """Whether a grant covers the folded `action`; grants never deny."""
    return either(_covers(grant, who, action, context) for grant in grants)


def _covers(grant: Grant, who: Caller, action: str, context: Context) -> Truth:
    if action not in {f"kms:{fold(name)}" for name in grant.operations}:
        return False
    grantee = Principal("AWS", grant.grantee)
    if not naming((grantee,), who):
        return None if session_name(grantee, who) else False
    return every((_holds(grant.subset, context), _equals(grant.equals, context)))


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
