"""A small world for the tests of the join: facts with the least that each test needs."""

from auditor.snapshot import Fact, Json, Resource, Snapshot
from auditor.snapshot.catalogue import ACCOUNT, ALIAS, BUCKET, FACTS, KEY, ROLE

A, B = "111111111111", "222222222222"
ROLE_ARN = f"arn:aws:iam::{A}:role/service-role/replicate"
KEY_ARN = f"arn:aws:kms:eu-west-1:{B}:key/k1"


def arn(name: str) -> str:
    return f"arn:aws:s3:::{name}"


def account(number: str) -> Resource:
    return Resource(f"arn:aws:iam::{number}:root", ACCOUNT, number, number, None, _facts(ACCOUNT, {"buckets": []}))


def bucket(name: str, owner: str | None, region: str | None = "us-east-1", **facts: Json | Fact) -> Resource:
    return Resource(arn(name), BUCKET, name, owner, region, _facts(BUCKET, facts))


def role(tags: list[Json] | None = None) -> Resource:
    facts = {"role": {"Arn": ROLE_ARN, "RoleName": "replicate", "Tags": tags or []}}
    return Resource(ROLE_ARN, ROLE, "replicate", A, None, _facts(ROLE, facts))


def key() -> Resource:
    return Resource(KEY_ARN, KEY, "k1", B, "eu-west-1", _facts(KEY, {"key": {"KeyState": "Enabled"}}))


def alias(name: str, target: str) -> Resource:
    place = f"arn:aws:kms:us-east-1:{A}:{name}"
    return Resource(place, ALIAS, name, A, "us-east-1", _facts(ALIAS, {"target": {"KeyArn": target}}))


def rule(destination: str, *, id: str | None = "r", **more: Json) -> Json:
    named = {"ID": id} if id else {}
    inside = more.pop("Destination", {})
    return {**named, "Status": "Enabled", "Destination": {"Bucket": arn(destination), **inside}, **more}


def replication(*rules: Json) -> Json:
    return {"Role": ROLE_ARN, "Rules": list(rules)}


def world(*resources: Resource) -> Snapshot:
    return Snapshot.of([account(A), account(B), *resources])


def _facts(type: str, facts: dict[str, Json]) -> dict[str, Fact]:
    return {
        name: value if isinstance(value, Fact) else Fact.of(FACTS[type][name], value) for name, value in facts.items()
    }
