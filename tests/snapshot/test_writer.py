"""Writing a snapshot: the last good file survives whatever happens to the new one."""

from __future__ import annotations

import fcntl
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from auditor.errors import SnapshotError
from auditor.snapshot import Fact, Snapshot, SnapshotWriter
from tests.snapshot.worlds import FINISHED, SCOPE, STARTED, another_process, bucket, written


def _names(path: Path) -> list[str]:
    snapshot = Snapshot.open(path)
    names = [resource.name for resource in snapshot.resources()]
    snapshot.close()
    return names


def _partial(path: Path) -> Path:
    return path.with_name(path.name + ".partial")


def test_a_finished_snapshot_holds_what_was_added(tmp_path: Path) -> None:
    path = written(tmp_path / "s", bucket("b"), bucket("a"))

    assert list(Snapshot.open(path).resources()) == [bucket("a"), bucket("b")]


def test_only_the_file_itself_is_left(tmp_path: Path) -> None:
    written(tmp_path / "s", bucket("b"))

    assert [each.name for each in tmp_path.iterdir()] == ["s"]


def test_it_says_when_it_began_and_ended_and_that_it_is_whole(tmp_path: Path) -> None:
    meta = Snapshot.open(written(tmp_path / "s")).meta

    assert {key: meta[key] for key in ("started", "finished", "complete", "scope")} == {
        "started": STARTED,
        "finished": FINISHED,
        "complete": True,
        "scope": SCOPE,
    }


def test_a_collection_that_was_cut_short_says_so(tmp_path: Path) -> None:
    assert Snapshot.open(written(tmp_path / "s", complete=False)).meta["complete"] is False


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_the_file_is_for_its_owner_only(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        writer = SnapshotWriter(tmp_path / "s", SCOPE, STARTED)
        writer.add(bucket("a"))
        while_writing = {stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}
        writer.finish(FINISHED)
    finally:
        os.umask(before)

    assert while_writing == {0o600}
    assert stat.S_IMODE((tmp_path / "s").stat().st_mode) == 0o600


def test_facts_of_a_resource_that_is_known_are_joined(tmp_path: Path) -> None:
    policy = Fact.of("s3:GetBucketPolicy", "{}")
    path = written(tmp_path / "s", bucket("a"), bucket("a", policy=policy))

    assert next(Snapshot.open(path).resources()).facts == {**bucket("a").facts, "policy": policy}


def test_until_it_is_finished_the_last_good_file_stays(tmp_path: Path) -> None:
    path = written(tmp_path / "s", bucket("old"))
    SnapshotWriter(path, SCOPE, STARTED).add(bucket("new"))

    assert _names(path) == ["old"]


@pytest.mark.parametrize("resources", [0, 1, 200])
def test_a_killed_writer_leaves_the_last_good_file_and_what_it_had_written(tmp_path: Path, resources: int) -> None:
    path = written(tmp_path / "s", bucket("old"))
    with another_process(path, resources):
        pass

    assert _names(path) == ["old"]
    assert sorted(_names(_partial(path))) == sorted(f"new-{number}" for number in range(resources))
    assert Snapshot.open(_partial(path)).meta["complete"] is False


def test_after_a_killed_writer_the_next_one_starts_afresh(tmp_path: Path) -> None:
    with another_process(tmp_path / "s", 3):
        pass
    path = written(tmp_path / "s", bucket("later"))

    assert _names(path) == ["later"]
    assert [each.name for each in tmp_path.iterdir()] == ["s"]


def test_a_second_writer_is_refused_while_the_first_one_lives(tmp_path: Path) -> None:
    with (
        another_process(tmp_path / "s", 1),
        pytest.raises(SnapshotError, match=r"s\.partial: another scan is writing this snapshot; wait, or"),
    ):
        SnapshotWriter(tmp_path / "s", SCOPE, STARTED)


def test_the_refused_writer_does_not_harm_the_first_one(tmp_path: Path) -> None:
    first = SnapshotWriter(tmp_path / "s", SCOPE, STARTED)
    first.add(bucket("a"))
    with pytest.raises(SnapshotError):
        SnapshotWriter(tmp_path / "s", SCOPE, STARTED)
    first.add(bucket("b"))
    first.finish(FINISHED)

    assert _names(tmp_path / "s") == ["a", "b"]


@pytest.mark.parametrize("third_begins", [False, True])
def test_a_writer_that_was_overtaken_does_not_empty_the_finished_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, third_begins: bool
) -> None:
    """It opens the partial file, and then its owner finishes: what it has open is the finished file now."""
    first = SnapshotWriter(tmp_path / "s", SCOPE, STARTED)
    first.add(bucket("a"))
    lock = fcntl.flock

    def finish_and_lock(descriptor: int, operation: int) -> None:
        first.finish(FINISHED)
        if third_begins:
            _partial(tmp_path / "s").touch()
        lock(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", finish_and_lock)
    with pytest.raises(SnapshotError):
        SnapshotWriter(tmp_path / "s", SCOPE, STARTED)

    assert _names(tmp_path / "s") == ["a"]


def test_a_link_in_the_place_of_the_partial_file_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("kept")
    _partial(tmp_path / "s").symlink_to(tmp_path / "precious")
    with pytest.raises(SnapshotError):
        SnapshotWriter(tmp_path / "s", SCOPE, STARTED)

    assert (tmp_path / "precious").read_text() == "kept"


def test_a_full_disk_is_one_clear_error_and_the_last_good_file_stays(tmp_path: Path) -> None:
    path = written(tmp_path / "s", bucket("old"))
    writer = SnapshotWriter(path, SCOPE, STARTED)
    writer._db.execute("PRAGMA max_page_count = 12")
    big = bucket("big", policy=Fact.of("s3:GetBucketPolicy", "x" * 100_000))

    with pytest.raises(SnapshotError, match=r"s\.partial: cannot be written: .* is full; .*s is as it was"):
        writer.add(big)
    assert _names(path) == ["old"]


def test_a_resource_that_did_not_fit_leaves_no_trace(tmp_path: Path) -> None:
    writer = SnapshotWriter(tmp_path / "s", SCOPE, STARTED)
    writer._db.execute("PRAGMA max_page_count = 12")
    with pytest.raises(SnapshotError):
        writer.add(bucket("big", policy=Fact.of("s3:GetBucketPolicy", "x" * 100_000)))
    writer.add(bucket("small"))
    writer.finish(FINISHED)

    assert _names(tmp_path / "s") == ["small"]


def test_a_value_that_is_no_json_does_not_block_what_comes_after_it(tmp_path: Path) -> None:
    writer = SnapshotWriter(tmp_path / "s", SCOPE, STARTED)
    with pytest.raises(TypeError):
        writer.add(bucket("odd", policy=Fact.of("s3:GetBucketPolicy", object())))
    writer.add(bucket("even"))
    writer.finish(FINISHED)

    assert _names(tmp_path / "s") == ["even"]


def test_a_folder_that_does_not_exist_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match=r"none/s\.partial: cannot be written: No such file or directory"):
        SnapshotWriter(tmp_path / "none" / "s", SCOPE, STARTED)


def test_a_folder_in_the_place_of_a_sidecar_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "s.partial-wal").mkdir()
    with pytest.raises(SnapshotError, match=r"s\.partial: cannot be written"):
        SnapshotWriter(tmp_path / "s", SCOPE, STARTED)


def test_a_path_that_sqlite_cannot_open_is_one_clear_error_and_gives_the_claim_up(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["x" * 200] * 4)
    deep.mkdir(parents=True)
    with pytest.raises(SnapshotError, match="unable to open database file"):
        SnapshotWriter(deep / "s", SCOPE, STARTED)

    with (deep / "s.partial").open() as partial:
        fcntl.flock(partial, fcntl.LOCK_EX | fcntl.LOCK_NB)
        assert partial.read() == ""


def test_a_folder_in_the_place_of_the_file_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "s" / "x").mkdir(parents=True)
    writer = SnapshotWriter(tmp_path / "s", SCOPE, STARTED)
    with pytest.raises(SnapshotError, match="cannot be written"):
        writer.finish(FINISHED)


def test_finishing_twice_is_one_clear_error_and_closes_nothing_else(tmp_path: Path) -> None:
    writer = SnapshotWriter(tmp_path / "s", SCOPE, STARTED)
    writer.finish(FINISHED)
    with (tmp_path / "other").open("w") as other:
        with pytest.raises(SnapshotError):
            writer.finish(FINISHED)
        other.write("still open")

    assert (tmp_path / "other").read_text() == "still open"


def test_several_threads_may_write(tmp_path: Path) -> None:
    writer = SnapshotWriter(tmp_path / "s", SCOPE, STARTED)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(writer.add, [bucket(f"b{number:03}") for number in range(100)]))
    writer.finish(FINISHED)

    assert _names(tmp_path / "s") == [f"b{number:03}" for number in range(100)]


def test_what_was_written_can_be_seen_before_it_is_finished(tmp_path: Path) -> None:
    writer = SnapshotWriter(tmp_path / "s", SCOPE, STARTED)
    writer.add(bucket("a"))

    assert writer.view().get("arn:aws:s3:::a") == bucket("a")


@pytest.mark.parametrize("text", ["\ud800", "\x00", "\u202e", "'; DROP TABLE fact; --", "𐍈"])
def test_any_text_of_a_document_is_kept_as_it_is(tmp_path: Path, text: str) -> None:
    trust = Fact.of("iam:GetRole", {text: [text]})
    path = written(tmp_path / "s", bucket("a", trust=trust))

    assert next(Snapshot.open(path).resources()).fact("trust") == trust


def test_half_a_surrogate_pair_in_an_error_text_is_spelled_out(tmp_path: Path) -> None:
    path = written(tmp_path / "s", bucket("a", tags=Fact.unknown("s3:GetBucketTagging", "AccessDenied", "\ud800")))

    assert next(Snapshot.open(path).resources()).fact("tags").detail == "\\ud800"
