"""Clients as collecting makes them, against a canned endpoint or the mended emulator."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from botocore.client import BaseClient
from moto import mock_aws

from auditor.collect.clients import Sdk, Settings
from auditor.collect.session import AccountSession
from auditor.config import Account
from auditor.demo.environment import isolated
from auditor.demo.fidelity import faithful
from tests.collect.canned import Asked, Canned, Reply, canned

KEYS = {"AWS_ACCESS_KEY_ID": "AKIAAMBIENTAMBIENT12", "AWS_SECRET_ACCESS_KEY": "testing"}
A, B, C = "111111111111", "222222222222", "333333333333"


@pytest.fixture
def clean() -> Iterator[None]:
    """No AWS settings of whoever runs the tests."""
    with isolated(KEYS):
        yield


@pytest.fixture
def emulator(clean: None) -> Iterator[None]:
    """The mended emulator in this process, empty."""
    with faithful(), mock_aws(config={"core": {"mock_credentials": False}}):
        yield


@pytest.fixture
def sdk(clean: None) -> Sdk:
    """One attempt for each request, and as long for each answer as a loaded machine may take."""
    return _sdk(60)


@pytest.fixture
def session(sdk: Sdk) -> AccountSession:
    """Account A, with the surrounding credentials."""
    return AccountSession(Account(id=A), sdk)


@pytest.fixture
def hasty(clean: None) -> Callable[[str], BaseClient]:
    """As `client`, for answers that never come: half a second for each."""
    return _clients(_sdk(0.5))


@pytest.fixture
def serve(clean: None) -> Iterator[Callable[[Callable[[Asked], Reply]], Canned]]:
    """Start a canned endpoint, and let AWS_ENDPOINT_URL name it."""
    with ExitStack() as stack:

        def start(answer: Callable[[Asked], Reply]) -> Canned:
            endpoint = stack.enter_context(canned(answer))
            os.environ["AWS_ENDPOINT_URL"] = endpoint.url
            return endpoint

        yield start


@pytest.fixture
def client(sdk: Sdk) -> Callable[[str], BaseClient]:
    """A guarded client of a service in us-east-1, with the surrounding credentials."""
    return _clients(sdk)


def _sdk(seconds: float) -> Sdk:
    return Sdk(Settings(connect_timeout=seconds, read_timeout=seconds, attempts=1, connections=4))


def _clients(sdk: Sdk) -> Callable[[str], BaseClient]:
    return lambda service: sdk.client(sdk.session(None), service, "us-east-1")
