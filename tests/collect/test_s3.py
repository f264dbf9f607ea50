"""Every bucket fact as value and as absence; names and Regions from whatever S3 gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from botocore.stub import Stubber

from auditor.collect import s3
from auditor.collect.read import Call, read
from auditor.snapshot import Fact, State
from auditor.snapshot.catalogue import BUCKET, FACTS
from tests.collect.canned import Asked, Canned, Reply, error, xml

Serve = Callable[[Callable[[Asked], Reply]], Canned]
Client = Callable[[str], BaseClient]
ALL = frozenset(FACTS[BUCKET])
ROLE = "arn:aws:iam::111111111111:role/replicator"


def test_the_table_is_the_catalogue_s() -> None:
    rows = {call.fact: call.action for call in (*s3.FACTS, s3.LOCATION, s3.EXISTENCE)}
    assert rows == FACTS[BUCKET]


@pytest.mark.parametrize(
    ("call", "code"), [(call, code) for call in s3.FACTS for code in call.absent], ids=lambda case: str(case)[:60]
)
def test_each_absence_code_is_a_certain_absence(client: Client, call: Call, code: str) -> None:
    made = client("s3")
    with Stubber(made) as stub:
        stub.add_client_error(call.operation, code, "There is none", 404)
        assert read(made, call, Bucket="bucket") == Fact.absent(call.action, code)


@pytest.fixture
def owner(emulator: None) -> Any:
    """S3 as the owner of a bucket `bucket`, which keeps versions, and of one to copy it to."""
    made = boto3.client("s3", region_name="us-east-1")
    made.create_bucket(Bucket="bucket", ObjectLockEnabledForBucket=True)
    made.create_bucket(Bucket="copy")
    made.put_bucket_versioning(Bucket="copy", VersioningConfiguration={"Status": "Enabled"})
    return made


def test_a_bucket_s_values(owner: Any, client: Client) -> None:
    owner.put_bucket_policy(Bucket="bucket", Policy='{"Version":  "2012-10-17", "Statement": []}')
    owner.put_bucket_tagging(Bucket="bucket", Tagging={"TagSet": [{"Key": "env", "Value": "<prod>"}]})
    rule = {"ID": "old", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Date": "2030-01-01"}}
    owner.put_bucket_lifecycle_configuration(Bucket="bucket", LifecycleConfiguration={"Rules": [rule]})
    facts = s3.read_bucket(client("s3"), "bucket", ALL)
    values = {name: fact.value for name, fact in facts.items() if fact.state is State.VALUE}
    assert values["versioning"] == {"Status": "Enabled"}
    assert values["policy"] == '{"Version":  "2012-10-17", "Statement": []}'
    assert values["tags"] == {"env": "<prod>"}
    assert values["lifecycle"]["Rules"][0]["Expiration"] == {"Date": "2030-01-01T00:00:00+00:00"}
    assert values["object_lock"] == {"ObjectLockEnabled": "Enabled"}
    assert values["ownership"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    assert values["public_access_block"]["BlockPublicPolicy"] is True
    assert values["encryption"]["Rules"][0]["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    assert values["notification"] == {}
    assert values["request_payment"] == {"Payer": "BucketOwner"}
    assert values["logging"] == {}
    assert [grant["Permission"] for grant in values["acl"]["Grants"]] == ["FULL_CONTROL"]
    assert values["policy_status"] == {"IsPublic": False}
    assert (values["metrics"], values["inventory"]) == ([], [])


def test_where_logs_metrics_and_inventories_go(owner: Any, client: Client) -> None:
    owner.put_bucket_acl(Bucket="copy", ACL="log-delivery-write")
    logging = {"LoggingEnabled": {"TargetBucket": "copy", "TargetPrefix": "logs/"}}
    owner.put_bucket_logging(Bucket="bucket", BucketLoggingStatus=logging)
    for id in ("b", "a"):
        owner.put_bucket_metrics_configuration(Bucket="bucket", Id=id, MetricsConfiguration={"Id": id})
    inventory = {
        "Id": "all",
        "IsEnabled": True,
        "IncludedObjectVersions": "Current",
        "OptionalFields": ["Size", "ReplicationStatus"],
        "Schedule": {"Frequency": "Daily"},
        "Destination": {"S3BucketDestination": {"Bucket": "arn:aws:s3:::copy", "Format": "CSV"}},
    }
    owner.put_bucket_inventory_configuration(Bucket="bucket", Id="all", InventoryConfiguration=inventory)
    facts = s3.read_bucket(client("s3"), "bucket", frozenset({"logging", "metrics", "inventory"}))
    assert {name: fact.value for name, fact in facts.items()} == {
        "logging": logging,
        "metrics": [{"Id": "a"}, {"Id": "b"}],
        "inventory": [inventory],
    }


def test_a_replication_configuration_comes_as_it_was_put(owner: Any, client: Client) -> None:
    rule = {
        "ID": "r",
        "Status": "Enabled",
        "Priority": 3,
        "Filter": {"And": {"Prefix": "a/", "Tags": [{"Key": "k", "Value": "v"}]}},
        "DeleteMarkerReplication": {"Status": "Disabled"},
        "SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}},
        "Destination": {"Bucket": "arn:aws:s3:::copy", "EncryptionConfiguration": {"ReplicaKmsKeyID": "alias/x"}},
    }
    configuration = {"Role": ROLE, "Rules": [rule]}
    owner.put_bucket_replication(Bucket="bucket", ReplicationConfiguration=configuration)
    assert s3.read_bucket(client("s3"), "bucket", ALL)["replication"].value == configuration


def test_only_what_is_wanted_is_asked(serve: Serve, client: Client) -> None:
    endpoint = serve(lambda _: Reply(200, xml("VersioningConfiguration")))
    assert set(s3.read_bucket(client("s3"), "bucket", frozenset({"versioning"}))) == {"versioning"}
    assert [dict(asked.query) for asked in endpoint.requests] == [{"versioning": [""]}]


def _page(names: dict[str, str], token: str = "") -> bytes:
    entries = "".join(
        f"<Bucket><Name>{name}</Name>{f'<BucketRegion>{region}</BucketRegion>' if region else ''}</Bucket>"
        for name, region in names.items()
    )
    more = f"<ContinuationToken>{token}</ContinuationToken>" if token else ""
    return xml("ListAllMyBucketsResult", f"<Buckets>{entries}</Buckets>{more}")


def test_every_page_of_the_listing_is_read(serve: Serve, client: Client) -> None:
    def answer(asked: Asked) -> Reply:
        after = asked.query.get("continuation-token", [""])[0]
        return Reply(200, _page({"b": ""}, "") if after == "next" else _page({"c": "eu-west-1"}, "next"))

    endpoint = serve(answer)
    found, fact = s3.list_buckets(client("s3"))
    assert found == {"c": "eu-west-1", "b": ""}
    assert fact == Fact.of("s3:ListAllMyBuckets", ["b", "c"])
    assert [asked.query["max-buckets"] for asked in endpoint.requests] == [["10000"], ["10000"]]


def test_an_account_without_buckets_has_none(serve: Serve, client: Client) -> None:
    serve(lambda _: Reply(200, xml("ListAllMyBucketsResult", "<Buckets/>")))
    assert s3.list_buckets(client("s3"))[1] == Fact.of("s3:ListAllMyBuckets", [])


def test_a_listing_that_breaks_off_is_unknown_and_keeps_what_came(serve: Serve, client: Client) -> None:
    serve(lambda asked: error("AccessDenied", 403) if "continuation-token" in asked.query
          else Reply(200, _page({"a": ""}, "next")))  # fmt: skip
    found, fact = s3.list_buckets(client("s3"))
    assert (found, fact.state, fact.reason) == ({"a": ""}, State.UNKNOWN, "AccessDenied")


def test_a_listing_that_goes_round_in_circles_ends_unknown(serve: Serve, client: Client) -> None:
    serve(lambda _: Reply(200, _page({"a": ""}, "same")))
    assert s3.list_buckets(client("s3"))[1].reason == "UnexpectedAnswer"


def _head(status: int, region: str = "") -> Reply:
    return Reply(status, b"", {"x-amz-bucket-region": region} if region else {})


@pytest.mark.parametrize("status", [200, 403])
def test_head_bucket_names_the_region_even_when_it_refuses(serve: Serve, client: Client, status: int) -> None:
    endpoint = serve(lambda _: _head(status, "eu-central-1"))
    assert s3.locate(client("s3"), "bucket") == Fact.of("s3:GetBucketLocation", "eu-central-1")
    assert [asked.method for asked in endpoint.requests] == ["HEAD"]


@pytest.mark.parametrize(
    ("constraint", "region"), [("", "us-east-1"), ("EU", "eu-west-1"), ("ap-south-1", "ap-south-1")]
)
def test_get_bucket_location_is_asked_where_head_bucket_is_silent(
    serve: Serve, client: Client, constraint: str, region: str
) -> None:
    body = xml("LocationConstraint", constraint)
    serve(lambda asked: _head(403) if asked.method == "HEAD" else Reply(200, body))
    assert s3.locate(client("s3"), "bucket") == Fact.of("s3:GetBucketLocation", region)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (error("AccessDenied", 403), "AccessDenied"),
        (Reply(200, b"<LocationConstraint>eu-"), "UnexpectedAnswer"),
        (Reply(200, xml("LocationConstraint", "../elsewhere")), "UnexpectedAnswer"),
        (Reply(200, xml("ListBucketResult")), "UnexpectedAnswer"),
    ],
)
def test_a_region_that_nobody_tells_is_unknown(serve: Serve, client: Client, reply: Reply, reason: str) -> None:
    serve(lambda asked: _head(403) if asked.method == "HEAD" else reply)
    fact = s3.locate(client("s3"), "bucket")
    assert (fact.state, fact.reason) == (State.UNKNOWN, reason)


@pytest.mark.parametrize(
    ("reply", "fact"),
    [
        (_head(200, "eu-west-1"), Fact.of("s3:ListBucket", {"Region": "eu-west-1"})),
        (_head(200), Fact.of("s3:ListBucket", {})),
        (_head(403, "eu-west-1"), Fact.of("s3:ListBucket", {"Region": "eu-west-1"})),
        (_head(404), Fact.absent("s3:ListBucket", "404")),
        (_head(403), Fact.unknown("s3:ListBucket", "AccessDenied", "Forbidden")),
        (_head(503), Fact.unknown("s3:ListBucket", "ServerError", "Service Unavailable")),
    ],
)
def test_whether_a_stranger_s_bucket_exists(serve: Serve, client: Client, reply: Reply, fact: Fact) -> None:
    serve(lambda _: reply)
    assert s3.existence(client("s3"), "bucket") == fact
