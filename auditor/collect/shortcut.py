"""A client of S3 -> its calls about buckets, made by a pattern once there is one; all others as the SDK makes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from botocore.awsrequest import AWSPreparedRequest
from botocore.client import BaseClient
from botocore.credentials import ReadOnlyCredentials

from auditor.collect.pattern import Pattern, ordinary
from auditor.collect.plain import Ready
from auditor.snapshot import Json

Perform = Callable[[str, Json], Json]
"""Operation and parameters -> the answer, as the SDK gives it; raises what the SDK raises."""

_MOVED = ("AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "PermanentRedirect")
_REDIRECTED = (301, 302, 307)


class Shortcut:
    """Between a client that tries once and the SDK's own way of making a call. Safe in threads.

    Only the request is prepared here. The SDK's endpoint sends it, tells of its events, and parses the answer, as ever.
    A bucket that S3 redirects is the SDK's from then on.
    """

    def __init__(self, client: BaseClient, perform: Perform, keys: Callable[[], ReadOnlyCredentials]) -> None:
        """`perform` is the SDK's own way; `keys` are those of the calling account."""
        self._client, self._perform, self._keys = client, perform, keys
        # private: where the SDK names it otherwise every call goes the SDK's own way
        self._send = getattr(vars(client).get("_endpoint"), "_get_response", None)
        self._patterns: dict[str, dict[bool, Pattern]] = {}
        """By operation, with and without a token."""
        self._moved: set[str] = set()
        client.meta.events.register("before-send.s3", self._notice)

    def __call__(self, operation: str, params: Json) -> Json:
        """What the SDK gives or raises for this call."""
        request = self._prepared(operation, params)
        if request is None or self._send is None:
            return self._perform(operation, params)
        model = self._client.meta.service_model.operation_model(operation)
        context: dict[str, object] = {}
        answered, failure = self._send(request, model, context)
        if failure is not None:
            raise failure
        http, said = answered
        events = self._client.meta.events
        events.emit(f"after-call.s3.{operation}", http_response=http, parsed=said, model=model, context=context)
        status, code = said["ResponseMetadata"]["HTTPStatusCode"], said.get("Error", {}).get("Code")
        if status in _REDIRECTED or code in _MOVED:
            self._moved.add(params["Bucket"])
            return self._perform(operation, params)
        if status >= 300:
            kind: Any = self._client.exceptions.from_code(code)  # a class of ClientErrors
            raise kind(said, operation)
        return said

    def _prepared(self, operation: str, params: Json) -> Ready | None:
        """The request; None if it is the SDK's to prepare."""
        patterns, bucket = self._patterns.get(operation), params.get("Bucket")
        if patterns is None or len(params) != 1 or not ordinary(bucket) or bucket in self._moved:
            return None
        keys = self._keys()
        pattern = patterns.get(bool(keys.token))
        return pattern.request(bucket, keys) if pattern is not None and pattern.fits(keys) else None

    def _notice(self, request: AWSPreparedRequest, event_name: str, **_: Any) -> None:
        """Make a pattern of what the SDK is about to send."""
        if isinstance(request, Ready):
            return
        bucket, keys = urlsplit(request.url).path[1:], self._keys()
        pattern = Pattern.of(request, bucket, keys) if ordinary(bucket) else None
        if pattern is not None:
            self._patterns.setdefault(event_name.rpartition(".")[2], {})[bool(keys.token)] = pattern
