"""A guard on every client: no request goes out that is not on the read-only list, no stranger's answer comes in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from threading import Event
from typing import Any

from botocore.client import BaseClient
from botocore.exceptions import ClientError, IncompleteReadError
from botocore.model import OperationModel

from auditor.collect.judge import UnexpectedAnswer
from auditor.collect.permissions import CALLS
from auditor.errors import AuditorError, ReadOnlyViolation

_ROOT = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^>]*\?>\s*|<!--.*?-->\s*)*<(?:[\w.-]+:)?([\w.-]+)", re.DOTALL)
_OF_JSON = ("json", "rest-json")


class Stopped(AuditorError):
    """The scan was interrupted; no further request goes out."""


def protect(client: BaseClient, stop: Event) -> None:
    """Refuse on `client` whatever `permissions.CALLS` does not list, everything once `stop` is set, and foreign XML.

    Operations are refused before they are signed; a 200 is refused if its document element is not the operation's
    (a listing in place of a configuration would read as "nothing is configured"), any answer that is cut short.
    """
    calls = CALLS.get(client.meta.service_model.service_name, ())
    names: Mapping[str, str] = client.meta.method_to_api_mapping
    roots = {names[call.operation]: call.root for call in calls if call.root}
    allowed = frozenset(names[call.operation] for call in calls)
    service = client.meta.service_model.service_id.hyphenize()  # handlers of `before-call` alone would come last
    client.meta.events.register_first(f"before-call.{service}", _gate(allowed))
    client.meta.events.register_first(f"before-send.{service}", _halt(stop))  # at each attempt, not each call
    client.meta.events.register_first(f"before-parse.{service}", _customs(roots))


def _gate(allowed: frozenset[str]) -> Callable[..., None]:
    def check(model: OperationModel, **_: object) -> None:
        if model.name not in allowed:
            raise ReadOnlyViolation(
                f"{model.service_model.service_name}:{model.name} is not on the read-only list; it was not sent"
            )

    return check


def _halt(stop: Event) -> Callable[..., None]:
    def check(**_: object) -> None:
        if stop.is_set():
            raise Stopped("the scan was interrupted; no further request is sent")

    return check


def _customs(roots: Mapping[str, tuple[str, ...]]) -> Callable[..., None]:
    # the answer is a dictionary: status (int), headers, body (bytes)
    def check(operation_model: OperationModel, response_dict: Mapping[str, Any], **_: object) -> None:
        _whole(operation_model, response_dict)
        _json(operation_model, response_dict)
        expected = roots.get(operation_model.name)
        if expected is None:
            return
        if response_dict["status_code"] >= 300:
            _told(operation_model, response_dict)
            return
        found = _ROOT.match(response_dict["body"])
        if found is None or found[1].decode() not in expected:
            raise UnexpectedAnswer(f"the answer is not a {expected[0]} document")

    return check


def _whole(operation: OperationModel, answer: Mapping[str, Any]) -> None:
    """Raises IncompleteReadError where the connection broke in the middle: the SDK would make do with what came."""
    headers, came = answer["headers"], len(answer["body"])
    said = headers.get("content-length", "")
    if operation.http["method"] != "HEAD" and said.isdecimal() and came < int(said):
        raise IncompleteReadError(actual_bytes=came, expected_bytes=int(said))


def _json(operation: OperationModel, answer: Mapping[str, Any]) -> None:
    """Raises UnexpectedAnswer for a 200 that should be JSON and is not: the SDK would read nothing in it, silently."""
    body = answer["body"]
    if answer["status_code"] < 300 and body and operation.service_model.resolved_protocol in _OF_JSON:
        try:
            json.loads(body)
        except ValueError as error:
            raise UnexpectedAnswer("the answer is not JSON") from error


def _told(operation: OperationModel, answer: Mapping[str, Any]) -> None:
    """Raises ClientError for an error without a body, which the SDK cannot read of every operation of S3."""
    if not answer["body"].strip() and operation.http["method"] != "HEAD":
        raise ClientError({"Error": {"Code": str(answer["status_code"]), "Message": ""}}, operation.name)
