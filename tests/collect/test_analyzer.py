"""Findings of external access: every page of analyzers and findings, of active analyzers of external access alone."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from auditor.collect import analyzer
from auditor.collect.paging import More
from auditor.collect.session import AccountSession
from auditor.snapshot import Fact, Json, State
from tests.collect.canned import Asked, Canned, Reply
from tests.collect.conftest import A

Serve = Callable[[Callable[[Asked], Reply]], Canned]
OURS, WIDE = (f"arn:aws:access-analyzer:us-east-1:{A}:analyzer/{name}" for name in ("ours", "wide"))
ACTION = "access-analyzer:ListFindings"


def _read(session: AccountSession) -> Fact:
    so_far = None
    while isinstance(found := analyzer.read_findings(session.client("accessanalyzer", "us-east-1"), so_far), More):
        so_far = json.loads(json.dumps(found.so_far))  # it goes from process to process
    return found


def _said(said: Json) -> Reply:
    return Reply(200, json.dumps(said).encode())


def _analyzer(arn: str, type: str = "ACCOUNT", status: str = "ACTIVE") -> Json:
    return {"arn": arn, "name": "n", "type": type, "status": status, "createdAt": "2026-01-01T00:00:00Z"}


def _finding(id: str, **more: str) -> Json:
    at = "2026-11-20T00:00:00Z"
    kind = {"resourceType": "AWS::S3::Bucket", "status": "ACTIVE", "findingType": "ExternalAccess"}
    return {"id": id, "resourceOwnerAccount": A, "analyzedAt": at, "createdAt": at, "updatedAt": at, **kind, **more}


def _two(asked: Asked) -> Reply:
    """An analyzer on each of two pages; the first has two pages of findings."""
    if asked.path == "/analyzer":
        if asked.query.get("nextToken") == ["a"]:
            return _said({"analyzers": [_analyzer(OURS)]})
        return _said({"analyzers": [_analyzer(WIDE, "ORGANIZATION")], "nextToken": "a"})
    given = json.loads(asked.body)
    if given["analyzerArn"] == OURS:
        return _said({"findings": []})
    if given.get("nextToken") == "f":
        return _said({"findings": [_finding("1", error="ACCESS_DENIED")]})
    return _said({"findings": [_finding("2", resource="arn:aws:s3:::b")], "nextToken": "f"})


def test_every_finding_of_every_analyzer_is_read(serve: Serve, session: AccountSession) -> None:
    endpoint = serve(_two)
    first, second = {"id": "1", "error": "ACCESS_DENIED"}, {"id": "2", "resource": "arn:aws:s3:::b"}
    owned = [{**each, "resourceOwnerAccount": A} for each in (first, second)]
    assert _read(session) == Fact.of(
        ACTION,
        [{"arn": OURS, "type": "ACCOUNT", "findings": []}, {"arn": WIDE, "type": "ORGANIZATION", "findings": owned}],
    )
    assert [asked.path for asked in endpoint.requests] == ["/analyzer"] * 2 + ["/findingv2"] * 3


def test_only_active_findings_on_buckets_are_asked_for(serve: Serve, session: AccountSession) -> None:
    endpoint = serve(_two)
    _read(session)
    meant = {"resourceType": {"eq": ["AWS::S3::Bucket"]}, "status": {"eq": ["ACTIVE"]}}
    assert [json.loads(asked.body)["filter"] for asked in endpoint.requests[2:]] == [meant] * 3


@pytest.mark.parametrize(
    "listed",
    [
        [],
        [_analyzer(OURS, "ACCOUNT_UNUSED_ACCESS"), _analyzer(WIDE, "ORGANIZATION_INTERNAL_ACCESS")],
        [_analyzer(OURS, status="DISABLED"), _analyzer(WIDE, "ORGANIZATION", "CREATING")],
    ],
    ids=["none", "of other access", "none that is active"],
)
def test_without_an_active_analyzer_there_is_no_fact_and_one_call(
    serve: Serve, session: AccountSession, listed: list[Json]
) -> None:
    endpoint = serve(lambda _: _said({"analyzers": listed}))
    assert _read(session) == Fact.absent(ACTION, "NoActiveAnalyzer")
    assert len(endpoint.requests) == 1


def _refused(status: int, code: str, path: str) -> Callable[[Asked], Reply]:
    refusal = Reply(status, b'{"message": "no"}', {"x-amzn-errortype": code})
    return lambda asked: refusal if asked.path == path else _two(asked)


@pytest.mark.parametrize(("path", "action"), [("/analyzer", "access-analyzer:ListAnalyzers"), ("/findingv2", ACTION)])
def test_the_call_that_was_refused_is_named(serve: Serve, session: AccountSession, path: str, action: str) -> None:
    serve(_refused(403, "AccessDeniedException", path))
    assert _read(session) == Fact.unknown(action, "AccessDenied", "no")


def test_an_analyzer_that_is_gone_since_it_was_listed_is_none(serve: Serve, session: AccountSession) -> None:
    serve(_refused(404, "ResourceNotFoundException", "/findingv2"))
    assert _read(session) == Fact.absent(ACTION, "NoActiveAnalyzer")


def test_who_cannot_list_analyzers_does_not_know_that_there_is_none(serve: Serve, session: AccountSession) -> None:
    serve(_refused(404, "ResourceNotFoundException", "/analyzer"))
    assert _read(session).state is State.UNKNOWN


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/analyzer", {}),
        ("/analyzer", {"analyzers": [{"arn": OURS, "type": "ACCOUNT"}]}),
        ("/findingv2", {}),
        ("/findingv2", {"findings": [{"id": "1"}]}),
        ("/findingv2", {"findings": [], "nextToken": "f"}),
    ],
    ids=["no list", "an analyzer without a status", "no findings", "nobody's finding", "a circle"],
)
def test_what_is_no_such_list_is_no_answer(serve: Serve, session: AccountSession, path: str, said: Json) -> None:
    serve(lambda asked: _said(said) if asked.path == path else _two(asked))
    fact = _read(session)
    assert (fact.state, fact.reason) == (State.UNKNOWN, "UnexpectedAnswer")


def test_on_the_emulator_nobody_has_an_analyzer(emulator: None, session: AccountSession) -> None:
    assert _read(session) == Fact.absent(ACTION, "NoActiveAnalyzer")
