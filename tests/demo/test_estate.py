"""The estate is scanned as a real one is, sees nothing of its surroundings, and leaves nothing behind."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError
from moto.moto_api._internal import mock_random

from auditor.collect import collect
from auditor.config import Config, Purpose
from auditor.demo import estate, scenarios
from auditor.demo.fidelity import MENDS
from auditor.errors import UsageError
from auditor.snapshot import Snapshot, SnapshotWriter
from auditor.snapshot.catalogue import REGION
from tests.demo.callers import s3


def _scan(file: Path) -> str:
    """A whole scan of the estate; the digest of what was read."""
    with estate() as config:
        writer = SnapshotWriter(file, None, "2026-11-21T00:00:00Z")
        collect(config, writer, None, lambda _event: None)
        writer.finish("2026-11-21T00:00:01Z")
    return Snapshot.open(file).digest()


def test_two_estates_are_the_same_world(tmp_path: Path) -> None:
    assert _scan(tmp_path / "one.snapshot") == _scan(tmp_path / "two.snapshot")


def test_what_could_not_be_read_is_what_the_scenarios_leave_unstated(tmp_path: Path) -> None:
    _scan(tmp_path / "a.snapshot")
    gaps = [(resource, fact) for resource, fact, _ in Snapshot.open(tmp_path / "a.snapshot").gaps()]
    unread = {(resource.name, fact) for resource, fact in gaps if resource.type != REGION}
    unstated = {
        (unstated.bucket, fact)
        for world in scenarios().values()
        for unstated in world.unstated
        for fact in unstated.facts
    }
    roles = {(n, f) for n, f in unread if n == "role-chosen-in-the-wizard"}
    assert unread - roles == {(bucket, fact) for bucket, fact in unstated if bucket}
    of_accounts = {
        fact for world in scenarios().values() for each in world.unstated if each.account for fact in each.facts
    }
    assert {fact for resource, fact in gaps if resource.type == REGION} == of_accounts
    assert {fact for _, fact in roles} == {"role", "trust", "boundary", "inline_policies", "attached_policies"}


def test_the_config_names_every_account_of_the_scenarios() -> None:
    with estate() as config:
        accounts = {account.id for account in config.accounts}
    assert accounts == {account for world in scenarios().values() for account in world.accounts.values()}


def test_the_config_declares_the_purposes_of_the_scenarios() -> None:
    with estate() as config:
        (rule,) = config.purposes
    declared = {b.name for world in scenarios().values() for b in world.buckets if b.purpose is Purpose.DR}
    assert (rule.purpose, set(rule.names)) == (Purpose.DR, declared)


def test_the_callers_credentials_are_the_hubs_user() -> None:
    with estate():
        arn = boto3.client("sts").get_caller_identity()["Arn"]
    assert arn == "arn:aws:iam::999999999999:user/auditor"


def test_the_hub_alone_reads_nothing() -> None:
    with estate(), pytest.raises(ClientError, match="AccessDenied"):
        boto3.client("s3").get_bucket_versioning(Bucket="my-us-east-1")


def test_the_users_settings_are_out_of_sight(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "theirs")
    with estate():
        seen = {value for name, value in os.environ.items() if name.startswith("AWS_")}
    assert "theirs" not in seen


def test_environment_randomness_and_moto_are_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "theirs")
    before = dict(os.environ), mock_random.getstate(), [getattr(mend.owner, mend.name, None) for mend in MENDS]
    with estate():
        pass
    assert (dict(os.environ), mock_random.getstate(), [getattr(m.owner, m.name, None) for m in MENDS]) == before


def test_an_error_inside_leaves_nothing_behind_either() -> None:
    before = dict(os.environ)
    with pytest.raises(KeyError), estate():
        raise KeyError
    assert dict(os.environ) == before


def test_an_estate_does_not_know_the_last_ones_changes() -> None:
    with estate():
        s3("111111111111").create_bucket(Bucket="made-in-the-first")
    with estate():
        names = [bucket["Name"] for bucket in s3("111111111111").list_buckets()["Buckets"]]
    assert "made-in-the-first" not in names


def test_the_config_is_an_ordinary_one() -> None:
    with estate() as config:
        assert isinstance(config, Config)


def test_without_moto_the_user_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "moto", None)
    monkeypatch.delitem(sys.modules, "auditor.demo.emulator", raising=False)
    with pytest.raises(UsageError, match=r"the demo needs moto.*pip install 'auditor\[demo\]'"), estate():
        pass


def test_a_module_of_ours_that_is_missing_is_no_advice_to_install_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "auditor.demo.emulator", None)
    with pytest.raises(ModuleNotFoundError, match=r"auditor\.demo\.emulator"), estate():
        pass
