"""Accounts, buckets and what they name, joined over several accounts of the emulator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from auditor.collect.guardrails import NAMES
from auditor.collect.progress import Event, Stage
from auditor.collect.run import collect
from auditor.config import Account, Config
from auditor.errors import UsageError
from auditor.snapshot import NOT_COLLECTED, Demand, Snapshot, SnapshotWriter, State
from auditor.snapshot.catalogue import ACCOUNT, FACTS
from tests.collect import world
from tests.collect.conftest import A, B, C

Scan = Callable[..., Snapshot]


@pytest.fixture
def scan(emulator: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scan]:
    """Scan accounts with the hub's key; the snapshot."""
    for name, value in world.hub_keys().items():
        monkeypatch.setenv(name, value)
    opened: list[Snapshot] = []

    def run(
        *accounts: Account,
        facts: Demand | None = None,
        events: list[Event] | None = None,
        regions: tuple[str, ...] = (),
        buckets: tuple[str, ...] = (),
    ) -> Snapshot:
        placed = tuple(account.model_copy(update={"regions": regions}) for account in accounts)
        path = tmp_path / f"{len(opened)}.snapshot"
        writer = SnapshotWriter(path, {"accounts": [account.id for account in accounts]}, "start")
        told = events if events is not None else []
        collect(Config(accounts=placed, buckets=buckets, concurrency=4, timeout=60), writer, facts, told.append)
        writer.finish("end")
        opened.append(Snapshot.open(path))
        return opened[-1]

    yield run
    for snapshot in opened:
        snapshot.close()


def _state(snapshot: Snapshot, arn: str, fact: str) -> tuple[State, str]:
    resource = snapshot.get(arn)
    assert resource is not None
    return resource.fact(fact).state, resource.fact(fact).reason


def test_each_account_sees_its_own_buckets_and_no_others(scan: Scan) -> None:
    accounts = [world.audited(account) for account in (A, B)]
    world.bucket(A, "of-a")
    world.bucket(B, "of-b", "eu-west-1")
    snapshot = scan(*accounts)
    found = {bucket.name: (bucket.account, bucket.region) for bucket in snapshot.resources("AWS::S3::Bucket")}
    assert found == {"of-a": (A, "us-east-1"), "of-b": (B, "eu-west-1")}


def test_an_account_s_own_facts(scan: Scan) -> None:
    account = world.audited(A)
    world.bucket(A, "b-bucket")
    world.bucket(A, "a-bucket")
    found = scan(account).get(f"arn:aws:iam::{A}:root")
    assert found is not None
    assert found.fact("access").value == {
        "Account": A,
        "Arn": f"arn:aws:sts::{A}:assumed-role/audit",
        "from_aws": True,
    }
    assert found.fact("buckets").value == ["a-bucket", "b-bucket"]
    assert found.fact("public_access_block").reason == "NoSuchPublicAccessBlockConfiguration"


def test_the_same_world_gives_the_same_digest(scan: Scan) -> None:
    accounts = [world.audited(account) for account in (A, B)]
    role = world.replicator(A)
    for number in range(6):
        world.bucket(B, f"copy-{number}")
        source = world.bucket(A, f"source-{number}")
        world.replicate(source, f"source-{number}", role, f"copy-{number}", "gone")
    assert scan(*accounts).digest() == scan(*accounts).digest()


def test_a_role_is_read_through_its_own_account(scan: Scan) -> None:
    accounts = [world.audited(account) for account in (A, B)]
    role = world.replicator(B)
    world.bucket(B, "copy")
    world.replicate(world.bucket(A, "source"), "source", role, "copy")
    found = scan(*accounts).get(role)
    assert found is not None
    assert (found.account, found.name, found.fact("trust").state) == (B, "replicator", State.VALUE)


def test_a_role_of_an_account_outside_the_scan_is_not_collected(scan: Scan) -> None:
    account = world.audited(A)
    role = f"arn:aws:iam::{C}:role/replicator"
    world.bucket(A, "copy")
    world.replicate(world.bucket(A, "source"), "source", role, "copy")
    snapshot = scan(account)
    for fact in ("role", "trust", "inline_policies", "attached_policies", "boundary"):
        assert _state(snapshot, role, fact) == (State.UNKNOWN, NOT_COLLECTED)


def test_a_role_of_an_account_that_is_closed_has_that_account_s_reason(scan: Scan) -> None:
    account = world.audited(A)
    role = f"arn:aws:iam::{C}:role/replicator"
    world.bucket(A, "copy")
    world.replicate(world.bucket(A, "source"), "source", role, "copy")
    closed = Account(id=C, role="nobody-made-this")
    assert _state(scan(account, closed), role, "role") == (State.UNKNOWN, "AccessDenied")


def test_a_role_that_is_no_arn_is_unknown_and_kept(scan: Scan) -> None:
    account = world.audited(A)
    world.bucket(A, "copy")
    world.replicate(world.bucket(A, "source"), "source", "replicator", "copy")
    assert _state(scan(account), "replicator", "role") == (State.UNKNOWN, "InvalidArn")


def test_keys_are_read_where_rules_and_default_encryption_name_them(scan: Scan) -> None:
    accounts = [world.audited(account) for account in (A, B)]
    keys = {
        place: world.owner(place[0], "kms", place[1]).create_key()["KeyMetadata"]["Arn"]
        for place in ((A, "us-east-1"), (B, "eu-west-1"))
    }
    source, copy = world.bucket(A, "source"), world.bucket(B, "copy", "eu-west-1")
    world.encrypt(source, "source", keys[A, "us-east-1"].rpartition("/")[2])
    world.encrypt(copy, "copy", None)
    world.replicate(source, "source", world.replicator(A), "copy", key=keys[B, "eu-west-1"])
    snapshot = scan(*accounts)
    for (account, region), arn in keys.items():
        found = snapshot.get(arn)
        assert found is not None
        assert (found.account, found.region, found.fact("key").state) == (account, region, State.VALUE)


def test_an_alias_leads_to_its_key(scan: Scan) -> None:
    account = world.audited(A)
    kms = world.owner(A, "kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    kms.create_alias(AliasName="alias/mine", TargetKeyId=key)
    world.encrypt(world.bucket(A, "source"), "source", "alias/mine")
    snapshot = scan(account)
    alias = snapshot.get(f"arn:aws:kms:us-east-1:{A}:alias/mine")
    assert alias is not None
    assert alias.fact("target").value == {"KeyArn": key}
    assert _state(snapshot, key, "policy") == (State.VALUE, "")


def test_a_destination_that_nobody_lists_is_asked_about(scan: Scan) -> None:
    account = world.audited(A)
    world.bucket(C, "stranger", "eu-west-1")
    world.replicate(world.bucket(A, "source"), "source", world.replicator(A), "stranger", "gone")
    snapshot = scan(account)
    stranger = snapshot.get("arn:aws:s3:::stranger")
    assert stranger is not None
    assert (stranger.account, stranger.region) == (None, "eu-west-1")
    assert stranger.fact("existence").value == {"Region": "eu-west-1"}
    assert _state(snapshot, "arn:aws:s3:::gone", "existence") == (State.ABSENT, "404")


def test_one_denied_read_is_one_unknown_fact(scan: Scan) -> None:
    account = world.audited(A)
    world.bucket(A, "bucket")
    world.deny(A, "s3:GetBucketPolicy", "arn:aws:s3:::bucket")
    gaps = [(resource.name, name, fact.reason) for resource, name, fact in scan(account).gaps()]
    assert gaps == [("bucket", "policy", "AccessDenied")]


def test_an_account_whose_role_cannot_be_assumed_does_not_end_the_scan(scan: Scan) -> None:
    account, closed = world.audited(A), Account(id=C, role="nobody-made-this")
    world.bucket(A, "bucket")
    events: list[Event] = []
    snapshot = scan(closed, account, events=events)
    for fact in ("access", "buckets", "public_access_block", "organization", "organization_path", "scps", "rcps"):
        assert _state(snapshot, f"arn:aws:iam::{C}:root", fact) == (State.UNKNOWN, "AccessDenied")
    assert _state(snapshot, "arn:aws:s3:::bucket", "versioning") == (State.VALUE, "")
    failed = [(event.account, event.reason, event.unknown) for event in events if event.stage is Stage.FAILED]
    later = {*NAMES, "principals"}  # what the organization says of it, and what only a source's account is asked
    at_once = len(FACTS[ACCOUNT].keys() - later)
    assert failed == [(C, "AccessDenied", at_once)]


def test_credentials_of_another_account_collect_nothing(scan: Scan) -> None:
    world.bucket(A, "bucket")
    snapshot = scan(Account(id=A))
    assert _state(snapshot, f"arn:aws:iam::{A}:root", "access") == (State.UNKNOWN, "WrongAccount")
    assert list(snapshot.resources("AWS::S3::Bucket")) == []


def test_only_wanted_facts_are_in_the_snapshot(scan: Scan) -> None:
    account = world.audited(A)
    world.bucket(A, "copy")
    world.replicate(world.bucket(A, "source"), "source", world.replicator(A), "copy")
    snapshot = scan(account, facts=Demand(buckets=frozenset({"versioning"})))
    assert {resource.type for resource in snapshot.resources()} == {"AWS::::Account", "AWS::S3::Bucket"}
    source = snapshot.get("arn:aws:s3:::source")
    assert source is not None
    assert set(source.facts) == {"location", "versioning"}


def test_a_bucket_outside_the_regions_is_not_read_but_its_owner_is_known(scan: Scan) -> None:
    account = world.audited(A)
    world.bucket(A, "bystander", "ap-south-1")
    world.bucket(A, "copy", "ap-south-1")
    world.replicate(world.bucket(A, "source"), "source", world.replicator(A), "copy")
    snapshot = scan(account, regions=("us-east-1",))
    copy = snapshot.get("arn:aws:s3:::copy")
    assert copy is not None
    assert (copy.account, copy.region, set(copy.facts)) == (A, "ap-south-1", {"location"})
    assert snapshot.get("arn:aws:s3:::bystander") is None


def _estate() -> tuple[Account, Account]:
    """before -> middle -> after, between two accounts; a pair of its own beside them, and a bystander."""
    accounts = world.audited(A), world.audited(B)
    role, other = world.replicator(A), world.replicator(B)
    for owner, names in ((A, ("before", "after", "aside")), (B, ("middle", "elsewhere", "bystander"))):
        for name in names:
            world.bucket(owner, name)
    world.replicate(world.owner(A, "s3"), "before", role, "middle", "elsewhere")
    world.replicate(world.owner(B, "s3"), "middle", other, "after")
    world.replicate(world.owner(A, "s3"), "aside", role, "elsewhere")
    return accounts


def test_a_chosen_bucket_is_read_with_both_ends_of_its_edges_and_nothing_else(scan: Scan) -> None:
    snapshot = scan(*_estate(), buckets=("mid*",))
    read = {bucket.name: set(bucket.facts) for bucket in snapshot.resources("AWS::S3::Bucket")}
    whole = read["middle"]
    assert {"replication", "policy", "versioning"} <= whole
    assert read["before"] == read["after"] == whole
    assert read["aside"] == read["elsewhere"] == read["bystander"] == {"location", "replication"}
    assert {role.name for role in snapshot.resources("AWS::IAM::Role")} == {"replicator"}


def test_a_chosen_bucket_has_the_facts_that_it_has_in_a_whole_scan(scan: Scan) -> None:
    accounts = _estate()
    every, chosen = scan(*accounts), scan(*accounts, buckets=("middle",))
    for bucket in ("before", "middle", "after"):
        assert chosen.get(f"arn:aws:s3:::{bucket}") == every.get(f"arn:aws:s3:::{bucket}")


def test_a_name_that_no_bucket_has_is_refused(scan: Scan) -> None:
    account = world.audited(A)
    world.bucket(A, "invoices")
    with pytest.raises(UsageError, match=r"--bucket invocies: .* did you mean invoices?"):
        scan(account, buckets=("invoices", "invocies"))


def test_a_name_that_a_closed_account_may_have_is_not_refused(scan: Scan) -> None:
    world.bucket(A, "bucket")
    snapshot = scan(world.audited(A), Account(id=C, role="nobody-made-this"), buckets=("perhaps-theirs",))
    assert _state(snapshot, f"arn:aws:iam::{C}:root", "buckets") == (State.UNKNOWN, "AccessDenied")


def test_the_course_of_a_scan_is_told(scan: Scan) -> None:
    account = world.audited(A)
    world.bucket(A, "copy")
    world.replicate(world.bucket(A, "source"), "source", world.replicator(A), "copy")
    events: list[Event] = []
    scan(account, events=events)
    assert [(event.stage, event.account, event.done, event.total) for event in events] == [
        (Stage.STARTED, A, 0, 0),
        (Stage.BUCKETS, A, 1, 2),
        (Stage.BUCKETS, A, 2, 2),
        (Stage.FINISHED, A, 2, 2),
        (Stage.RELATED, "", 1, 1),
    ]
