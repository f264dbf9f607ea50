"""An error of the SDK -> why something could not be had: a stable reason, and AWS's words without what varies."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from xml.etree.ElementTree import ParseError

from botocore import exceptions as sdk
from botocore.parsers import ResponseParserError

from auditor.errors import AuditorError

T = TypeVar("T")

_CODES = {
    "AccessDenied": "AccessDenied AccessDeniedException AuthorizationError AuthorizationErrorException Forbidden"
    " NotAuthorized UnauthorizedAccess UnauthorizedOperation 401 403",
    "Throttled": "BandwidthLimitExceeded EC2ThrottledException LimitExceededException PriorRequestNotComplete"
    " RequestLimitExceeded RequestThrottled RequestThrottledException SlowDown Throttling ThrottlingException"
    " ThrottledException TooManyRequestsException 429",
    "CredentialsExpired": "ExpiredToken ExpiredTokenException RequestExpired TokenRefreshRequired",
    "CredentialsRejected": "AuthFailure IncompleteSignature InvalidAccessKeyId InvalidClientTokenId InvalidToken"
    " InvalidSignatureException MissingAuthenticationToken MissingAuthenticationTokenException"
    " SignatureDoesNotMatch UnrecognizedClientException",
    "Timeout": "DependencyTimeoutException GatewayTimeout RequestTimeout RequestTimeoutException 408 504",
    "NotSupported": "InvalidAction InvalidURI NotImplemented UnknownOperationException 501",
    "ServerError": "InternalError InternalFailure InternalServerError KMSInternalException ServiceFailure"
    " ServiceFailureException ServiceUnavailable ServiceUnavailableException 500 502 503",
}
_REASON = {code: reason for reason, codes in _CODES.items() for code in codes.split()}


class UnexpectedAnswer(Exception):
    """AWS answered 200, and what came is not what was asked for. Carries our own words only."""


_KINDS: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((sdk.ReadTimeoutError, sdk.ConnectTimeoutError, TimeoutError), "Timeout"),
    ((sdk.NoCredentialsError, sdk.PartialCredentialsError, sdk.CredentialRetrievalError), "NoCredentials"),
    ((sdk.SSLError,), "TlsFailed"),
    ((sdk.ConnectionError, sdk.HTTPClientError, sdk.IncompleteReadError, OSError), "ConnectionFailed"),
    ((NotImplementedError,), "NotSupported"),
    ((UnexpectedAnswer, ParseError, ResponseParserError, sdk.PaginationError), "UnexpectedAnswer"),
    ((sdk.ParamValidationError, sdk.InvalidRegionError), "InvalidRequest"),
    ((LookupError, TypeError, ValueError, AttributeError), "UnexpectedAnswer"),
)
"""The SDK lets bare Python errors escape: a cut GetBucketLocation is a ParseError, an emulator's gap a
NotImplementedError. The first kind that fits names the reason."""

_SAYS_WHERE = (sdk.ConnectionError, sdk.HTTPClientError)
_VARIES = (
    (re.compile(r"\s*\(Service: [^()]*\)"), ""),
    (re.compile(r"\b(S3 )?(Extended )?(Request|Host)[ -]?Id:? *[\w/+=-]+[;,]?", re.IGNORECASE), ""),
    (re.compile(r"(assumed-role/[\w+=,.@-]+)/[\w+=,.@-]+"), r"\1"),
    (re.compile(r"(https?://[^\s\"?]+)\?[^\s\"]*"), r"\1"),
    (re.compile(r"\b0x[0-9a-fA-F]+"), "0x"),
    (re.compile(r"\bA[A-Z]{3}[A-Z0-9]{16}\b"), "(access key)"),
    (re.compile(r"\s+"), " "),
)
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Failure:
    """Why something could not be had."""

    reason: str
    """Ours and stable (`AccessDenied`, `Throttled`, `Timeout` ...), else AWS's own code."""
    detail: str = ""
    code: str = ""
    """AWS's own code, or the HTTP status where an answer has no body; empty if AWS did not answer."""
    region: str = ""
    """The Region that S3 names for a bucket even when it refuses (HeadBucket, `x-amz-bucket-region`)."""
    action: str = ""
    """The IAM action of the call that failed, where a fact takes several calls; empty where it takes one."""


class CallFailed(Exception):
    """One of the several calls that a fact takes gave `failure`."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.reason)
        self.failure = failure


def attempt(ask: Callable[[], T]) -> T | Failure:
    """What `ask` gives, or why it could not be had. Errors of our own (a refused write) are passed on."""
    try:
        return ask()
    except (AuditorError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001  what escapes the SDK has no common root, and one call must not end a scan
        return judge(error)


def judge(error: Exception) -> Failure:
    """The one place that says what an error of the SDK means."""
    if isinstance(error, CallFailed):
        return error.failure
    if isinstance(error, sdk.ClientError):
        return _refused(error)
    reason = next((reason for kinds, reason in _KINDS if isinstance(error, kinds)), "UnexpectedError")
    if isinstance(error, UnexpectedAnswer):
        return Failure(reason, steady(str(error)))
    name = type(error).__name__
    return Failure(reason, steady(f"{name}: {error}") if isinstance(error, _SAYS_WHERE) else name)


def steady(text: str) -> str:
    """One line of at most 500 characters in which two runs against the same world agree; no key in it."""
    for pattern, instead in _VARIES:
        text = pattern.sub(instead, text)
    return text.strip()[:_LONGEST]


def _refused(error: sdk.ClientError) -> Failure:
    said = error.response.get("Error", {})
    code, message = str(said.get("Code", "")), str(said.get("Message", ""))
    headers = error.response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    return Failure(_reason(code), steady(message), code, region(headers.get("x-amz-bucket-region", "")))


def region(text: object) -> str:
    """`text` if it can be the name of a Region, else nothing."""
    return text if isinstance(text, str) and re.fullmatch(r"[a-z]{2,5}(-[a-z0-9]{1,20}){1,4}", text) else ""


def _reason(code: str) -> str:
    if code in _REASON:
        return _REASON[code]
    if code.isdecimal():
        return f"Http{code}"
    return code if re.fullmatch(r"[A-Za-z][\w.-]{0,99}", code) else "UnexpectedAnswer"
