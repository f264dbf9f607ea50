"""How requests are made: by path, under our own name, to the endpoint that is set,and tried again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from botocore.utils import parse_timestamp
from hypothesis import given
from hypothesis import strategies as st

from auditor.collect.clients import Sdk, Settings, moment
from auditor.collect.read import ask
from auditor.errors import UsageError
from tests.collect.canned import Asked, Canned, Reply, error, xml

Serve = Callable[[Callable[[Asked], Reply]], Canned]
Client = Callable[[str], BaseClient]


def _asked(serve: Serve, client: Client) -> Asked:
    endpoint = serve(lambda _: Reply(200, xml("VersioningConfiguration")))
    ask(client("s3"), "get_bucket_versioning", Bucket="dotted.name")
    return endpoint.requests[0]


def test_a_bucket_is_addressed_by_path(serve: Serve, client: Client) -> None:
    assert _asked(serve, client).path == "/dotted.name"


def test_requests_carry_our_name(serve: Serve, client: Client) -> None:
    assert _asked(serve, client).headers["user-agent"].startswith("auditor/")


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
def test_on_aws_too_a_bucket_is_addressed_by_path_at_its_region(sdk: Sdk, region: str) -> None:
    made, sent = sdk.client(sdk.session(None), "s3", region), []

    def unplugged(request: AWSPreparedRequest, **_: object) -> None:
        sent.append(request.url)
        raise NotImplementedError

    made.meta.events.register("before-send.s3", unplugged)
    with pytest.raises(NotImplementedError):
        ask(made, "get_bucket_versioning", Bucket="dotted.name")
    assert sent == [f"https://s3.{region}.amazonaws.com/dotted.name?versioning"]


def test_a_throttled_request_is_tried_again(serve: Serve, clean: None) -> None:
    replies = [error("SlowDown", 503), Reply(200, xml("VersioningConfiguration"))]
    serve(lambda _: replies.pop(0))
    sdk = Sdk(Settings(1, 1, 2, 1))
    assert ask(sdk.client(sdk.session(None), "s3", "us-east-1"), "get_bucket_versioning", Bucket="b")


def test_a_denied_request_is_not_tried_again(serve: Serve, clean: None) -> None:
    endpoint = serve(lambda _: error("AccessDenied", 403))
    sdk = Sdk(Settings(1, 1, 5, 1))
    with pytest.raises(ClientError):
        ask(sdk.client(sdk.session(None), "s3", "us-east-1"), "get_bucket_versioning", Bucket="b")
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("AWS_PROFILE", "nobody"), ("AWS_ENDPOINT_URL", "no address"), ("AWS_CONFIG_FILE", __file__)],
)
def test_settings_that_cannot_be_used_are_the_user_s_to_mend(
    clean: None, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(UsageError, match="AWS settings"):
        Sdk(Settings(1, 1, 1, 1))


_OFFSETS = st.integers(-720, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(timezones=_OFFSETS), st.sampled_from(["auto", "seconds", "milliseconds"]))
def test_times_are_the_sdk_s(time: datetime, precision: str) -> None:
    for text in (time.isoformat(timespec=precision), f"{time.replace(tzinfo=None).isoformat(timespec=precision)}Z"):
        assert moment(text).astimezone(UTC) == parse_timestamp(text).astimezone(UTC)


@pytest.mark.parametrize(
    "value", [1422172801, 1422172801.123, "1422172801", "Sun, 25 Jan 2015 08:00:01 GMT", "2015-01-25T08:00:01"]
)
def test_times_in_other_spellings_are_left_to_the_sdk(value: str | float) -> None:
    assert moment(value) == parse_timestamp(value)


def test_what_is_no_time_is_no_answer() -> None:
    with pytest.raises(ValueError, match="Invalid timestamp"):
        moment("soon")
