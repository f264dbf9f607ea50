"""Where Batch jobs and DataSync tasks copy to, whose that is, and what hides it."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.config.intent import Intent
from auditor.snapshot import Fact, Json, Resource, Snapshot, State
from auditor.snapshot.catalogue import ACCOUNT, FACTS, REGION, region_arn
from auditor.topology import join
from tests.topology.world import A, B, arn

STRANGER, FRIEND = "999999999999", "333333333333"
DENIED = Fact.unknown("datasync:ListTasks", "AccessDenied")


def _account(id: str, *buckets: str, listed: bool = True, regions: Fact | None = None) -> Resource:
    action = FACTS[ACCOUNT]["buckets"]
    names = Fact.of(action, sorted(buckets)) if listed else Fact.unknown(action, "AccessDenied")
    facts = {"buckets": names, "regions": regions or _enabled("us-east-1")}
    return Resource(f"arn:aws:iam::{id}:root", ACCOUNT, id, id, None, facts)


def _enabled(*names: str, **more: str) -> Fact:
    """Regions that every account has, and others with the status that they have."""
    states = {**dict.fromkeys(names, "ENABLED_BY_DEFAULT"), **more}
    said = [{"RegionName": name.replace("_", "-"), "RegionOptStatus": state} for name, state in states.items()]
    return Fact.of(FACTS[ACCOUNT]["regions"], said)


def _region(jobs: list[Json] | None = None, tasks: list[Json] | Fact | None = None) -> Resource:
    facts = {
        "jobs": Fact.of("s3:DescribeJob", jobs or []),
        "datasync_tasks": tasks if isinstance(tasks, Fact) else Fact.of("datasync:DescribeTask", tasks or []),
    }
    return Resource(region_arn("aws", A, "us-east-1"), REGION, "us-east-1", A, "us-east-1", facts)


def _task(destination: str | None, source: str = "s3://ours/") -> Json:
    ends = {"SourceLocationArn": "arn:s", "DestinationLocationArn": "arn:d", "source_uri": source}
    return {"TaskArn": "arn:task", **ends, **({"destination_uri": destination} if destination else {})}


def _copy(target: str) -> Json:
    generator = {"S3JobManifestGenerator": {"SourceBucket": arn("ours")}}
    operation = {"S3PutObjectCopy": {"TargetResource": target}}
    return {"JobId": "j", "Status": "Complete", "Operation": operation, "ManifestGenerator": generator}


def _channels(*resources: Resource, trusted: tuple[str, ...] = (), accounts: tuple[Resource, ...] = ()) -> list[Any]:
    """Those of account A, which has the bucket `ours`; B has `theirs`."""
    listed = accounts or (_account(A, "ours"), _account(B, "theirs"))
    snapshot = Snapshot.of([*listed, *resources])
    subjects = join(snapshot, Intent(trusted_accounts=trusted), ("account",))
    return list(next(each for each in subjects if each.id == A).parts["side_channels"])


def _trusted(channel: Json) -> object:
    """True, false, or None where nobody can tell."""
    return None if isinstance(channel["trusted"], Fact) else channel["trusted"]


def test_a_task_to_a_scanned_account_is_trusted() -> None:
    (channel,) = _channels(_region(tasks=[_task("s3://theirs/prefix/")]))
    assert channel == {
        "kind": "datasync",
        "id": "arn:task",
        "source": arn("ours"),
        "destination": arn("theirs"),
        "account": B,
        "trusted": True,
    }


def test_a_job_is_known_by_its_arn() -> None:
    (channel,) = _channels(_region(jobs=[_copy(arn("theirs"))]))
    assert (channel["id"], channel["source"]) == (f"arn:aws:s3:us-east-1:{A}:job/j", arn("ours"))
    assert (channel["account"], channel["trusted"]) == (B, True)


def test_a_job_that_replicates_is_no_channel_beside_replication() -> None:
    assert _channels(_region(jobs=[{"JobId": "j", "Status": "Active", "Operation": {"S3ReplicateObject": {}}}])) == []


@pytest.mark.parametrize(("account", "expected"), [(A, True), (FRIEND, True), (STRANGER, False)])
def test_a_function_says_whose_it_is(account: str, expected: bool) -> None:
    function = f"arn:aws:lambda:us-east-1:{account}:function:f"
    job = {"JobId": "j", "Status": "Active", "Operation": {"LambdaInvoke": {"FunctionArn": function}}}
    (channel,) = _channels(_region(jobs=[job]), trusted=(FRIEND,))
    assert (channel["account"], channel["trusted"]) == (account, expected)


def test_a_bucket_that_no_trusted_account_lists_is_somebody_else_s() -> None:
    (channel,) = _channels(_region(tasks=[_task("s3://strange/")]))
    assert (channel["account"].state, channel["trusted"]) == (State.UNKNOWN, False)


def test_it_may_be_that_of_a_trusted_account_outside_the_scan() -> None:
    (channel,) = _channels(_region(tasks=[_task("s3://strange/")]), trusted=(FRIEND,))
    assert channel["trusted"].reason == "NotCollected"


def test_it_may_be_that_of_an_account_that_did_not_list_its_buckets() -> None:
    accounts = (_account(A, "ours"), _account(B, listed=False))
    (channel,) = _channels(_region(tasks=[_task("s3://strange/")]), accounts=accounts)
    assert _trusted(channel) is None


@pytest.mark.parametrize(
    ("destination", "expected"),
    [
        ("s3://point-metadata-s3alias/", None),
        ("s3://directory--use1-az4--x-s3/", None),
        (f"s3://arn:aws:s3:us-east-1:{A}:accesspoint/point/", None),
        (f"s3://arn:aws:s3:us-east-1:{STRANGER}:accesspoint/point/", False),
        ("object-storage://s3.us-east-1.amazonaws.com/theirs/", True),
        ("object-storage://s3.us-east-1.amazonaws.com/strange/", False),
        ("object-storage://storage.example.com/strange/", None),
        ("object-storage://s3.example.com/theirs/", None),
        ("azure-blob://account.blob.core.windows.net/container/", None),
        (None, None),
    ],
)
def test_what_the_destination_s_uri_tells(destination: str | None, expected: object) -> None:
    (channel,) = _channels(_region(tasks=[_task(destination)]))
    assert _trusted(channel) is expected


@pytest.mark.parametrize(
    "task",
    [
        _task("nfs://server/share/"),
        _task("efs://us-east-1.fs-1/"),
        _task("s3://strange/", source="smb://server/share/"),
    ],
)
def test_file_systems_are_no_buckets(task: Json) -> None:
    assert _channels(_region(tasks=[task])) == []


def test_what_a_region_did_not_tell_may_lead_anywhere() -> None:
    hidden, known = _channels(_region(jobs=[_copy(arn("theirs"))], tasks=DENIED))
    assert (hidden["trusted"], known["trusted"]) == (DENIED, True)


def test_an_account_none_of_whose_regions_was_asked_is_unknown() -> None:
    (channel,) = _channels()
    assert channel["trusted"].reason == "NotCollected"


def test_a_task_may_run_where_no_bucket_lies_and_in_an_account_without_any() -> None:
    (channel,) = _channels(accounts=(_account(A),))
    assert channel["trusted"].detail == "jobs and tasks were not read in us-east-1"


def test_every_region_that_may_be_in_use_must_have_been_asked() -> None:
    enabled = _enabled("us-east-1", eu_south_1="ENABLED", me_south_1="ENABLING", af_south_1="DISABLING")
    (channel,) = _channels(_region(), accounts=(_account(A, "ours", regions=enabled),))
    assert channel["trusted"].detail == "jobs and tasks were not read in af-south-1, eu-south-1, me-south-1"


def test_a_region_that_is_switched_off_holds_nothing() -> None:
    enabled = _enabled("us-east-1", eu_south_1="DISABLED")
    assert _channels(_region(), accounts=(_account(A, "ours", regions=enabled),)) == []


def test_where_nobody_says_which_regions_there_are_others_may_hold_more() -> None:
    denied = Fact.unknown(FACTS[ACCOUNT]["regions"], "AccessDenied")
    accounts = (_account(A, "ours", regions=denied), _account(B, "theirs"))
    hidden, known = _channels(_region(tasks=[_task("s3://strange/")]), accounts=accounts)
    assert (hidden["trusted"].reason, known["trusted"]) == ("AccessDenied", False)
