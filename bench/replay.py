"""An endpoint's log -> the same calls as the SDK's methods and parameters, for a bare loop to make."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

from botocore import xform_name
from botocore.loaders import Loader

from bench.operations import CONTROL, MODELS

Replayed: TypeAlias = tuple[str, str, Mapping[str, Any]]
"""Service, method, parameters."""


def replayed(log: Iterable[tuple[str, ...]]) -> tuple[Replayed, ...]:
    """What was asked, in order; without what is not put together again here, such as S3 Control's few calls."""
    found = (_call(*entry) for entry in log)
    return tuple(call for call in found if call is not None)


def _call(signed: str, operation: str, _: str, path: str, query: str, body: str) -> Replayed | None:
    service = MODELS.get(signed, signed)
    if service == "s3":
        return None if path.startswith(CONTROL) else _s3(operation, path, query)
    if body.startswith("{"):
        return service, xform_name(operation), json.loads(body)
    if body.startswith("Action="):
        return _query(service, operation, body)
    return None


def _s3(operation: str, path: str, query: str) -> Replayed:
    bucket = path.strip("/")
    if bucket:
        return "s3", xform_name(operation), {"Bucket": bucket}
    spelt = {"max-buckets": ("MaxBuckets", int), "continuation-token": ("ContinuationToken", str)}
    given = [(*spelt[name], said) for name, said in parse_qsl(query) if name in spelt]
    return "s3", xform_name(operation), {name: kind(said) for name, kind, said in given}


def _query(service: str, operation: str, body: str) -> Replayed | None:
    """Of the query protocol what has plain parameters only; lists are spelt over several."""
    given = [(name, said) for name, said in parse_qsl(body) if name not in ("Action", "Version")]
    if any("." in name for name, _ in given):
        return None
    whole = _integers(service, operation)
    return service, xform_name(operation), {name: int(said) if name in whole else said for name, said in given}


@cache
def _integers(service: str, operation: str) -> frozenset[str]:
    model = Loader().load_service_model(service, "service-2")
    shapes = model["shapes"]
    members = shapes[model["operations"][operation]["input"]["shape"]].get("members", {})
    return frozenset(name for name, member in members.items() if shapes[member["shape"]]["type"] == "integer")
