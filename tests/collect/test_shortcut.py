"""A call that is made by a pattern is the SDK's own, byte for byte, and so is what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSPreparedRequest, AWSRequest
from botocore.client import BaseClient
from botocore.credentials import Credentials, ReadOnlyCredentials
from botocore.exceptions import ClientError, HTTPClientError
from hypothesis import given
from hypothesis import strategies as st

from auditor.collect import s3
from auditor.collect.clients import Sdk, Settings
from auditor.collect.guard import Stopped
from auditor.collect.judge import UnexpectedAnswer
from auditor.collect.pattern import Pattern, ordinary
from auditor.collect.plain import Ready, plain
from auditor.collect.read import ask
from auditor.collect.sigv4 import authorization, canonical_headers, canonical_query
from auditor.collect.sts import Keys
from tests.collect.canned import Asked, Canned, Reply, Reset, error, xml

Serve = Callable[[Callable[[Asked], Reply]], Canned]
SETTINGS = Settings(connect_timeout=5, read_timeout=5, attempts=1, connections=4)
PATIENT = replace(SETTINGS, attempts=2)
"""With these every call goes the SDK's way."""
KEY, SECRET = st.text("AKIS0123456789", min_size=16, max_size=20), st.text("abcXYZ0189+/", min_size=1, max_size=40)
TOKEN = st.none() | st.text("abcXYZ0189+/=", min_size=1, max_size=200)
KEYS = st.builds(ReadOnlyCredentials, KEY, SECRET, TOKEN)
NAME = st.from_regex(r"[a-z0-9]([a-z0-9.]|-(?!-)){1,61}[a-z0-9]", fullmatch=True)


class Unplugged(Exception):
    """Nothing is sent."""


def _client(keys: ReadOnlyCredentials, region: str = "eu-west-1", settings: Settings = SETTINGS) -> BaseClient:
    made = Sdk(settings)
    return made.client(made.session(None), "s3", region, Keys(keys.access_key, keys.secret_key, keys.token or "", ""))


def _prepared(client: BaseClient, operation: str, bucket: str) -> AWSPreparedRequest:
    """What `client` is about to send; nothing is sent."""
    seen: list[AWSPreparedRequest] = []

    def unplugged(request: AWSPreparedRequest, **_: object) -> None:
        seen.append(request)
        raise Unplugged

    client.meta.events.register_last("before-send.s3", unplugged)
    with pytest.raises(Unplugged):
        ask(client, operation, Bucket=bucket)
    client.meta.events.unregister("before-send.s3", unplugged)
    return seen[0]


def _value(request: AWSPreparedRequest, name: str) -> str:
    value = request.headers[name]
    return value.decode() if isinstance(value, bytes) else str(value)


@pytest.fixture(scope="module", params=["aws", "endpoint"])
def surroundings(request: pytest.FixtureRequest) -> dict[str, str]:
    """AWS itself, by TLS, and an endpoint without it."""
    keys = {"AWS_ACCESS_KEY_ID": "AKIAAMBIENTAMBIENT12", "AWS_SECRET_ACCESS_KEY": "testing"}
    return keys | ({"AWS_ENDPOINT_URL": "http://127.0.0.1:8080"} if request.param == "endpoint" else {})


@pytest.mark.parametrize("token", [None, "to/ken=="])
def test_the_request_for_another_bucket_is_the_one_that_the_sdk_prepares(
    clean: None, monkeypatch: pytest.MonkeyPatch, surroundings: dict[str, str], token: str | None
) -> None:
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    keys = ReadOnlyCredentials("AKIAEXAMPLEEXAMPLE12", "secret", token)
    client = _client(keys, settings=PATIENT)
    for call in s3.FACTS:
        pattern = Pattern.of(_prepared(client, call.operation, "a.bucket-1"), "a.bucket-1", keys)
        other = _prepared(client, call.operation, "the-other")
        assert pattern is not None
        again = pattern.request("the-other", keys, _value(other, "X-Amz-Date"), _value(other, "amz-sdk-invocation-id"))
        assert (again.url, plain(again)) == (other.url, plain(other))


@given(name=NAME, keys=KEYS, query=st.text("ab=&-%2F", max_size=12), time=st.integers(946684800, 4102444800))
def test_signatures_are_the_sdk_s(name: str, keys: ReadOnlyCredentials, query: str, time: int) -> None:
    stamp = datetime.fromtimestamp(time, UTC).strftime("%Y%m%dT%H%M%SZ")
    request = AWSRequest(method="GET", url=f"https://s3.eu-west-1.amazonaws.com/{name}?{query}")
    request.context["timestamp"] = stamp
    signer = S3SigV4Auth(keys, "s3", "eu-west-1")
    signer._modify_request_before_signing(request)
    asked = signer.canonical_request(request)
    expected = signer._inject_signature_to_request(
        request, signer.signature(signer.string_to_sign(request, asked), request)
    ).headers["Authorization"]
    headers = {name.lower(): value for name, value in request.headers.items() if name != "Authorization"}
    headers["host"] = "s3.eu-west-1.amazonaws.com"
    signed, said = ";".join(sorted(headers)), canonical_headers(sorted(headers.items()))
    ours = f"GET\n/{name}\n{canonical_query(query)}\n{said}\n{signed}\n{headers['x-amz-content-sha256']}"
    assert (ours, authorization(ours, signed, stamp, ("eu-west-1", "s3"), keys)) == (asked, expected)


@pytest.mark.parametrize(
    "name",
    [
        "ab", "UPPER", "under_score", "-dash", "dash-", "a" * 64, "b--use1-az1--x-s3", "b--op-s3", "a/b", "a b",
        "é" * 3, "arn:aws:s3:eu-west-1:111111111111:accesspoint/a", "", "abc\n", "a?b", None,
    ],
)  # fmt: skip
def test_buckets_that_may_be_addressed_otherwise_are_the_sdk_s(name: object) -> None:
    assert not ordinary(name)


@given(NAME)
def test_ordinary_names_need_no_quoting(name: str) -> None:
    assert ordinary(name)
    assert name.isascii()


def _both(serve: Serve, answer: Callable[[Asked], Reply], operation: str) -> tuple[list[str], list[Any], Canned]:
    """Two calls about different buckets: the way that they went, and what came of each."""
    endpoint = serve(answer)
    client, ways, found = _client(ReadOnlyCredentials("AKIAEXAMPLEEXAMPLE12", "secret", "token")), [], []
    client.meta.events.register(
        "before-send.s3", lambda request, **_: ways.append("ours" if isinstance(request, Ready) else "sdk")
    )
    for bucket in ("first", "second"):
        try:
            found.append(_content(ask(client, operation, Bucket=bucket)))
        except ClientError as failure:
            found.append((type(failure), _content(failure.response), failure.operation_name))
        except (UnexpectedAnswer, HTTPClientError) as failure:
            found.append((type(failure), str(failure).replace("first", "second")))
    return ways, found, endpoint


def _content(said: Any) -> Any:
    """An answer without what differs each time."""
    metadata = {name: value for name, value in said.get("ResponseMetadata", {}).items() if name not in _COUNTED}
    metadata.get("HTTPHeaders", {}).pop("date", None)
    return {**said, "ResponseMetadata": metadata}


_COUNTED = ("RetryAttempts", "MaxAttemptsReached")
"""What the SDK says of its own tries, of which there is one here."""


RULE = "<Rule><ID>a</ID><Status>Enabled</Status><Destination><Bucket>arn:aws:s3:::b</Bucket></Destination></Rule>"


@pytest.mark.parametrize(
    ("operation", "reply"),
    [
        ("get_bucket_versioning", Reply(200, xml("VersioningConfiguration", "<Status>Enabled</Status>"))),
        ("get_bucket_replication", Reply(200, xml("ReplicationConfiguration", f"<Role>r</Role>{RULE}"))),
        ("get_bucket_policy", Reply(200, b'{"Version": "2012-10-17"}')),
        ("get_bucket_policy_status", Reply(200, xml("PolicyStatus", "<IsPublic>TRUE</IsPublic>"))),
        ("get_bucket_location", Reply(200, b"<LocationConstraint>EU</LocationConstraint>")),
        ("get_bucket_location", Reply(200, b"<LocationConstraint/>")),
        ("get_bucket_policy", error("NoSuchBucketPolicy", 404, "none")),
        ("get_bucket_versioning", error("NoSuchBucket", 404)),
        ("get_bucket_versioning", error("AccessDenied", 403, "Access Denied")),
        ("get_bucket_versioning", error("ExpiredToken", 400)),
        ("get_bucket_versioning", error("SlowDown", 503)),
        ("get_bucket_versioning", Reply(500, b"<html>oops</html>")),
        ("get_bucket_versioning", Reply(404, b"<html>no such page</html>")),
        ("get_bucket_versioning", Reply(403, b"")),
        ("get_bucket_versioning", Reply(200, b"<Versioning")),
        ("get_bucket_versioning", Reply(200, b"")),
        ("get_bucket_versioning", Reply(200, xml("Error", "<Code>SlowDown</Code>"))),
        ("get_bucket_versioning", Reply(200, xml("ListBucketResult", "<Name>b</Name>"))),
    ],
    ids=lambda case: case if isinstance(case, str) else f"{case.status}-{case.body[:20]!r}",
)
def test_answers_are_the_sdk_s(serve: Serve, operation: str, reply: Reply) -> None:
    ways, found, endpoint = _both(serve, lambda _: reply, operation)
    assert ways == ["sdk", "ours"]
    assert found[0] == found[1]
    assert [asked.path for asked in endpoint.requests] == ["/first", "/second"]


def test_a_broken_connection_is_the_sdk_s_failure(serve: Serve) -> None:
    def reset(_: Asked) -> Reply:
        raise Reset

    ways, found, _ = _both(serve, reset, "get_bucket_versioning")
    assert ways == ["sdk", "ours"]
    assert found[0] == found[1]


def test_a_bucket_that_s3_redirects_is_the_sdk_s(serve: Serve) -> None:
    """The SDK signs again for the Region that S3 names."""

    def elsewhere(asked: Asked) -> Reply:
        if asked.path == "/second" and "/eu-west-1/" in asked.headers["authorization"]:
            body = xml("Error", "<Code>PermanentRedirect</Code>")
            return Reply(301, body, {"x-amz-bucket-region": "eu-central-1"})
        return Reply(200, xml("VersioningConfiguration", "<Status>Enabled</Status>"))

    ways, found, endpoint = _both(serve, elsewhere, "get_bucket_versioning")
    assert ways == ["sdk", "ours", "sdk", "sdk"]
    assert [each["Status"] for each in found] == ["Enabled", "Enabled"]
    assert "/eu-central-1/" in endpoint.requests[-1].headers["authorization"]


def test_keys_without_a_token_are_not_sent_with_another_s(serve: Serve, clean: None) -> None:
    endpoint = serve(lambda _: Reply(200, xml("VersioningConfiguration")))
    sdk = Sdk(SETTINGS)
    for keys in (Keys("AKIA1", "a", "token", ""), Keys("AKIA2", "b", "", ""), Keys("AKIA3", "c", "other", "")):
        for bucket in ("first", "second"):
            ask(sdk.client(sdk.session(None), "s3", "us-east-1", keys), "get_bucket_versioning", Bucket=bucket)
    sent = [
        (asked.headers["authorization"][29:37], asked.headers.get("x-amz-security-token"))
        for asked in endpoint.requests
    ]
    assert [token for _, token in sent] == ["token", "token", None, None, "other", "other"]


def test_keys_that_would_not_stay_on_their_line_are_left_to_the_sdk() -> None:
    keys = ReadOnlyCredentials("AKIAEXAMPLEEXAMPLE12", "secret", "token")
    pattern = Pattern.of(_prepared(_client(keys), "get_bucket_versioning", "first"), "first", keys)
    assert pattern is not None
    assert pattern.fits(keys)
    assert not any(pattern.fits(ReadOnlyCredentials("A", "s", token)) for token in ("a\r\nhost: x", "\u00e9", None))


def test_a_request_that_was_signed_with_other_keys_makes_no_pattern() -> None:
    keys = ReadOnlyCredentials("AKIAEXAMPLEEXAMPLE12", "secret", None)
    request = _prepared(_client(keys), "get_bucket_versioning", "first")
    assert Pattern.of(request, "first", keys)
    assert Pattern.of(request, "first", ReadOnlyCredentials("AKIAEXAMPLEEXAMPLE12", "secreT", None)) is None
    assert Pattern.of(request, "other", keys) is None


def test_no_secret_stays_in_a_pattern() -> None:
    keys = ReadOnlyCredentials("AKIAEXAMPLEEXAMPLE12", "secret", "token-of-one")
    pattern = Pattern.of(_prepared(_client(keys), "get_bucket_versioning", "first"), "first", keys)
    assert not any(word in repr(pattern) for word in ("AKIAEXAMPLE", "secret", "token-of-one", "Signature"))


def test_a_client_that_tries_again_by_itself_goes_the_sdk_s_way(serve: Serve, clean: None) -> None:
    serve(lambda _: Reply(200, xml("VersioningConfiguration")))
    client = _client(ReadOnlyCredentials("AKIAEXAMPLEEXAMPLE12", "secret", None), settings=PATIENT)
    sent: list[object] = []
    client.meta.events.register("before-send.s3", lambda request, **_: sent.append(type(request)))
    for bucket in ("first", "second"):
        ask(client, "get_bucket_versioning", Bucket=bucket)
    assert sent == [AWSPreparedRequest, AWSPreparedRequest]


def test_a_further_page_goes_the_sdk_s_way(serve: Serve, clean: None) -> None:
    endpoint = serve(lambda _: Reply(200, xml("ListMetricsConfigurationsResult", "<IsTruncated>false</IsTruncated>")))
    client = _client(ReadOnlyCredentials("AKIAEXAMPLEEXAMPLE12", "secret", None))
    ask(client, "list_bucket_metrics_configurations", Bucket="first")
    ask(client, "list_bucket_metrics_configurations", Bucket="second", ContinuationToken="t")
    assert endpoint.requests[1].query["continuation-token"] == ["t"]


def test_nothing_is_sent_by_a_pattern_once_the_scan_is_stopped(serve: Serve, clean: None) -> None:
    endpoint = serve(lambda _: Reply(200, xml("VersioningConfiguration")))
    sdk = Sdk(SETTINGS)
    client = sdk.client(sdk.session(Credentials("AKIAEXAMPLEEXAMPLE12", "secret")), "s3", "us-east-1")
    ask(client, "get_bucket_versioning", Bucket="first")
    sdk.stop.set()
    with pytest.raises(Stopped):
        ask(client, "get_bucket_versioning", Bucket="second")
    assert len(endpoint.requests) == 1
