"""KMS grants: whose, which operations, under which encryption context; and what still stops them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.iam import SESSION_NAME, Effect, Grant, Kind, Policies, Policy, Request, decide, parse
from auditor.iam.variables import Value
from tests.iam import shorthand

ROLE, SESSION, S, D, SKEY = (shorthand.NAMES[name] for name in ("ROLE", "SESSION", "ACCT_S", "ACCT_D", "SKEY"))
ARN = "kms:EncryptionContext:aws:s3:arn"
BUCKET = "arn:aws:s3:::b"


def _policy(text: str, kind: Kind = Kind.IDENTITY) -> Policy:
    return parse({"Version": "2012-10-17", "Statement": shorthand.statement(text)}, kind, "p")


def _grant(grantee: str = ROLE, **constraint: dict[str, str]) -> Grant:
    return Grant("g", grantee, frozenset(("Decrypt", "GenerateDataKey")), **constraint)


def _effect(
    *grants: Grant,
    owner: str = S,
    action: str = "kms:Decrypt",
    context: dict[str, Value] | None = None,
    **layers: object,
) -> Effect:
    request = Request(ROLE, action, SKEY, owner, context or {})
    return decide(request, Policies(grants=grants, **layers)).effect


@pytest.mark.parametrize("grantee", [ROLE, f"arn:aws:iam::{S}:root"])
@pytest.mark.parametrize("owner", [S, D])
def test_a_grant_is_enough(grantee: str, owner: str) -> None:
    assert _effect(_grant(grantee), owner=owner) is Effect.ALLOW


@pytest.mark.parametrize("action", ["kms:Encrypt", "kms:DescribeKey", "s3:GetObject"])
def test_only_for_its_operations(action: str) -> None:
    assert _effect(_grant(), action=action) is Effect.IMPLICIT_DENY


def test_only_for_its_grantee() -> None:
    assert _effect(_grant(f"arn:aws:iam::{S}:role/other")) is Effect.IMPLICIT_DENY


def test_a_grant_to_a_session_may_be_for_this_one() -> None:
    policies = Policies(grants=(_grant(SESSION),))
    assert decide(Request(ROLE, "kms:Decrypt", SKEY, S), policies).effect is Effect.IMPLICIT_DENY
    decision = decide(Request(ROLE, "kms:Decrypt", SKEY, S, {}, frozenset((SESSION_NAME,))), policies)
    assert (decision.effect, decision.depends_on) == (Effect.UNKNOWN, (SESSION_NAME,))


def test_operation_names_have_no_case() -> None:
    assert _effect(_grant(), action="KMS:DECRYPT") is Effect.ALLOW


@pytest.mark.parametrize(
    ("context", "equals", "subset"),
    [
        ({ARN: BUCKET}, Effect.ALLOW, Effect.ALLOW),
        ({ARN: f"{BUCKET}/k"}, Effect.IMPLICIT_DENY, Effect.IMPLICIT_DENY),
        ({}, Effect.IMPLICIT_DENY, Effect.IMPLICIT_DENY),
        ({ARN: BUCKET, "kms:EncryptionContext:dept": "x"}, Effect.IMPLICIT_DENY, Effect.ALLOW),
        ({ARN: BUCKET, "kms:ViaService": "s3.us-east-1.amazonaws.com"}, Effect.ALLOW, Effect.ALLOW),
    ],
)
def test_encryption_context(context: dict[str, Value], equals: Effect, subset: Effect) -> None:
    wanted = {"aws:s3:arn": BUCKET}
    assert _effect(_grant(equals=wanted), context=context) is equals
    assert _effect(_grant(subset=wanted), context=context) is subset


def test_unknown_encryption_context() -> None:
    request = Request(ROLE, "kms:Decrypt", SKEY, S, {}, frozenset((ARN,)))
    decision = decide(request, Policies(grants=(_grant(equals={"aws:s3:arn": BUCKET}),)))
    assert (decision.effect, decision.depends_on) == (Effect.UNKNOWN, (ARN,))


def test_another_key_of_the_encryption_context_may_be_there() -> None:
    other = "kms:EncryptionContext:dept"
    request = Request(ROLE, "kms:Decrypt", SKEY, S, {ARN: BUCKET}, frozenset((other,)))
    decision = decide(request, Policies(grants=(_grant(equals={"aws:s3:arn": BUCKET}),)))
    assert (decision.effect, decision.depends_on) == (Effect.UNKNOWN, (other,))


def test_a_deny_beats_it() -> None:
    assert _effect(_grant(), identity=(_policy("Deny kms:* on *"),)) is Effect.EXPLICIT_DENY


def test_scps_cap_it() -> None:
    assert _effect(_grant(), scps=((_policy("Allow s3:* on *", Kind.SCP),),)) is Effect.IMPLICIT_DENY


@pytest.mark.parametrize("owner", [S, D])
def test_whether_a_boundary_caps_it_no_page_says(owner: str) -> None:
    policies = Policies(boundary=_policy("Allow s3:* on *", Kind.BOUNDARY), grants=(_grant(),))
    decision = decide(Request(ROLE, "kms:Decrypt", SKEY, owner), policies)
    assert (decision.effect, decision.depends_on) == (Effect.UNKNOWN, ("whether a boundary caps a grant",))


def test_a_foreign_key_policy_and_a_grant_both_open_the_key() -> None:
    key = _policy(f"Allow kms:* on * to {ROLE}", Kind.KEY)
    assert _effect(owner=D, resource=key) is Effect.IMPLICIT_DENY
    assert _effect(_grant(), owner=D, resource=key) is Effect.ALLOW


def test_an_identity_policy_and_a_grant_for_another_operation() -> None:
    own = (_policy("Allow kms:* on *"),)
    assert _effect(_grant(), owner=D, identity=own, action="kms:Encrypt") is Effect.IMPLICIT_DENY


def _decided(*grants: Grant, **layers: object) -> tuple[Effect, tuple[str, ...]]:
    decision = decide(Request(ROLE, "kms:Decrypt", SKEY, D), Policies(grants=grants, **layers))
    return decision.effect, decision.depends_on


def test_what_a_grant_that_may_be_there_allows_is_unknown() -> None:
    assert _decided(replace(_grant(), certain=False)) == (Effect.UNKNOWN, ("g",))


def test_beside_a_certain_grant_an_uncertain_one_changes_nothing() -> None:
    assert _decided(_grant(), replace(_grant(), name="other", certain=False)) == (Effect.ALLOW, ())


def test_an_uncertain_grant_does_not_open_what_is_denied() -> None:
    denies = (_policy("Deny kms:* on *"),)
    assert _decided(replace(_grant(), certain=False), identity=denies) == (Effect.EXPLICIT_DENY, ())


def test_a_grant_is_the_word_of_the_resource_s_side() -> None:
    request = Request(ROLE, "kms:Decrypt", SKEY, D)
    assert decide(request, Policies(grants=(_grant(),))).layers["resource"] is Effect.ALLOW
    assert decide(request, Policies()).layers["resource"] is Effect.IMPLICIT_DENY
