"""A request for a REST service (method, path, query) -> the operation it is, by the SDK's own service models."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from botocore.loaders import Loader

CONTROL = "/v20180820/"
"""How every path of S3 Control begins; its requests are signed for `s3` like those of S3."""
MODELS = {"access-analyzer": "accessanalyzer", "monitoring": "cloudwatch"}
"""What the SDK calls a service that signs under another name."""


@dataclass(frozen=True, slots=True)
class Route:
    """How one operation is recognised."""

    operation: str
    method: str
    path: re.Pattern[str]
    flags: frozenset[str]
    """Names that the query holds always."""
    needed: frozenset[str]
    """Names of query parameters that the operation cannot do without."""


def operation(service: str, method: str, path: str, query: Iterable[str]) -> str:
    """The operation's name as AWS spells it; `METHOD path` for what no model has. `query`: its parameters' names."""
    service = "s3control" if service == "s3" and path.startswith(CONTROL) else service
    if service == "s3":  # one of each kind stands for every bucket: the models are searched once
        path = "/b/k" if path.strip("/").count("/") else "/b" if path != "/" else path
    return _found(service, method, path, frozenset(query))


def learn(*services: str) -> None:
    """Read their models now: the first request would wait for that, and with it whatever is measured."""
    for service in services:
        _routes(service)


@cache
def _found(service: str, method: str, path: str, query: frozenset[str]) -> str:
    fitting = [
        route for route in _routes(service)
        if route.method == method and route.path.fullmatch(path) and route.flags | route.needed <= query
    ]  # fmt: skip
    # of GetBucketInventoryConfiguration and ListBucketInventoryConfigurations the first cannot do without an id
    best = max(fitting, key=lambda route: (len(route.flags), len(route.needed)), default=None)
    return best.operation if best else f"{method} {path}"


@cache
def _routes(service: str) -> tuple[Route, ...]:
    model = Loader().load_service_model(MODELS.get(service, service), "service-2")
    current = {name: each for name, each in model["operations"].items() if not each.get("deprecated")}
    return tuple(_route(name, each, model["shapes"]) for name, each in current.items())


def _route(name: str, operation: Mapping[str, Any], shapes: Mapping[str, Any]) -> Route:
    path, _, query = operation["http"]["requestUri"].partition("?")
    pieces = re.split(r"\{([^}]+)\}", path)
    pattern = "".join(
        re.escape(piece) if number % 2 == 0 else ".+" if piece.endswith("+") else "[^/]+"
        for number, piece in enumerate(pieces)
    )
    asked = shapes[operation["input"]["shape"]] if "input" in operation else {}
    needed = {
        member["locationName"] for word, member in asked.get("members", {}).items()
        if member.get("location") == "querystring" and word in asked.get("required", ())
    }  # fmt: skip
    flags = frozenset(word.partition("=")[0] for word in query.split("&") if word)
    return Route(name, operation["http"]["method"], re.compile(pattern), flags, frozenset(needed))
