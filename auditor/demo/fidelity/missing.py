"""Operations that moto does not know at all, answered on the wire: the SDK's own parsers read what is written here.

Each row says which requests it takes and what is said; anything else goes to moto. Written from AWS's API references on
2026-11-21, for moto 5.2.5.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias
from urllib.parse import parse_qs, urlsplit

from botocore.session import Session
from moto.core.botocore_stubber import BotocoreStubber
from moto.core.common_types import TYPE_RESPONSE
from moto.iam.models import get_account_id_from

from auditor.demo.fidelity import jobs
from auditor.demo.fidelity.mend import Mend, Method
from auditor.demo.fidelity.wire import Answer, Asked

OPT_IN = frozenset({
    "af-south-1", "ap-east-1", "ap-east-2", "ap-south-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
    "ap-southeast-6", "ap-southeast-7", "ca-west-1", "eu-central-2", "eu-south-1", "eu-south-2", "il-central-1",
    "me-central-1", "me-south-1", "mx-central-1",
})  # fmt: skip
"""Regions that an account has only once it asks for them (Account Management Guide, "Enable or disable Regions")."""
_SCOPE = re.compile(r"Credential=(?P<key>[^/,]+)/\d+/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")


Environ: TypeAlias = dict[str, Any]
Start: TypeAlias = Callable[..., Any]
Application: TypeAlias = Callable[[Environ, Start], Iterable[bytes]]
"""WSGI."""


def list_regions(_: Asked) -> Answer:
    """ListRegions of Account Management: what every new account has."""
    names = Session().get_available_regions("s3")
    said = [
        {"RegionName": name, "RegionOptStatus": "DISABLED" if name in OPT_IN else "ENABLED_BY_DEFAULT"}
        for name in sorted(names)
    ]
    return 200, "application/json", json.dumps({"Regions": said})


def list_analyzers(_: Asked) -> Answer:
    """ListAnalyzers of Access Analyzer: no account has one until it makes one."""
    return 200, "application/json", json.dumps({"analyzers": []})


ANSWERS: tuple[tuple[str, str, str, Callable[[Asked], Answer]], ...] = (
    ("access-analyzer", "GET", r"/analyzer", list_analyzers),
    ("account", "POST", r"/listRegions", list_regions),
    ("s3", "POST", r"/v20180820/jobs", jobs.create),
    ("s3", "GET", r"/v20180820/jobs", jobs.listed),
    ("s3", "GET", r"/v20180820/jobs/[^/]+", jobs.describe),
)
"""Service as a signature spells it, method, pattern of the whole path, and what is said."""


def over_http(application: Application) -> Application:
    """A server's application, with what moto lacks."""

    def call(environ: Environ, start: Start) -> Iterable[bytes]:
        where = _where(environ.get("HTTP_AUTHORIZATION", ""))
        answer = _answer(where, environ["REQUEST_METHOD"], environ["PATH_INFO"])
        if answer is None:
            return application(environ, start)
        account = environ.get("HTTP_X_MOTO_ACCOUNT_ID") or get_account_id_from(where["key"])
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        query = parse_qs(environ.get("QUERY_STRING", ""))
        status, kind, text = answer(Asked(account, where["region"], environ["PATH_INFO"], query, body))
        said = text.encode()
        start(f"{status} said", [("content-type", kind), ("content-length", str(len(said)))])
        return [said]

    return call


def _in_process(original: Method) -> Method:
    def process_request(self: BotocoreStubber, request: Any) -> TYPE_RESPONSE | None:
        """A request of an SDK in this process."""
        url, where = urlsplit(request.url), _where(_text(request.headers.get("Authorization")))
        answer = _answer(where, request.method, url.path)
        if answer is None:
            moto: TYPE_RESPONSE | None = original(self, request)
            return moto
        account = _text(request.headers.get("x-moto-account-id")) or get_account_id_from(where["key"])
        body = request.body or b""
        asked = Asked(account, where["region"], url.path, parse_qs(url.query), body)
        status, kind, text = answer(asked)
        return status, {"content-type": kind}, text

    return process_request


def _where(authorization: str) -> Mapping[str, str]:
    """Access key, Region and service of a signature; nothing where there is none."""
    scope = _SCOPE.search(authorization)
    return scope.groupdict() if scope else {}


def _answer(where: Mapping[str, str], method: str, path: str) -> Callable[[Asked], Answer] | None:
    """Who answers the request, if moto cannot."""
    fitting = (
        answer
        for service, verb, pattern, answer in ANSWERS
        if service == where.get("service") and verb == method and re.fullmatch(pattern, path)
    )
    return next(fitting, None)


def _text(value: Any) -> str:
    """A header, which the SDK keeps as text or as bytes."""
    return value.decode() if isinstance(value, bytes) else str(value or "")


MENDS = (Mend(BotocoreStubber, "process_request", _in_process),)
