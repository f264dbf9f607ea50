"""The index: every subject once, in order of its ids, found again from a file and by id."""

import pytest

from auditor.config.intent import Intent
from auditor.topology.index import Handle, Index
from auditor.topology.join import World
from tests.topology.world import KEY_ARN, ROLE_ARN, A, B, bucket, key, replication, role, rule, world

NAMED = {"EncryptionConfiguration": {"ReplicaKmsKeyID": KEY_ARN}}
SNAPSHOT = world(
    bucket("src", A, replication=replication(rule("dst", Destination=NAMED))),
    bucket("src-a", A, replication=replication(rule("dst"))),
    bucket("dst", B),
    key(),
    role(),
)


@pytest.fixture(params=["in memory", "in a file"])
def index(request, tmp_path) -> Index:
    if request.param == "in memory":
        return Index.of(SNAPSHOT, Intent())
    Index.of(SNAPSHOT, Intent(), tmp_path / "index").close()
    return Index.open(tmp_path / "index")


def test_every_subject_has_its_handle_and_id(index):
    made = World(SNAPSHOT, Intent(), index)
    assert [(made.subject(each).kind, made.subject(each).id) for each in index.handles()] == [
        ("account", A),
        ("account", B),
        ("bucket", "dst"),
        ("bucket", "src"),
        ("bucket", "src-a"),
        ("role", ROLE_ARN),
        ("key", KEY_ARN),
        ("replication", "src-a/r/dst"),
        ("replication", "src/r/dst"),
    ]


@pytest.mark.parametrize(
    ("by", "arn", "sources"),
    [
        ("source", "arn:aws:s3:::src", ["src"]),
        ("destination", "arn:aws:s3:::dst", ["src", "src-a"]),
        ("role", ROLE_ARN, ["src", "src-a"]),
        ("key", KEY_ARN, ["src"]),
        ("source", "arn:aws:s3:::nobody", []),
    ],
)
def test_edges_are_found_by_what_they_touch(index, by, arn, sources):
    assert [edge.id.partition("/")[0] for edge in index.edges(by, arn)] == sources


@pytest.mark.parametrize(("account", "sources"), [(A, ["src", "src-a"]), (B, []), ("", [])])
def test_an_account_s_sources_are_found_in_order(index, account, sources):
    assert [arn.rpartition(":")[2] for arn in index.sources(account)] == sources


def test_a_source_of_nobody_known_is_no_account_s():
    stray = Index.of(world(bucket("src", None, replication=replication(rule("dst")))), Intent())
    assert not list(stray.sources(""))
    assert [edge.id for edge in stray.edges("source", "arn:aws:s3:::src")] == ["src/r/dst"]


def _steps(accounts: int) -> int:
    """Steps of SQLite's machine to tell the sources of each of so many accounts that have one."""
    owners = [f"{number:012}" for number in range(accounts)]
    index = Index.of(world(*(bucket(f"src-{id}", id, replication=replication(rule("dst"))) for id in owners)), Intent())
    taken = []
    index._db.set_progress_handler(lambda: taken.append(1), 1)
    assert [len(list(index.sources(id))) for id in owners] == [1] * accounts
    return len(taken)


def test_sources_of_twice_as_many_accounts_take_twice_the_steps():
    assert _steps(40) < 2.1 * _steps(20)


def test_a_subject_is_found_by_its_id(index):
    found = index.find("replication", "src/r/dst")
    assert found is not None
    assert World(SNAPSHOT, Intent(), index).subject(found).id == "src/r/dst"


def test_what_is_not_there_is_not_found(index):
    assert index.find("bucket", "src/r/dst") is None


def test_half_a_surrogate_pair_in_a_rules_name_is_kept():
    odd = world(bucket("src", A, replication=replication(rule("dst", id="\ud800"))))
    index = Index.of(odd, Intent())
    assert list(index.ids("replication")) == ["src/\ud800/dst"]
    assert index.find("replication", "src/\ud800/dst") == Handle("replication", "1")
