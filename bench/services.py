"""A request, by the service that it was signed for -> (operation, status, body), and how that service refuses.

A further service is one row of SERVICES: its protocol, and a function that answers it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import parse_qs

from bench import endpoint_estate as estate_of
from bench import endpoint_peers, endpoint_query
from bench.endpoint_estate import Estate
from bench.operations import operation

NOBODY = "999999999999"
"""The account of whoever has no temporary keys."""
UNKNOWN = "UnknownOperation"
"""What an operation is answered with that nobody here knows; counted like any other."""


@dataclass(frozen=True, slots=True)
class Request:
    service: str
    """As it is spelt in a signature's scope."""
    account: str
    """Of the keys that signed."""
    method: str
    path: str
    query: str
    body: bytes
    target: str = ""
    """The operation, in the protocols that name it in a header."""
    key: str = ""
    """The access key."""

    @classmethod
    def received(cls, method: str, target: str, headers: Mapping[bytes, bytes], body: bytes) -> Request:
        """From what HTTP gives; names of headers in small letters."""
        path, _, query = target.partition("?")
        key, service = signed(headers)
        named = headers.get(b"x-amz-target", b"").decode().rpartition(".")[2]
        return cls(service, account_of(key), method, path, query, body, named, key)

    def parameters(self) -> dict[str, list[str]]:
        """The query's; a sub-resource as S3's stands there with an empty value."""
        plain = "=" not in self.query
        return {self.query: [""]} if plain and self.query else parse_qs(self.query, keep_blank_values=True)


Answer: TypeAlias = tuple[str, int, str]
"""Operation, status, body."""


@dataclass(frozen=True, slots=True)
class Service:
    answer: Callable[[Estate, Request], Answer]
    content: str
    """The type of its answers."""
    slower: tuple[int, str]
    """How it says that there were too many requests: status, body."""


def signed(headers: Mapping[bytes, bytes]) -> tuple[str, str]:
    """The access key and the service in a request's signature; empty where it has none."""
    scope = headers.get(b"authorization", b"").partition(b"Credential=")[2].partition(b",")[0].split(b"/")
    return (scope[0].decode(), scope[3].decode()) if len(scope) == 5 else ("", "")


def account_of(key: str) -> str:
    """Whose an access key is: those that AssumeRole gives here hold the account."""
    return key[4:16] if key.startswith("ASIA") else NOBODY


def _s3(estate: Estate, request: Request) -> Answer:
    parameters = request.parameters()
    name = operation("s3", request.method, request.path, parameters)
    if name in endpoint_peers.S3:
        return name, *endpoint_peers.S3[name]
    # what chooses pages and where else to ask comes after the sub-resource, in whatever order it was sent
    ordered = dict(sorted(parameters.items(), key=lambda each: each[1] != [""]))
    _, status, body = estate_of.s3(estate, request.account, request.path, ordered)
    return name, status, body


def _ec2(estate: Estate, request: Request) -> Answer:
    action = endpoint_query.form(request.body)["Action"][0]
    said = endpoint_peers.ec2(estate, action)
    return (action, 200, said) if said else (action, 400, _fault(UNKNOWN))


def _query(_: Estate, request: Request) -> Answer:
    form = endpoint_query.form(request.body)
    try:
        return endpoint_query.query_api(form, request.account)
    except KeyError:
        return form["Action"][0], 400, _fault(UNKNOWN)


def _kms(_: Estate, request: Request) -> Answer:
    try:
        return estate_of.kms(request.target, request.body)
    except KeyError:
        return request.target, 400, json.dumps({"__type": UNKNOWN})


def _regional(_: Estate, request: Request) -> Answer:
    said = estate_of.REGIONAL.get(request.target)
    return request.target, 200 if said else 400, json.dumps(said or {"__type": UNKNOWN})


def _lambda(_: Estate, __: Request) -> Answer:
    """Nobody may call any function."""
    return "GetPolicy", 200, json.dumps({"Policy": estate_of.document()})


def _analyzers(_: Estate, request: Request) -> Answer:
    """No account here has an analyzer."""
    if (request.method, request.path) != ("GET", "/analyzer"):
        return f"{request.method} {request.path}", 400, json.dumps({"__type": UNKNOWN})
    return "ListAnalyzers", 200, json.dumps({"analyzers": []})


def _account(estate: Estate, _: Request) -> Answer:
    regions = [{"RegionName": estate.region, "RegionOptStatus": "ENABLED_BY_DEFAULT"}]
    return "ListRegions", 200, json.dumps({"Regions": regions})


def _organizations(_: Estate, request: Request) -> Answer:
    """No account here is in an organization."""
    return request.target, 400, json.dumps({"__type": "AWSOrganizationsNotInUseException"})


def _fault(code: str) -> str:
    return f"<ErrorResponse><Error><Code>{code}</Code><Message>said so</Message></Error></ErrorResponse>"


def _nobody(_: Estate, request: Request) -> Answer:
    return f"{request.method} {request.path}", 400, UNKNOWN


XML, JSON = "text/xml", "application/x-amz-json-1.1"
_THROTTLED = json.dumps({"__type": "ThrottlingException", "message": "slower"})

SERVICES: Mapping[str, Service] = {
    "access-analyzer": Service(_analyzers, "application/json", (429, _THROTTLED)),
    "account": Service(_account, "application/json", (429, _THROTTLED)),
    "ec2": Service(_ec2, XML, (400, _fault("RequestLimitExceeded"))),
    "s3": Service(_s3, XML, (503, estate_of.error("SlowDown"))),
    "iam": Service(_query, XML, (400, _fault("Throttling"))),
    "sts": Service(_query, XML, (400, _fault("Throttling"))),
    "organizations": Service(_organizations, JSON, (400, _THROTTLED)),
    "kms": Service(_kms, JSON, (400, _THROTTLED)),
    "cloudtrail": Service(_regional, JSON, (400, _THROTTLED)),
    "config": Service(_regional, JSON, (400, _THROTTLED)),
    "datasync": Service(_regional, JSON, (400, _THROTTLED)),
    "sns": Service(_query, XML, (400, _fault("Throttling"))),
    "sqs": Service(_regional, JSON, (400, _THROTTLED)),
    "lambda": Service(_lambda, "application/json", (429, _THROTTLED)),
    "monitoring": Service(_regional, JSON, (400, _THROTTLED)),
}
NOT_HERE = Service(_nobody, "text/plain", (503, ""))


def service(request: Request) -> Service:
    """Who answers this request."""
    return SERVICES.get(request.service, NOT_HERE)
