"""The mended emulator as a process: a whole scenario goes in over HTTP and comes back."""

from __future__ import annotations

from auditor.demo.build import build
from auditor.demo.load import scenarios
from tests.demo.callers import owners, s3


def test_a_scenario_is_built_over_http(clean: None, address: str) -> None:
    world = scenarios()["001b"]
    build([world], owners(address))
    read = s3("111111111111", endpoint=address).get_bucket_replication(Bucket="my-source-account")
    assert read["ReplicationConfiguration"] == world.buckets[0].replication


def test_it_serves_this_machine_only(address: str) -> None:
    assert address.startswith("http://127.0.0.1:")
