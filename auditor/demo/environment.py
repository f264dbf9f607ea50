"""The process's environment without the user's AWS settings, for as long as the emulator runs in it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

FOREIGN = ("AWS_", "BOTO_", "MOTO_", "TEST_SERVER_MODE", "S3_IGNORE_SUBDOMAIN_BUCKETNAME")
"""Prefixes of what would bring in the user's credentials, profiles and endpoints, or change the emulator."""

NOWHERE = {
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_DEFAULT_REGION": "us-east-1",
}
"""So that botocore looks into no file of the user's and asks no metadata service."""


@contextmanager
def isolated(credentials: Mapping[str, str]) -> Iterator[None]:
    """While open, `credentials` and NOWHERE are all that AWS libraries find; the old environment comes back after."""
    before = dict(os.environ)
    for name in before:
        if name.startswith(FOREIGN):
            del os.environ[name]
    os.environ.update({**NOWHERE, **credentials})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
