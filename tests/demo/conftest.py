"""The mended emulator for tests: in this process, and as a process of its own over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto import mock_aws

from auditor.demo.environment import isolated
from auditor.demo.fidelity import faithful
from tests.emulator import served

KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}


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


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The mended emulator in a process of its own; its address. Tests share it, so each takes its own names."""
    with served() as at:
        yield at


@pytest.fixture(params=["in-process", "over HTTP"])
def endpoint(request: pytest.FixtureRequest) -> str | None:
    """Where to send calls: None for this process, else a server's address."""
    if request.param == "in-process":
        request.getfixturevalue("emulator")
        return None
    request.getfixturevalue("clean")
    address: str = request.getfixturevalue("address")
    return address
