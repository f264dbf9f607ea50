"""moto, mended and seeded, in this process: while it runs, every AWS client made here speaks to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from moto import mock_aws
from moto.moto_api._internal import mock_random

from auditor.demo.fidelity import faithful


@contextmanager
def running(seed: int) -> Iterator[None]:
    """An empty emulator whose generated ids depend on `seed` alone; it forgets everything at the end."""
    before = mock_random.getstate()
    mock_random.seed(seed)
    try:
        with faithful(), mock_aws(config={"core": {"mock_credentials": False, "reset_boto3_session": True}}):
            yield
    finally:
        mock_random.setstate(before)
