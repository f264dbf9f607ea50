"""Every kind of failure has one stable reason, and a detail in which nothing varies."""

from __future__ import annotations

from xml.etree.ElementTree import ParseError

import pytest
from botocore import exceptions as sdk
from botocore.parsers import ResponseParserError

from auditor.collect.judge import Failure, UnexpectedAnswer, attempt, judge, region, steady
from auditor.errors import ReadOnlyViolation


def _client_error(code: str, message: str = "", **headers: str) -> sdk.ClientError:
    said = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPHeaders": headers}}
    return sdk.ClientError(said, "GetBucketPolicy")  # type: ignore[arg-type]  # metadata in part


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("AccessDenied", "AccessDenied"),
        ("AccessDeniedException", "AccessDenied"),
        ("UnauthorizedOperation", "AccessDenied"),
        ("403", "AccessDenied"),
        ("SlowDown", "Throttled"),
        ("Throttling", "Throttled"),
        ("ThrottlingException", "Throttled"),
        ("TooManyRequestsException", "Throttled"),
        ("RequestLimitExceeded", "Throttled"),
        ("ExpiredToken", "CredentialsExpired"),
        ("ExpiredTokenException", "CredentialsExpired"),
        ("InvalidAccessKeyId", "CredentialsRejected"),
        ("SignatureDoesNotMatch", "CredentialsRejected"),
        ("RequestTimeout", "Timeout"),
        ("NotImplemented", "NotSupported"),
        ("501", "NotSupported"),
        ("InternalError", "ServerError"),
        ("ServiceUnavailable", "ServerError"),
        ("503", "ServerError"),
        ("404", "Http404"),
        ("NoSuchBucket", "NoSuchBucket"),
        ("KMSInvalidStateException", "KMSInvalidStateException"),
        ("", "UnexpectedAnswer"),
        ("<script>", "UnexpectedAnswer"),
    ],
)
def test_each_code_of_aws_has_its_reason(code: str, reason: str) -> None:
    assert judge(_client_error(code)).reason == reason


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (sdk.ReadTimeoutError(endpoint_url="http://x"), "Timeout"),
        (sdk.ConnectTimeoutError(endpoint_url="http://x"), "Timeout"),
        (sdk.EndpointConnectionError(endpoint_url="http://x"), "ConnectionFailed"),
        (sdk.ConnectionClosedError(endpoint_url="http://x"), "ConnectionFailed"),
        (sdk.ProxyConnectionError(proxy_url="http://x"), "ConnectionFailed"),
        (ConnectionResetError(104, "reset"), "ConnectionFailed"),
        (sdk.SSLError(endpoint_url="http://x", error=OSError("bad")), "TlsFailed"),
        (sdk.NoCredentialsError(), "NoCredentials"),
        (sdk.ParamValidationError(report="bad name"), "InvalidRequest"),
        (sdk.PaginationError(message="same token"), "UnexpectedAnswer"),
        (NotImplementedError("no such operation"), "NotSupported"),
        (ParseError("no element found"), "UnexpectedAnswer"),
        (ResponseParserError("not XML"), "UnexpectedAnswer"),
        (UnexpectedAnswer("no Rules"), "UnexpectedAnswer"),
        (KeyError("Rules"), "UnexpectedAnswer"),
        (TypeError("None"), "UnexpectedAnswer"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), "UnexpectedAnswer"),
        (RecursionError("too deep"), "UnexpectedError"),
    ],
)
def test_each_error_outside_aws_has_its_reason(error: Exception, reason: str) -> None:
    assert judge(error).reason == reason


def test_the_parser_s_copy_of_the_body_is_not_kept() -> None:
    assert judge(ResponseParserError("invalid XML received: b'secret'")).detail == "ResponseParserError"


def test_a_refusal_keeps_the_region_that_its_header_names() -> None:
    assert judge(_client_error("403", "", **{"x-amz-bucket-region": "eu-west-1"})).region == "eu-west-1"


def test_an_answer_without_an_error_element_is_judged_too() -> None:
    assert judge(sdk.ClientError({}, "GetRole")).reason == "UnexpectedAnswer"


def test_attempt_gives_what_was_asked() -> None:
    assert attempt(lambda: 7) == 7


def test_attempt_gives_the_failure() -> None:
    def fail() -> int:
        raise NotImplementedError

    assert attempt(fail) == Failure("NotSupported", "NotImplementedError")


def test_a_refused_write_is_not_swallowed() -> None:
    def write() -> None:
        raise ReadOnlyViolation("s3:PutBucketPolicy")

    with pytest.raises(ReadOnlyViolation):
        attempt(write)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Denied (Service: AmazonS3; Status Code: 403; Request ID: AB12; S3 Extended Request ID: x/y+=)", "Denied"),
        ("Denied. RequestId: 6B1F-22, HostId: a/b+c=", "Denied."),
        ("arn:aws:sts::1:assumed-role/hub/botocore-session-17 may not", "arn:aws:sts::1:assumed-role/hub may not"),
        ("lost at 0x7f3a2c", "lost at 0x"),
        ("key ASIAIOSFODNN7EXAMPLE is old", "key (access key) is old"),
        ('to "http://h:1/b?token=abc"', 'to "http://h:1/b"'),
        ("two\nlines\tand a \x0b tab", "two lines and a tab"),
    ],
)  # fmt: skip
def test_what_varies_between_runs_is_left_out(said: str, kept: str) -> None:
    assert steady(said) == kept


def test_a_detail_has_an_end() -> None:
    assert len(steady("x" * 10_000)) == 500


@pytest.mark.parametrize("text", ["", None, 7, "eu west 1", "us-east-1.evil.example", "../x", "US-EAST-1"])
def test_what_cannot_name_a_region_is_none(text: object) -> None:
    assert region(text) == ""


@pytest.mark.parametrize("text", ["us-east-1", "cn-north-1", "us-gov-west-1", "ap-southeast-2", "us-iso-east-1"])
def test_a_region_is_one(text: str) -> None:
    assert region(text) == text
