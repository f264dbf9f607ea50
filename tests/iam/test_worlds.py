"""Unknown keys: the engine's verdict is what trying the worlds one by one gives, and its ways say which is which."""

from __future__ import annotations

import json

import pytest

from auditor.iam import Effect, Kind, Policies, Request, Unread, Way, decide, parse, simulate
from auditor.iam.worlds import MAX_WORLDS
from tests.iam import possible, shorthand

ROLE = shorthand.NAMES["ROLE"]
S, D = shorthand.NAMES["ACCT_S"], shorthand.NAMES["ACCT_D"]


def _policy(*statements: str, kind: Kind = Kind.IDENTITY) -> object:
    document = {"Version": "2012-10-17", "Statement": [shorthand.statement(one) for one in statements]}
    return parse(document, kind, "p")


def _request(*unknown: str, owner: str | None = S) -> Request:
    return Request(ROLE, "s3:ReplicateObject", "arn:aws:s3:::b/k", owner, {}, frozenset(unknown))


@pytest.mark.parametrize("seed", range(4))
def test_verdict_is_the_disagreement_of_the_worlds(seed: int) -> None:
    cases = list(possible.cases(seed, 150))
    for case, line in zip(cases, simulate(map(json.dumps, cases)), strict=True):
        result, tried = json.loads(line), possible.verdicts(case)
        if "silent" in tried:
            continue
        told = {way["decision"] for way in result["ways"]} if result["decision"] == "unknown" else {result["decision"]}
        assert told == tried, (case, result)


def test_ways_name_the_values() -> None:
    policies = Policies((_policy("Allow s3:* on * if StringEquals aws:SourceVpce = vpce-1"),))
    decision = decide(_request("aws:SourceVpce"), policies)
    assert decision.ways == (
        Way((("aws:SourceVpce", "vpce-1"),), Effect.ALLOW),
        Way((("aws:SourceVpce", "any other value"),), Effect.IMPLICIT_DENY),
        Way((("aws:SourceVpce", "absent"),), Effect.IMPLICIT_DENY),
    )
    assert (decision.effect, decision.exact, decision.allowed) == (Effect.UNKNOWN, True, None)


def test_unknown_kind_of_denial_is_a_denial() -> None:
    policies = Policies((_policy("Deny s3:* on * if StringEquals aws:SourceVpce = vpce-1"),))
    decision = decide(_request("aws:SourceVpce"), policies)
    assert (decision.effect, decision.allowed) == (Effect.UNKNOWN, False)


def test_beyond_the_bound_it_is_sound_and_says_so() -> None:
    keys = [f"app:k{number}" for number in range(8)]
    either = [f"Allow s3:* on * if String{word}Equals {key} = v" for key in keys for word in ("", "Not")]
    policies = Policies((_policy(*either),))
    assert 3 ** len(keys) > MAX_WORLDS
    decision = decide(_request(*keys), policies)
    assert decision.allowed is not False
    hanging = Policies((_policy(*(f"Allow s3:* on * if StringEquals {key} = v" for key in keys)),))
    coarse = decide(_request(*keys), hanging)
    assert (coarse.effect, coarse.exact) == (Effect.UNKNOWN, False)
    assert set(coarse.depends_on) == set(keys)


def test_key_compared_in_two_ways_stays_unknown() -> None:
    policies = Policies((_policy("Allow s3:* on * if NumericLessThan app:k = 5 and StringLike app:k = 4*"),))
    decision = decide(_request("app:k"), policies)
    assert (decision.effect, decision.exact, decision.depends_on) == (Effect.UNKNOWN, False, ("app:k",))


def test_unread_identity_policy() -> None:
    decision = decide(_request(), Policies((Unread("inline", "AccessDenied"),)))
    assert (decision.effect, decision.depends_on) == (Effect.UNKNOWN, ("inline",))
    assert {way.effect for way in decision.ways} == {Effect.ALLOW, Effect.EXPLICIT_DENY, Effect.IMPLICIT_DENY}


def test_unread_policy_cannot_undo_a_deny() -> None:
    policies = Policies((Unread("inline", "AccessDenied"), _policy("Deny s3:* on *")))
    assert decide(_request(), policies).effect is Effect.EXPLICIT_DENY


def test_unread_bucket_policy_of_another_account() -> None:
    policies = Policies((_policy("Allow s3:* on *"),), resource=Unread("bucket policy", "AccessDenied"))
    decision = decide(_request(owner=D), policies)
    assert (decision.effect, decision.depends_on) == (Effect.UNKNOWN, ("bucket policy",))


def test_unread_bucket_policy_where_the_role_has_nothing() -> None:
    decision = decide(_request(owner=D), Policies(resource=Unread("bucket policy", "AccessDenied")))
    assert (decision.effect, decision.allowed) == (Effect.UNKNOWN, False)


@pytest.mark.parametrize("owner", [S, D])
def test_unread_boundary_may_stop_it(owner: str) -> None:
    policies = Policies(
        (_policy("Allow s3:* on *"),),
        Unread("boundary", "AccessDenied"),
        resource=_policy("Allow s3:* on * to ROLE".replace("ROLE", ROLE), kind=Kind.BUCKET),
    )
    assert decide(_request(owner=owner), policies).depends_on == ("boundary",)


def test_a_boundary_that_may_be_there_may_make_notprincipal_hit() -> None:
    bucket = _policy(f"Allow s3:* on * to {ROLE}", f"Deny s3:* on * to all but {ROLE}, {S}", kind=Kind.BUCKET)
    policies = Policies((_policy("Allow s3:* on *"),), Unread("boundary", "AccessDenied"), resource=bucket)
    decision = decide(_request(owner=D), policies)
    assert decision.outcomes == {Effect.ALLOW, Effect.EXPLICIT_DENY}
    assert [way.effect for way in decision.ways if way.given[0][1] == "is not there"] == [Effect.ALLOW]


def test_unread_rcp_can_only_deny() -> None:
    policies = Policies((_policy("Allow s3:* on *"),), rcps=((Unread("rcp", "AccessDenied"),),))
    decision = decide(_request(), policies)
    assert decision.outcomes == {Effect.ALLOW, Effect.EXPLICIT_DENY}


def test_unread_scp_beside_a_full_one_can_only_deny() -> None:
    policies = Policies((_policy("Allow s3:* on *"),), scps=((_policy("Allow * on *"), Unread("scp", "x")),))
    assert decide(_request(), policies).outcomes == {Effect.ALLOW, Effect.EXPLICIT_DENY}


def test_owner_unknown_lists_both_ways() -> None:
    decision = decide(_request(owner=None), Policies((_policy("Allow s3:* on *"),)))
    assert [way.given[0][1] for way in decision.ways] == [f"account {S}", "another account"]


def test_keys_that_nothing_asks_for_cost_nothing() -> None:
    policies = Policies((_policy("Allow s3:* on * if StringEquals aws:SourceVpce = vpce-1"),))
    decision = decide(_request("aws:SourceVpce", *(f"app:k{number}" for number in range(40))), policies)
    assert (decision.depends_on, decision.exact, len(decision.ways)) == (("aws:SourceVpce",), True, 3)


def test_a_key_in_a_variable_stays_unknown() -> None:
    policies = Policies((_policy("Allow s3:* on arn:aws:s3:::b/${aws:PrincipalTag/team}*"),))
    decision = decide(_request("aws:PrincipalTag/team"), policies)
    assert (decision.effect, decision.depends_on, decision.exact) == (
        Effect.UNKNOWN,
        ("aws:PrincipalTag/team",),
        False,
    )
