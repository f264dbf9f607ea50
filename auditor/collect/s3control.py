"""What S3 holds for a whole account, and how S3 Control is reached at an endpoint that is not AWS's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from botocore.client import BaseClient

from auditor.collect.read import Call, read_all
from auditor.snapshot import Fact

FACTS = (
    Call("public_access_block", "get_public_access_block", "s3:GetAccountPublicAccessBlock",
         select="PublicAccessBlockConfiguration", root=("PublicAccessBlockConfiguration",),
         absent=("NoSuchPublicAccessBlockConfiguration",)),
)  # fmt: skip
CALLS = FACTS

_AWS = ("amazonaws.com", "amazonaws.com.cn", "amazonaws.eu", "api.aws", "api.amazonwebservices.com.cn")


def read_account(client: BaseClient, account: str, wanted: frozenset[str]) -> dict[str, Fact]:
    """The wanted facts that S3 keeps for `account` (12 digits)."""
    return read_all(client, FACTS, wanted, AccountId=account)


def plain_host(client: BaseClient) -> None:
    """Send S3 Control's requests to the very host that a custom endpoint names.

    The SDK puts the account id before the host. AWS's names resolve that way, and so do its VPC endpoints; an
    emulator's name or address does not. The account also travels in a signed header, so nothing is lost. An
    endpoint under one of AWS's domains is left alone.
    """
    configured = urlsplit(client.meta.endpoint_url)
    host = configured.hostname or ""
    if not any(host == domain or host.endswith(f".{domain}") for domain in _AWS):
        client.meta.events.register("before-call.s3-control", _without_account(host))


def _without_account(host: str) -> Callable[..., None]:
    def rewrite(params: dict[str, Any], **_: object) -> None:  # botocore's request, a dictionary of many types
        account = params["headers"].get("x-amz-account-id", "")
        url = urlsplit(params["url"])
        if account and url.hostname == f"{account}.{host}":
            params["url"] = urlunsplit(url._replace(netloc=url.netloc.removeprefix(f"{account}.")))

    return rewrite
