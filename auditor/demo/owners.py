"""An account id in, AWS clients that act as the owner of that account on an emulator out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from auditor.collect.s3control import plain_host

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_s3 import S3Client

HOME = "us-east-1"

_PATHS = Config(s3={"addressing_style": "path"})  # a bucket in the host name would not resolve on a local server


class Owners:
    """The owners of all accounts. `endpoint` is a mended server's address; without it moto answers in this process.

    moto believes the header that it is sent about whose request it is, so no key has to exist.
    """

    def __init__(self, endpoint: str | None = None) -> None:
        self._endpoint = endpoint
        self._session = boto3.Session("owner", "owner")
        self._clients: dict[tuple[str, str, str], Any] = {}

    def s3(self, account: str, region: str = HOME) -> S3Client:
        """S3 as the owner of `account`."""
        client: S3Client = self.client("s3", account, region)
        return client

    def iam(self, account: str) -> IAMClient:
        """IAM as the owner of `account`."""
        client: IAMClient = self.client("iam", account)
        return client

    def client(self, service: str, account: str, region: str = HOME) -> Any:
        """Any service as the owner of `account`; boto3 types it only by the service's name."""
        at = (service, account, region)
        if at not in self._clients:
            made = self._session.client(service, region_name=region, endpoint_url=self._endpoint, config=_PATHS)
            made.meta.events.register("before-sign", _as_owner(account))
            if service == "s3control":
                plain_host(made)
            self._clients[at] = made
        return self._clients[at]


def _as_owner(account: str) -> Any:
    def sign(request: Any, **_: Any) -> None:
        request.headers["x-moto-account-id"] = account

    return sign
