"""What a decision says for itself: statements, layers, the nearest miss, one plain line."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.iam import Effect, Kind, Malformed, Matched, Policies, Policy, PolicyError, Request, Unread, decide, parse
from tests.iam import shorthand

ROLE, S, D = (shorthand.NAMES[name] for name in ("ROLE", "ACCT_S", "ACCT_D"))
KEY = "arn:aws:s3:::dst-bkt/k"


def _policy(*statements: Any, kind: Kind = Kind.IDENTITY, name: str = "replication") -> Policy:
    found = [shorthand.statement(shorthand.named(one)) for one in statements]
    return parse({"Version": "2012-10-17", "Statement": found}, kind, name)


def _request(owner: str | None = S, **context: str) -> Request:
    return Request(ROLE, "s3:ReplicateObject", KEY, owner, {key.replace("_", ":"): context[key] for key in context})


def _bucket(*statements: Any) -> Policy:
    return _policy(*statements, kind=Kind.BUCKET, name="bucket policy")


def test_allow_names_both_sides() -> None:
    policies = Policies(
        (_policy("Allow s3:Get*, s3:Replicate* on DST/*"),), resource=_bucket("Allow s3:* on DST/* to ROOT_S")
    )
    assert decide(_request(D), policies).because == (
        Matched("replication", 0, "", "Allow s3:Replicate* on arn:aws:s3:::dst-bkt/*"),
        Matched("bucket policy", 0, "", f"Allow s3:* on arn:aws:s3:::dst-bkt/* for arn:aws:iam::{S}:root"),
    )


def test_explicit_deny_names_every_deny_that_applies() -> None:
    policies = Policies(
        (_policy("Allow s3:* on *", "Deny s3:* on * if Bool aws:SecureTransport = false", "Deny ec2:* on *"),),
        scps=((_policy("Allow * on *", "Deny s3:Rep* on all but SRC/*", kind=Kind.SCP, name="scp"),),),
    )
    decision = decide(_request(aws_SecureTransport="false"), policies)
    assert decision.because == (
        Matched("scp", 1, "", "Deny s3:Rep* on all but arn:aws:s3:::src-bkt/*"),
        Matched("replication", 1, "", "Deny s3:* on * if Bool aws:SecureTransport = false"),
    )
    assert decision.blocked_by == "scp"


def test_sid_isnamed() -> None:
    policies = Policies((_policy({"Sid": "Objects", "Effect": "Deny", "Action": "s3:*", "Resource": "*"}),))
    assert [one.sid for one in decide(_request(), policies).because] == ["Objects"]


def test_implicit_deny_names_no_statement() -> None:
    assert decide(_request(), Policies((_policy("Allow ec2:* on *"),))).because == ()


@pytest.mark.parametrize(
    ("policies", "layer"),
    [
        (Policies(), "identity"),
        (Policies((_policy("Allow s3:* on *"),), _policy("Allow ec2:* on *", kind=Kind.BOUNDARY)), "boundary"),
        (Policies((_policy("Allow s3:* on *"),), scps=((),)), "scp"),
        (Policies((_policy("Deny s3:* on *"),)), "identity"),
        (Policies((), _policy("Deny s3:* on *", kind=Kind.BOUNDARY)), "boundary"),
        (Policies(rcps=((_policy("Deny s3:* on * to everyone", kind=Kind.RCP),),)), "rcp"),
        (Policies(resource=_bucket("Deny s3:* on * to everyone")), "resource"),
        (Policies((_policy("Allow s3:* on *"),)), ""),
    ],
)
def test_blocking_layer(policies: Policies, layer: str) -> None:
    assert decide(_request(), policies).blocked_by == layer


def test_blocking_layer_across_accounts_is_the_resource() -> None:
    assert decide(_request(D), Policies((_policy("Allow s3:* on *"),))).blocked_by == "resource"


def test_layers() -> None:
    policies = Policies((_policy("Allow s3:* on *"),), resource=_bucket("Deny s3:* on * to ROLE"))
    assert decide(_request(), policies).layers == {
        "scp": Effect.ALLOW,
        "rcp": Effect.ALLOW,
        "boundary": Effect.ALLOW,
        "identity": Effect.ALLOW,
        "resource": Effect.EXPLICIT_DENY,
    }


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("Allow s3:Put* on *", "its Action s3:Put* does not cover s3:ReplicateObject"),
        ("Allow all but s3:* on *", ""),
        ("Allow s3:* on DST", f"its Resource arn:aws:s3:::dst-bkt does not cover {KEY}"),
        ("Allow s3:* on all but DST/*", f"its NotResource arn:aws:s3:::dst-bkt/* does not cover {KEY}"),
        (
            "Allow s3:* on * if StringEquals aws:PrincipalOrgID = o-a or o-b",
            "StringEquals aws:PrincipalOrgID = o-a or o-b does not hold: the request has o-c",
        ),
        (
            "Allow s3:* on * if Bool aws:SecureTransport = true",
            "Bool aws:SecureTransport = true does not hold: the request has no such key",
        ),
        ("Allow ec2:* on *", ""),
    ],
)
def test_nearest_miss_names_the_element(statement: str, fault: str) -> None:
    decision = decide(_request(aws_PrincipalOrgID="o-c"), Policies((_policy(statement),)))
    assert decision.nearest_miss == (f"replication, statement 0, would allow it, but {fault}" if fault else "")


def test_nearest_miss_names_the_principal() -> None:
    policies = Policies(
        (_policy("Allow s3:* on *"),), resource=_bucket("Allow s3:* on * to arn:aws:iam::ACCT_S:role/other")
    )
    assert decide(_request(D), policies).nearest_miss == (
        f"bucket policy, statement 0, would allow it, but its Principal arn:aws:iam::{S}:role/other is not {ROLE}"
    )


def test_nearest_miss_prefers_the_statement_about_the_same_thing() -> None:
    near, far = "Allow s3:Replicate* on DST/* if Bool aws:SecureTransport = true", "Allow s3:List* on DST/*"
    decision = decide(_request(), Policies((_policy(far, near),)))
    assert decision.nearest_miss.startswith("replication, statement 1, ")


def test_nearest_miss_of_an_allowed_request_is_empty() -> None:
    assert decide(_request(), Policies((_policy("Allow s3:* on *"),))).nearest_miss == ""


UNREAD = (
    "unknown, it depends on inline (inline = says nothing: not allowed; inline = denies: explicitly denied; "
    "inline = allows: allowed)"
)


@pytest.mark.parametrize(
    ("policies", "text"),
    [
        (Policies((_policy("Allow s3:* on *"),)), "allowed by replication, statement 0: Allow s3:* on *"),
        (Policies((_policy("Deny s3:* on *"),)), "explicitly denied by replication, statement 0: Deny s3:* on *"),
        (Policies(), "not allowed, no policy of the principal allows it"),
        (
            Policies((Malformed("inline", "Version", "must be 2012-10-17"),)),
            "undetermined, because AWS does not store inline: Version: must be 2012-10-17",
        ),
        (Policies((Unread("inline", "AccessDenied"),)), UNREAD),
    ],
)
def test_explanation(policies: Policies, text: str) -> None:
    assert decide(_request(), policies).explanation == f"s3:ReplicateObject on {KEY} by {ROLE}: {text}"


def test_explanation_where_the_resource_has_no_policy() -> None:
    decision = decide(_request(D), Policies((_policy("Allow s3:* on *"),)))
    assert decision.explanation.endswith(": not allowed, the resource has no policy")


def test_texts_are_plain_whatever_a_policy_holds() -> None:
    hostile = "a\n\x1b[31m\u202e<script>"
    document = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": hostile,
                "Effect": "Deny",
                "Action": "s3:*",
                "Resource": "*",
                "Condition": {"StringNotEquals": {hostile: hostile}},
            }
        ],
    }
    decision = decide(_request(), Policies((parse(document, Kind.IDENTITY, hostile),)))
    line = decision.explanation
    assert line.isascii()
    assert line.isprintable()
    assert "\\u202e" in line


def test_malformed_document_is_named_with_its_path() -> None:
    policies = Policies(
        (_policy("Allow s3:* on *"),), Malformed("boundary", "Statement[0].Effect", "must be Allow or Deny")
    )
    decision = decide(_request(), policies)
    assert (decision.effect, decision.allowed, decision.outcomes) == (Effect.INVALID, None, frozenset())
    assert decision.because == (Matched("boundary", None, "", "Statement[0].Effect: must be Allow or Deny"),)


def test_unknown_lists_what_may_have_a_part() -> None:
    policies = Policies((_policy("Allow s3:* on *", "Deny s3:* on * if Bool aws:ViaAWSService = true"),))
    request = Request(ROLE, "s3:ReplicateObject", KEY, S, {}, frozenset(("aws:ViaAWSService",)))
    assert [(one.index, one.text[:5]) for one in decide(request, policies).because] == [(1, "Deny "), (0, "Allow")]


def test_policy_error_names_document_and_path() -> None:
    with pytest.raises(PolicyError, match=r"^p: Statement\[1\]\.Condition\.StringMatches: no such condition operator$"):
        _policy("Allow s3:* on *", "Allow s3:* on * if StringMatches aws:a = b", name="p")
