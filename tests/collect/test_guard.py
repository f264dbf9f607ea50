"""Nothing but reads leaves a client, and nothing but the answer that was asked for comes in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from botocore.client import BaseClient

from auditor.collect.clients import Sdk, Settings
from auditor.collect.guard import Stopped
from auditor.collect.judge import UnexpectedAnswer
from auditor.collect.permissions import CALLS
from auditor.collect.read import ask
from auditor.errors import ReadOnlyViolation
from tests.collect.canned import Asked, Canned, Reply, error, xml

Serve = Callable[[Callable[[Asked], Reply]], Canned]
Client = Callable[[str], BaseClient]
READS = ("get_", "list_", "head_", "describe_", "lookup_")


@pytest.mark.parametrize(
    ("service", "operation", "params"),
    [
        ("s3", "put_bucket_versioning", {"Bucket": "b", "VersioningConfiguration": {"Status": "Suspended"}}),
        ("s3", "delete_bucket", {"Bucket": "b"}),
        ("s3", "get_object", {"Bucket": "b", "Key": "k"}),
        ("s3control", "put_public_access_block", {"AccountId": "1" * 12, "PublicAccessBlockConfiguration": {}}),
        ("iam", "delete_role", {"RoleName": "r"}),
        ("kms", "disable_key", {"KeyId": "k"}),
        ("sts", "get_session_token", {}),
        ("organizations", "leave_organization", {}),
    ],
)
def test_what_is_not_listed_is_refused_before_anything_is_sent(
    serve: Serve, client: Client, service: str, operation: str, params: dict[str, str]
) -> None:
    endpoint = serve(lambda _: Reply())
    with pytest.raises(ReadOnlyViolation, match="was not sent"):
        ask(client(service), operation, **params)
    assert endpoint.requests == []


def test_the_list_holds_nothing_but_reads_and_assume_role() -> None:
    operations = {call.operation for calls in CALLS.values() for call in calls}
    assert {name for name in operations if not name.startswith(READS)} == {"assume_role"}


def test_a_listed_read_is_sent(serve: Serve, client: Client) -> None:
    endpoint = serve(lambda _: Reply(200, xml("VersioningConfiguration")))
    ask(client("s3"), "get_bucket_versioning", Bucket="b")
    assert [asked.method for asked in endpoint.requests] == ["GET"]


def test_nothing_is_sent_once_the_scan_is_stopped(serve: Serve, sdk: Sdk, client: Client) -> None:
    endpoint = serve(lambda _: Reply(200, xml("VersioningConfiguration")))
    made = client("s3")
    sdk.stop.set()
    with pytest.raises(Stopped):
        ask(made, "get_bucket_versioning", Bucket="b")
    assert endpoint.requests == []


def test_a_request_is_not_tried_again_once_the_scan_is_stopped(serve: Serve, clean: None) -> None:
    patient = Sdk(Settings(1, 1, 5, 1))

    def throttle(_: Asked) -> Reply:
        patient.stop.set()
        return error("SlowDown", 503)

    endpoint = serve(throttle)
    with pytest.raises(Stopped):
        ask(patient.client(patient.session(None), "s3", "us-east-1"), "get_bucket_versioning", Bucket="b")
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize("call", [call for call in CALLS["s3"] if call.root], ids=lambda call: str(call.operation))
def test_a_listing_in_place_of_the_answer_is_refused(serve: Serve, client: Client, call: object) -> None:
    serve(lambda _: Reply(200, xml("ListBucketResult", "<Name>b</Name>")))
    operation = str(getattr(call, "operation", ""))
    params = {} if operation == "list_buckets" else {"Bucket": "b"}
    with pytest.raises(UnexpectedAnswer, match="is not a"):
        ask(client("s3"), operation, **params)


@pytest.mark.parametrize(
    "body",
    [
        b"<VersioningConfiguration/>",
        b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- note -->\n<VersioningConfiguration xmlns="x"/>',
        b"<s3:VersioningConfiguration xmlns:s3='x'/>",
    ],
)
def test_the_document_element_is_found_behind_prolog_and_prefix(serve: Serve, client: Client, body: bytes) -> None:
    serve(lambda _: Reply(200, body))
    assert ask(client("s3"), "get_bucket_versioning", Bucket="b")["ResponseMetadata"]["HTTPStatusCode"] == 200
