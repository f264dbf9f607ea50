"""Reading a snapshot: what was written comes back in order, and a file that is none of ours is one clear error."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import SnapshotError
from auditor.snapshot import Fact, Resource, Snapshot, SnapshotWriter
from tests.snapshot.worlds import SCOPE, bucket, written

NAMES = ("a", "b", "c", "d")


@given(st.permutations(NAMES))
def test_the_digest_does_not_depend_on_the_order_of_writing(names: list[str]) -> None:
    assert Snapshot.of(map(bucket, names)).digest() == Snapshot.of(map(bucket, NAMES)).digest()


def test_the_digest_does_not_depend_on_the_order_of_keys() -> None:
    one, other = ({"a": 1, "b": 2}, {"b": 2, "a": 1})

    assert _holding(one).digest() == _holding(other).digest()


def _holding(value: object) -> Snapshot:
    return Snapshot.of([bucket("a", tags=Fact.of("s3:GetBucketTagging", value))])


def test_the_digest_does_not_depend_on_when_it_was_read(tmp_path: Path) -> None:
    in_memory = Snapshot.of([bucket("a")], SCOPE)

    assert Snapshot.open(written(tmp_path / "s", bucket("a"))).digest() == in_memory.digest()


@pytest.mark.parametrize(
    "changed",
    [
        [],
        [bucket("b")],
        [bucket("a"), bucket("b")],
        [bucket("a", tags=Fact.of("s3:GetBucketTagging", {}))],
        [Resource("arn:aws:s3:::a", "AWS::S3::Bucket", "a", None, "eu-west-1", bucket("a").facts)],
    ],
)
def test_the_digest_depends_on_resources_and_facts(changed: list[Resource]) -> None:
    assert Snapshot.of(changed).digest() != Snapshot.of([bucket("a")]).digest()


def test_the_digest_depends_on_the_scope() -> None:
    assert Snapshot.of([], {"accounts": []}).digest() != Snapshot.of([], {"accounts": ["1"]}).digest()


def test_the_identity_names_the_file_and_says_whether_it_is_whole_and_of_which_buckets(tmp_path: Path) -> None:
    writer = SnapshotWriter(tmp_path / "s", {"accounts": {}, "buckets": ["a*"]}, "start")
    writer.finish("end", complete=False)
    snapshot = Snapshot.open(tmp_path / "s")
    assert snapshot.identity() == {
        "digest": snapshot.digest(), "file": "s", "collected": "end", "complete": False, "buckets": ["a*"],
    }  # fmt: skip


def test_resources_come_by_arn_and_by_type() -> None:
    role = Resource("arn:aws:iam::1:role/r", "AWS::IAM::Role", "r", "1")
    snapshot = Snapshot.of([bucket("b"), role, bucket("a")])

    assert [each.name for each in snapshot.resources()] == ["r", "a", "b"]
    assert [each.name for each in snapshot.resources("AWS::S3::Bucket")] == ["a", "b"]


def test_a_resource_that_is_not_there_is_none() -> None:
    assert Snapshot.of([]).get("arn:aws:s3:::a") is None


def test_a_fact_that_was_not_asked_for_is_unknown() -> None:
    assert bucket("a").fact("lifecycle") == Fact.unknown("", "NotCollected")


def test_what_could_not_be_read_is_listed() -> None:
    snapshot = Snapshot.of([bucket("b"), bucket("a")])

    assert [(resource.name, name, fact.reason) for resource, name, fact in snapshot.gaps()] == [
        ("a", "tags", "AccessDenied"),
        ("b", "tags", "AccessDenied"),
    ]


def test_a_patched_copy_leaves_the_original_alone() -> None:
    snapshot = Snapshot.of([bucket("a")])
    policy = Fact.of("s3:GetBucketPolicy", "{}")
    patched = snapshot.patched([bucket("a", policy=policy)])

    assert [each.fact("policy").state.value for each in (*snapshot.resources(), *patched.resources())] == [
        "absent",
        "value",
    ]


def test_a_file_is_not_changed_by_reading_it(tmp_path: Path) -> None:
    path = written(tmp_path / "s", bucket("a"))
    before = path.read_bytes()
    Snapshot.open(path).digest()

    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["s"]


def _sqlite(path: Path, *statements: str) -> Path:
    db = sqlite3.connect(path)
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()
    return path


META = "CREATE TABLE meta (key TEXT, value)"


def _cases(folder: Path) -> dict[str, Path]:
    """Files that are none of ours, by what is wrong with them."""
    text, empty, cut = folder / "text", folder / "empty", folder / "cut"
    text.write_text("hello " * 1000)
    empty.touch()
    cut.write_bytes(written(folder / "whole", bucket("a")).read_bytes()[:700])
    return {
        "missing": folder / "missing",
        "folder": folder,
        "text": text,
        "empty": empty,
        "cut": cut,
        "another database": _sqlite(folder / "other", "CREATE TABLE x (y)"),
        "no version": _sqlite(folder / "none", META),
        "newer version": _sqlite(folder / "newer", META, "INSERT INTO meta VALUES ('schema_version', '99')"),
        "ill version": _sqlite(folder / "ill", META, "INSERT INTO meta VALUES ('schema_version', '{')"),
        "no text": _sqlite(folder / "null", META, "INSERT INTO meta VALUES ('schema_version', NULL)"),
    }


@pytest.mark.parametrize(
    "wrong",
    [
        "missing",
        "folder",
        "text",
        "empty",
        "cut",
        "another database",
        "no version",
        "newer version",
        "ill version",
        "no text",
    ],
)
def test_a_file_that_is_none_of_ours_is_one_line_that_names_it(tmp_path: Path, wrong: str) -> None:
    path = _cases(tmp_path)[wrong]
    with pytest.raises(SnapshotError) as raised:
        Snapshot.open(path)

    assert str(raised.value).startswith(f"{path}: ")
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "spoil",
    [
        "DROP TABLE resource",
        "UPDATE fact SET state = 'maybe'",
        "UPDATE fact SET value = '{'",
        "UPDATE fact SET value = '5' WHERE name = 'versioning'",
        "ALTER TABLE fact DROP COLUMN detail",
    ],
)
def test_a_file_that_was_tampered_with_is_one_clear_error(tmp_path: Path, spoil: str) -> None:
    path = _sqlite(written(tmp_path / "s", bucket("a")), spoil)
    snapshot = Snapshot.open(path)

    with pytest.raises(SnapshotError, match=r"s: damaged, or written by something else: .*; collect anew"):
        list(snapshot.resources())


def test_a_file_whose_description_was_tampered_with_is_one_clear_error(tmp_path: Path) -> None:
    path = _sqlite(written(tmp_path / "s", bucket("a")), "UPDATE meta SET value = '{' WHERE key = 'scope'")

    with pytest.raises(SnapshotError, match="s: damaged"):
        Snapshot.open(path).digest()


def test_a_query_that_is_left_half_way_says_nothing_once_the_file_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unraisable: list[object] = []
    monkeypatch.setattr("sys.unraisablehook", unraisable.append)
    snapshot = Snapshot.open(written(tmp_path / "s", bucket("a"), bucket("b")))
    resources = snapshot.resources()
    next(resources)
    snapshot.close()
    del resources

    assert unraisable == []


def test_a_damaged_page_is_one_clear_error(tmp_path: Path) -> None:
    path = written(tmp_path / "s", *(bucket(f"b{number}") for number in range(500)))
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    snapshot = Snapshot.open(path)

    with pytest.raises(SnapshotError, match="damaged"):
        list(snapshot.resources())


def test_a_resource_can_be_read_with_some_of_its_facts() -> None:
    facts = {name: Fact.of("s3:Get", {}) for name in ("tags", "versioning", "policy")}
    (read,) = Snapshot.of([Resource("arn:aws:s3:::a", "AWS::S3::Bucket", "a", None, None, facts)]).resources(
        facts=("tags", "encryption")
    )

    assert set(read.facts) == {"tags"}


def test_a_resource_without_facts_is_read_too() -> None:
    bare = Resource("arn:aws:s3:::a", "AWS::S3::Bucket", "a", None)

    assert list(Snapshot.of([bare]).resources()) == [bare]
