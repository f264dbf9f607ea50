"""The endpoint's services answer whom a request was signed for, and say so when they do not know an operation."""

from __future__ import annotations

import pytest

from bench.endpoint_estate import Estate
from bench.services import NOBODY, SERVICES, Request, service

ESTATE = Estate(accounts=2, buckets=20)
ACCOUNT = "100000000001"


def received(of: str, method: str = "GET", target: str = "/", body: bytes = b"", named: bytes = b"") -> Request:
    scope = f"AWS4-HMAC-SHA256 Credential=ASIA{ACCOUNT}AAAA/20260101/us-east-1/{of}/aws4_request, SignedHeaders=host"
    return Request.received(method, target, {b"authorization": scope.encode(), b"x-amz-target": named}, body)


def test_a_request_belongs_to_the_account_and_service_of_its_signature() -> None:
    request = received("s3", target="/b?versioning")
    assert (request.service, request.account, request.path, request.query) == ("s3", ACCOUNT, "/b", "versioning")


def test_an_unsigned_request_is_nobodys() -> None:
    request = Request.received("GET", "/", {}, b"")
    assert (request.account, service(request).answer(ESTATE, request)[1]) == (NOBODY, 400)


def test_a_sub_resource_is_found_wherever_it_stands_in_the_query() -> None:
    request = received("s3", target=f"/b-{ACCOUNT}-00000?x=1&versioning")
    name, status, body = service(request).answer(ESTATE, request)
    assert (name, status) == ("GetBucketVersioning", 200)
    assert "Enabled" in body


@pytest.mark.parametrize(
    ("of", "body", "named"),
    [
        ("iam", b"Action=Conjure", b""),
        ("sts", b"Action=Conjure", b""),
        ("kms", b'{"KeyId": "arn:aws:kms:r:1:key/k"}', b"TrentService.Conjure"),
    ],
)
def test_an_operation_that_nobody_knows_is_an_error_under_its_own_name(of: str, body: bytes, named: bytes) -> None:
    request = received(of, "POST", body=body, named=named)
    name, status, text = service(request).answer(ESTATE, request)
    assert (name, status) == ("Conjure", 400)
    assert "UnknownOperation" in text


def test_every_service_refuses_with_an_error_of_its_own_protocol() -> None:
    assert {name for name, each in SERVICES.items() if each.slower[1].startswith("{")} == {
        name for name, each in SERVICES.items() if "json" in each.content
    }
