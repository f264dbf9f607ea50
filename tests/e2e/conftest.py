"""The real command against a mended emulator in a process of its own, through a proxy that injects faults."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from auditor.demo.build import AUDITOR, HUB
from auditor.demo.owners import Owners
from tests.emulator import served

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """An emulator of this module's own."""
    with served() as at:
        yield at


def hub_keys(address: str) -> dict[str, str]:
    """The environment of the auditor's own user, who may do nothing but assume roles."""
    client = Owners(address).iam(HUB)
    client.create_user(UserName=AUDITOR)
    key = client.create_access_key(UserName=AUDITOR)["AccessKey"]
    return {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}


def runner(home: Path, **environment: str) -> Run:
    """Runs `auditor` as a user would: a process of its own, in an empty home, with nothing else of AWS set."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "NO_COLOR"))}
    clean |= {"HOME": str(home), "AWS_EC2_METADATA_DISABLED": "true", **environment}

    def run(*arguments: str, cwd: Path = home) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [Path(sys.executable).with_name("auditor"), *arguments],
            env=clean,
            cwd=cwd,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    return run
