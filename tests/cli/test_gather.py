"""Collecting into a file: what was asked for is kept, what opens a door is not; the last good file stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.cli import gather as module
from auditor.cli.gather import gather, scope
from auditor.cli.log import Log
from auditor.collect import Event
from auditor.config import Account, Config
from auditor.errors import SnapshotError
from auditor.snapshot import Demand, Resource, Snapshot, SnapshotWriter
from tests.cli.world import A

ACCOUNT = Account(id=A, role="audit", external_id="s3cret", regions=("us-east-1", "eu-west-1"))
CONFIG = Config(accounts=(ACCOUNT,))


def _collecting(monkeypatch: pytest.MonkeyPatch, collect: Callable[[SnapshotWriter], None]) -> None:
    def fake(config: Config, writer: SnapshotWriter, facts: object, progress: Callable[[Event], None]) -> None:
        collect(writer)

    monkeypatch.setattr(module, "collect", fake)


def test_the_scope_names_accounts_regions_and_facts() -> None:
    demand = Demand(edges=frozenset({"tags", "policy"}))
    said = scope(CONFIG, demand)
    assert said["accounts"] == {A: ["eu-west-1", "us-east-1"]}
    assert said["facts"]["edges"] == ["policy", "tags"]


def test_the_scope_of_all_facts_names_none() -> None:
    assert scope(Config(), None) == {"accounts": {}, "facts": None}


def test_the_scope_names_the_buckets_that_were_chosen() -> None:
    assert scope(Config(buckets=("b", "a*")), None)["buckets"] == ["a*", "b"]


def test_a_scan_of_other_buckets_is_not_gone_on_with(tmp_path: Path) -> None:
    SnapshotWriter(tmp_path / "s", scope(CONFIG, None), "start").finish("end", complete=False)
    with pytest.raises(SnapshotError, match="of other accounts, Regions, buckets or facts"):
        gather(CONFIG.model_copy(update={"buckets": ("a",)}), tmp_path / "s", None, Log(quiet=True), resume=True)


def test_the_scope_holds_no_external_id() -> None:
    assert "s3cret" not in json.dumps(scope(CONFIG, None))


def test_what_was_collected_is_in_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bucket = Resource("arn:aws:s3:::b", "AWS::S3::Bucket", "b", A)
    _collecting(monkeypatch, lambda writer: writer.add(bucket))
    assert list(Snapshot.open(gather(CONFIG, tmp_path / "s", None, Log(quiet=True))).resources()) == [bucket]


def test_an_interrupted_scan_leaves_what_it_has_marked_incomplete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(writer: SnapshotWriter) -> None:
        writer.add(Resource("arn:aws:s3:::b", "AWS::S3::Bucket", "b", A))
        raise KeyboardInterrupt

    _collecting(monkeypatch, interrupted)
    with pytest.raises(KeyboardInterrupt):
        gather(CONFIG, tmp_path / "s", None, Log(quiet=True))
    snapshot = Snapshot.open(tmp_path / "s")
    assert snapshot.meta["complete"] is False
    assert [resource.name for resource in snapshot.resources()] == ["b"]


def test_a_scan_that_cannot_write_leaves_the_last_good_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(writer: SnapshotWriter) -> None:
        raise SnapshotError("disk full")

    (tmp_path / "s").write_text("last week's")
    _collecting(monkeypatch, full)
    with pytest.raises(SnapshotError):
        gather(CONFIG, tmp_path / "s", None, Log(quiet=True))
    assert (tmp_path / "s").read_text() == "last week's"


def test_an_interrupted_scan_is_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(writer: SnapshotWriter) -> None:
        writer.add(Resource("arn:aws:s3:::a", "AWS::S3::Bucket", "a", A))
        raise KeyboardInterrupt

    _collecting(monkeypatch, interrupted)
    with pytest.raises(KeyboardInterrupt):
        gather(CONFIG, tmp_path / "s", None, Log(quiet=True))
    _collecting(monkeypatch, lambda writer: writer.add(Resource("arn:aws:s3:::b", "AWS::S3::Bucket", "b", A)))
    snapshot = Snapshot.open(gather(CONFIG, tmp_path / "s", None, Log(quiet=True), resume=True))
    assert ([each.name for each in snapshot.resources()], snapshot.meta["complete"]) == (["a", "b"], True)
