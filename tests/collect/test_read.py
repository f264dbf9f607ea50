"""One call gives one fact, in one of three states, and the state is right for every answer and every fault."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from botocore.client import BaseClient
from botocore.stub import Stubber

from auditor.collect.judge import UnexpectedAnswer
from auditor.collect.read import Call, pages, plain, read, read_all
from auditor.snapshot import Fact, State
from tests.collect.canned import Asked, Canned, Reply, Reset, Silence, error, xml

Serve = Callable[[Callable[[Asked], Reply]], Canned]
Client = Callable[[str], BaseClient]

VERSIONING = Call("versioning", "get_bucket_versioning", "s3:GetBucketVersioning", keep=("Status",))
POLICY = Call("policy", "get_bucket_policy", "s3:GetBucketPolicy", select="Policy", absent=("NoSuchBucketPolicy",))
METRICS = Call(
    "metrics", "list_bucket_metrics_configurations", "s3:GetMetricsConfiguration", select="MetricsConfigurationList",
    needs=("IsTruncated",), root=("ListMetricsConfigurationsResult",),
    tokens=("ContinuationToken", "NextContinuationToken"),
)  # fmt: skip
GRANTS = Call("grants", "list_grants", "kms:ListGrants", select="Grants", tokens=("Marker", "NextMarker"))
LOCATION = Call("location", "get_bucket_location", "s3:GetBucketLocation", select="LocationConstraint")


def _fact(serve: Serve, client: Client, reply: Reply | Exception, call: Call = VERSIONING) -> Fact:
    def answer(_: Asked) -> Reply:
        if isinstance(reply, Exception):
            raise reply
        return reply

    serve(answer)
    return read(client("s3"), call, Bucket="bucket")


def test_an_answer_is_a_value(serve: Serve, client: Client) -> None:
    reply = Reply(200, xml("VersioningConfiguration", "<Status>Enabled</Status><MfaDelete>Disabled</MfaDelete>"))
    assert _fact(serve, client, reply) == Fact.of("s3:GetBucketVersioning", {"Status": "Enabled"})


def test_a_code_of_absence_is_an_absence(serve: Serve, client: Client) -> None:
    fact = _fact(serve, client, error("NoSuchBucketPolicy", 404), POLICY)
    assert fact == Fact.absent("s3:GetBucketPolicy", "NoSuchBucketPolicy")


def test_the_absence_code_of_another_call_is_unknown(serve: Serve, client: Client) -> None:
    assert _fact(serve, client, error("NoSuchTagSet", 404), POLICY).state is State.UNKNOWN


def test_a_denial_is_unknown_with_aws_s_words(serve: Serve, client: Client) -> None:
    fact = _fact(serve, client, error("AccessDenied", 403, "Access Denied"))
    assert fact == Fact.unknown("s3:GetBucketVersioning", "AccessDenied", "Access Denied")


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (error("SlowDown", 503), "Throttled"),
        (error("InternalError", 500), "ServerError"),
        (error("ExpiredToken", 400), "CredentialsExpired"),
        (error("NoSuchBucket", 404), "NoSuchBucket"),
        (Reply(500, b"<html>oops</html>"), "ServerError"),
        (Reply(404, b"<html>no such page</html>"), "UnexpectedAnswer"),
        (Reply(200, b"<Versioning"), "ServerError"),  # the SDK takes a garbled 200 of S3 for a 500, and tries again
        (Reply(200, b"\xff\xfe\x00not xml"), "ServerError"),
        (Reply(200, b"{}"), "ServerError"),
        (Reply(200, xml("Error", "<Code>SlowDown</Code>")), "Throttled"),
        (Reply(200, b""), "UnexpectedAnswer"),
        (Reply(200, xml("ListBucketResult", "<Name>bucket</Name>")), "UnexpectedAnswer"),
        (Reset(), "ConnectionFailed"),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_each_fault_on_the_wire_is_unknown(serve: Serve, client: Client, reply: Reply | Exception, reason: str) -> None:
    fact = _fact(serve, client, reply)
    assert (fact.state, fact.reason, fact.value) == (State.UNKNOWN, reason, None)


@pytest.mark.parametrize("reply", [Silence(), Reply(200, b"<Versi", {"content-length": "600"})], ids=["none", "half"])
def test_an_answer_that_does_not_come_is_unknown(serve: Serve, hasty: Client, reply: Reply | Exception) -> None:
    fact = _fact(serve, hasty, reply)
    assert (fact.state, fact.reason, fact.value) == (State.UNKNOWN, "Timeout", None)


def test_a_cut_location_which_escapes_the_sdk_as_a_parse_error_is_unknown(serve: Serve, client: Client) -> None:
    assert _fact(serve, client, Reply(200, b"<LocationConstraint>eu-"), LOCATION).reason == "UnexpectedAnswer"


def test_an_endpoint_where_nobody_listens_is_unknown(
    serve: Serve, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    assert read(client("s3"), VERSIONING, Bucket="bucket").reason == "ConnectionFailed"


def test_an_emulator_s_bare_not_implemented_error_is_unknown(client: Client) -> None:
    s3 = client("s3")

    def missing(**_: object) -> None:
        raise NotImplementedError

    s3.meta.events.register("before-send.s3", missing)
    assert read(s3, VERSIONING, Bucket="bucket").reason == "NotSupported"


def test_a_name_that_the_sdk_refuses_is_unknown(client: Client) -> None:
    assert read(client("s3"), VERSIONING, Bucket="no/bucket name").reason == "InvalidRequest"


def test_an_answer_without_the_member_that_is_the_value_is_unknown(client: Client) -> None:
    iam = client("kms")
    with Stubber(iam) as stub:
        stub.add_response("get_key_policy", {"PolicyName": "default"})
        call = Call("policy", "get_key_policy", "kms:GetKeyPolicy", select="Policy")
        assert read(iam, call, KeyId="k").detail == "the answer has no Policy"


def test_times_become_text_in_utc() -> None:
    assert plain([{"Date": datetime(2026, 11, 21, 9, 30, tzinfo=UTC)}]) == [{"Date": "2026-11-21T09:30:00+00:00"}]


@pytest.mark.parametrize("value", [b"bytes", {"a": {1, 2}}, object()])
def test_what_json_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(UnexpectedAnswer):
        plain(value)


def test_half_a_character_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        plain({"Description": "\ud800"})


def test_pages_are_followed_to_the_last(client: Client) -> None:
    iam = client("iam")
    with Stubber(iam) as stub:
        first = {"PolicyNames": ["a"], "IsTruncated": True, "Marker": "m"}
        stub.add_response("list_role_policies", first, {"RoleName": "r"})
        stub.add_response("list_role_policies", {"PolicyNames": ["b"]}, {"RoleName": "r", "Marker": "m"})
        assert list(pages(iam, "list_role_policies", "PolicyNames", RoleName="r")) == ["a", "b"]


def test_a_list_cut_short_without_a_marker_is_no_list(client: Client) -> None:
    iam = client("iam")
    with Stubber(iam) as stub:
        stub.add_response("list_role_policies", {"PolicyNames": ["a"], "IsTruncated": True})
        with pytest.raises(UnexpectedAnswer, match="cut short"):
            list(pages(iam, "list_role_policies", "PolicyNames", RoleName="r"))


def _metrics(*ids: str, more: str = "") -> Reply:
    """A page of metrics configurations; `more` is the token of the next one."""
    listed = "".join(f"<MetricsConfiguration><Id>{id}</Id></MetricsConfiguration>" for id in ids)
    token = f"<NextContinuationToken>{more}</NextContinuationToken>" if more else ""
    truncated = f"<IsTruncated>{'true' if more else 'false'}</IsTruncated>"
    return Reply(200, xml("ListMetricsConfigurationsResult", listed + truncated + token))


def test_a_fact_that_is_a_list_has_every_page_though_the_sdk_knows_no_pages_of_it(serve: Serve, client: Client) -> None:
    endpoint = serve(lambda asked: _metrics("b") if "continuation-token" in asked.query else _metrics("a", more="t"))
    assert read(client("s3"), METRICS, Bucket="bucket").value == [{"Id": "a"}, {"Id": "b"}]
    assert endpoint.requests[1].query["continuation-token"] == ["t"]


def test_an_empty_list_is_left_out_of_xml(serve: Serve, client: Client) -> None:
    assert _fact(serve, client, _metrics(), METRICS).value == []


@pytest.mark.parametrize(
    ("root", "inner", "said"),
    [
        ("ListBucketResult", "<IsTruncated>false</IsTruncated>", "not a ListMetricsConfigurationsResult"),
        ("ListMetricsConfigurationsResult", "", "no IsTruncated"),
        ("ListMetricsConfigurationsResult", "<IsTruncated>true</IsTruncated>", "cut short"),
    ],
)
def test_a_list_of_something_else_or_of_a_part_is_unknown(
    serve: Serve, client: Client, root: str, inner: str, said: str
) -> None:
    fact = _fact(serve, client, Reply(200, xml(root, inner)), METRICS)
    assert (fact.state, fact.reason, said in fact.detail) == (State.UNKNOWN, "UnexpectedAnswer", True)


@pytest.mark.parametrize("answer", [{}, {"Grants": [], "Truncated": True}])
def test_a_list_without_a_list_or_an_end_is_unknown(client: Client, answer: dict[str, object]) -> None:
    kms = client("kms")
    with Stubber(kms) as stub:
        stub.add_response("list_grants", answer)
        assert read(kms, GRANTS, KeyId="k").reason == "UnexpectedAnswer"


def test_a_fact_that_follows_from_an_absent_one_is_not_asked_for(serve: Serve, client: Client) -> None:
    status = Call("policy_status", "get_bucket_policy_status", "s3:GetBucketPolicyStatus", follows="policy")
    endpoint = serve(lambda _: error("NoSuchBucketPolicy", 404))
    facts = read_all(client("s3"), (POLICY, status), frozenset({"policy", "policy_status"}), Bucket="bucket")
    assert facts["policy_status"] == Fact.absent("s3:GetBucketPolicyStatus", "NoSuchBucketPolicy")
    assert len(endpoint.requests) == 1
