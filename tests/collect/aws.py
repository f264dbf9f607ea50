"""The bench's estate of two accounts behind the canned endpoint."""

from __future__ import annotations

from bench.endpoint_estate import Estate
from bench.services import Request, service
from tests.collect.canned import Asked, Reply

ESTATE = Estate(accounts=2, buckets=20)


def answer(asked: Asked, estate: Estate = ESTATE) -> Reply:
    """What AWS would say of the estate."""
    headers = {name.encode(): value.encode() for name, value in asked.headers.items()}
    request = Request.received(asked.method, f"{asked.path}?{asked.raw_query}", headers, asked.body)
    _, status, text = service(request).answer(estate, request)
    return Reply(status, text.encode(), {"x-amz-bucket-region": estate.region})
