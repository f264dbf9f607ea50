"""What can become of a request: AWS's refusals in the form of each protocol, broken answers, none at all."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from tests.e2e.proxy import Answer, Asked, Deed, Ending, broken_off, silence
from tests.faults.estate import question

PROTOCOLS = ("head", "rest-xml", "query", "json", "rest-json")


@dataclass(frozen=True)
class Harm:
    """One class of faults, and the reason that a fact has of which it happened to every try."""

    deed: Deed
    reasons: Mapping[str, str]
    """By protocol, any one of these words; "" where the request gets its answer all the same."""
    once: bool = False
    attempts: int = 2
    timeout: float = 60.0


def refused(status: int, xml: str, query: str, target: str) -> Deed:
    """AWS says no: its code as S3, the query protocol and the JSON protocols spell it."""
    codes = {"head": "", "rest-xml": xml, "query": query, "json": target, "rest-json": target}

    def refuse(asked: Asked, _pass_on: Callable[[], Answer]) -> Answer:
        protocol = question(asked).protocol
        return _ENVELOPES[protocol](status, codes[protocol])

    return refuse


def _xml(status: int, code: str) -> Answer:
    said = f"<Error><Code>{code}</Code><Message>no</Message><RequestId>R1</RequestId></Error>"
    return Answer(status, {"Content-Type": "application/xml"}, said.encode())


def _query(status: int, code: str) -> Answer:
    said = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>no</Message></Error><RequestId>R1</RequestId>"
    return Answer(status, {"Content-Type": "text/xml"}, f"<ErrorResponse>{said}</ErrorResponse>".encode())


def _json(status: int, code: str) -> Answer:
    said = json.dumps({"__type": code, "message": "no"}).encode()
    return Answer(status, {"Content-Type": "application/x-amz-json-1.1", "x-amzn-ErrorType": code}, said)


_ENVELOPES: Mapping[str, Callable[[int, str], Answer]] = {
    "head": lambda status, _code: Answer(status, {}, b""),
    "rest-xml": _xml,
    "query": _query,
    "json": _json,
    "rest-json": _json,
}


def changed(change: Callable[[Answer], Answer]) -> Deed:
    """The upstream's answer, but not as it was."""
    return lambda _asked, pass_on: change(pass_on())


def _late(_asked: Asked, pass_on: Callable[[], Answer]) -> Answer:
    time.sleep(0.05)
    return pass_on()


def _reset(_asked: Asked, _pass_on: Callable[[], Answer]) -> Ending:
    return Ending.RESET


def _foreign(asked: Asked, pass_on: Callable[[], Answer]) -> Answer:
    """A page of somebody else's, as a captive portal gives it; to HEAD nothing can be seen of it."""
    return pass_on() if asked.method == "HEAD" else Answer(200, {"Content-Type": "text/html"}, FOREIGN)


def everywhere(reason: str, **other: str) -> dict[str, str]:
    """The same reason, but for some protocols."""
    return {protocol: other.get(protocol.replace("-", "_"), reason) for protocol in PROTOCOLS}


UNREADABLE = "ServerError Http404 UnexpectedAnswer"
"""The SDK takes an unreadable 200 of S3 for an error of S3's, and of an unreadable error it knows the status only."""
FOREIGN = b"<!DOCTYPE html><html><body>It works!</body></html>"
HARMS: Mapping[str, Harm] = {
    "denied": Harm(refused(403, "AccessDenied", "AccessDenied", "AccessDeniedException"), everywhere("AccessDenied")),
    "throttled": Harm(
        refused(503, "SlowDown", "Throttling", "ThrottlingException"), everywhere("Throttled", head="ServerError")
    ),
    "too many requests": Harm(
        refused(429, "RequestLimitExceeded", "RequestLimitExceeded", "TooManyRequestsException"),
        everywhere("Throttled"),
    ),
    "internal error": Harm(
        refused(500, "InternalError", "ServiceFailure", "InternalFailure"), everywhere("ServerError")
    ),
    "unavailable": Harm(lambda *_: Answer(503, {}, b""), everywhere("ServerError")),
    "expired token": Harm(
        refused(400, "ExpiredToken", "ExpiredToken", "ExpiredTokenException"),
        everywhere("CredentialsExpired", head="Http400"),
    ),
    "clock skew": Harm(
        refused(403, "RequestTimeTooSkewed", "SignatureDoesNotMatch", "InvalidSignatureException"),
        everywhere("CredentialsRejected", head="AccessDenied", rest_xml="RequestTimeTooSkewed"),
    ),
    "bad signature": Harm(
        refused(403, "SignatureDoesNotMatch", "SignatureDoesNotMatch", "InvalidSignatureException"),
        everywhere("CredentialsRejected", head="AccessDenied"),
    ),
    "not implemented": Harm(lambda *_: Answer(501, {}, b""), everywhere("NotSupported")),
    "silence": Harm(silence, everywhere("Timeout"), attempts=1, timeout=2.0),
    "reset": Harm(_reset, everywhere("ConnectionFailed")),
    "broken off": Harm(changed(broken_off), everywhere("ConnectionFailed", head="")),
    "cut short": Harm(
        changed(lambda answer: replace(answer, body=answer.body[: len(answer.body) // 2])),
        everywhere("UnexpectedAnswer", head="", rest_xml=UNREADABLE),
    ),
    "garbled": Harm(
        changed(lambda answer: replace(answer, body=b"\x00\xff" * 20)),
        everywhere("UnexpectedAnswer", head="", rest_xml=UNREADABLE),
    ),
    "foreign": Harm(_foreign, everywhere("UnexpectedAnswer", head="")),
    "throttled once": Harm(
        refused(503, "SlowDown", "Throttling", "ThrottlingException"), everywhere(""), once=True, attempts=8
    ),
    "reset once": Harm(_reset, everywhere(""), once=True, attempts=8),
    "late": Harm(_late, everywhere("")),
    "headers stripped": Harm(changed(lambda answer: replace(answer, headers={})), everywhere("")),
}
"""Refusals, throttling, errors of the server, credentials, the network, answers that are none; and what passes."""
