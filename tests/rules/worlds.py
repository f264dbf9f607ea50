"""A healthy replication edge of each kind, as the facts of a small snapshot, and what the shipped packs say of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace

from pydantic import BaseModel

from auditor.config.intent import Intent, PurposeRule
from auditor.evaluate.engine import assess
from auditor.finding import Assessment
from auditor.rules import load_packs, shipped_packs
from auditor.snapshot import Fact, Json, Resource, Snapshot
from auditor.snapshot.catalogue import ACCOUNT, ALIAS, BUCKET, FACTS, KEY, QUEUE, REGION, ROLE
from tests.rules.watching import Regions, watched

A, B = "111111111111", "222222222222"
ACCOUNT_A, ACCOUNT_B = f"arn:aws:iam::{A}:root", f"arn:aws:iam::{B}:root"
SOURCE, DESTINATION = "arn:aws:s3:::source", "arn:aws:s3:::destination"
ROLE_ARN = f"arn:aws:iam::{A}:role/service-role/replicate"
BACK_ROLE = f"arn:aws:iam::{B}:role/service-role/replicate-back"
SOURCE_KEY = f"arn:aws:kms:us-east-1:{A}:key/source"
REPLICA_KEY = f"arn:aws:kms:eu-west-1:{B}:key/replica"
FAILURES = f"arn:aws:sqs:us-east-1:{A}:failures"
"""The queue that is told of failed replication."""
PACKS = load_packs(shipped_packs())

READ_BUCKET = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
READ_OBJECTS = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
READ_LOCK = ["s3:GetObjectRetention", "s3:GetObjectLegalHold"]
WRITE = ["s3:ReplicateObject", "s3:ReplicateTags"]
OVERRIDE = "s3:ObjectOwnerOverrideToBucketOwner"
ENCRYPT = ["kms:Encrypt", "kms:GenerateDataKey"]
TRUST: Json = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}

_TOLD: Json = {
    "Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": FAILURES,
}  # fmt: skip

Facts = dict[str, dict[str, Json]]


@dataclass(slots=True)
class World:
    """What is known and what was declared."""

    facts: Facts
    """By ARN and name; None stands for absent, a `Fact` for itself."""
    places: dict[str, tuple[str | None, str | None]]
    """Account and Region of each bucket."""
    purposes: dict[str, str] = field(default_factory=dict)
    """By bucket name."""
    declared: dict[str, Json] = field(default_factory=dict)
    """What else the configuration says of buckets."""
    unwatched: list[Callable[[Regions], object]] = field(default_factory=list)
    """What is changed in the Regions, where otherwise every edge is watched and well."""
    above: dict[str, Fact] = field(default_factory=dict)
    """What the organization holds over both accounts; without it they are in none."""
    elsewhere: tuple[tuple[str, str], ...] = ()
    """Texts, and what stands for each in the partition that the world is moved to."""

    @property
    def rules(self) -> list[Json]:
        """The rules of the source."""
        rules: list[Json] = self.facts[SOURCE]["replication"]["Rules"]
        return rules


def same_account() -> World:
    """One account, two Regions; a mirror, so delete markers travel too. The role's policy alone suffices."""
    world = cross_account()
    world.places[DESTINATION] = (A, "eu-west-1")
    world.facts[DESTINATION]["policy"] = None
    world.rules[0]["DeleteMarkerReplication"]["Status"] = "Enabled"
    del world.rules[0]["Destination"]["Account"]
    grant(world.facts, allow("s3:ReplicateDelete", f"{DESTINATION}/*"))
    world.purposes = {"source": "mirror"}
    return world


def cross_account() -> World:
    """Two accounts and Regions, S3's own keys, for disaster recovery."""
    rule = {
        "ID": "r",
        "Status": "Enabled",
        "Priority": 1,
        "Filter": {},
        "DeleteMarkerReplication": {"Status": "Disabled"},
        "Destination": {"Bucket": DESTINATION, "Account": B, "Metrics": {"Status": "Enabled"}},
    }
    facts: Facts = {
        ACCOUNT_A: _account(),
        ACCOUNT_B: _account(),
        FAILURES: {"policy": policy(_TOLD), "kms_key": None},
        SOURCE: _bucket(replication={"Role": ROLE_ARN, "Rules": [rule]}, notification=_announced()),
        DESTINATION: _bucket(policy=policy(allow(WRITE, f"{DESTINATION}/*", Principal={"AWS": ROLE_ARN}))),
        ROLE_ARN: _role(
            ROLE_ARN,
            allow(READ_BUCKET, SOURCE),
            allow(READ_OBJECTS, f"{SOURCE}/*"),
            allow(WRITE, f"{DESTINATION}/*"),
        ),
    }
    places = {SOURCE: (A, "us-east-1"), DESTINATION: (B, "eu-west-1")}
    return World(facts, places, {"source": "dr"})


def kms() -> World:
    """Two accounts with a customer managed key each."""
    world = cross_account()
    world.rules[0]["SourceSelectionCriteria"] = {"SseKmsEncryptedObjects": {"Status": "Enabled"}}
    world.rules[0]["Destination"]["EncryptionConfiguration"] = {"ReplicaKmsKeyID": REPLICA_KEY}
    world.facts[SOURCE]["encryption"] = encrypted(SOURCE_KEY)
    world.facts[DESTINATION]["encryption"] = encrypted(REPLICA_KEY)
    world.facts[SOURCE_KEY] = _key(A)
    world.facts[REPLICA_KEY] = _key(B, allow(ENCRYPT, "*", Principal={"AWS": ROLE_ARN}))
    grant(world.facts, allow("kms:Decrypt", SOURCE_KEY))
    grant(world.facts, allow(ENCRYPT, REPLICA_KEY))
    return world


def bucket_key() -> World:
    """As `kms`, with an S3 Bucket Key on both sides and grants that are bound to the buckets' encryption contexts."""
    world = kms()
    use = [*ENCRYPT, "kms:Decrypt"]
    world.facts[SOURCE]["encryption"] = encrypted(SOURCE_KEY, bucket_key=True)
    world.facts[DESTINATION]["encryption"] = encrypted(REPLICA_KEY, bucket_key=True)
    world.facts[REPLICA_KEY] = _key(B, allow(use, "*", Principal={"AWS": ROLE_ARN}))
    del world.facts[ROLE_ARN]["inline_policies"][-2:]
    grant(world.facts, allow("kms:Decrypt", SOURCE_KEY, Condition=in_context(SOURCE)))
    grant(world.facts, allow(use, REPLICA_KEY, Condition=in_context(DESTINATION)))
    return world


def object_lock() -> World:
    """A backup in another account, Object Lock on both sides, with a default retention at the destination."""
    world = cross_account()
    retention = {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 30}}
    world.facts[SOURCE]["object_lock"] = {"ObjectLockEnabled": "Enabled"}
    world.facts[DESTINATION]["object_lock"] = {"ObjectLockEnabled": "Enabled", "Rule": retention}
    grant(world.facts, allow(READ_LOCK, f"{SOURCE}/*"))
    world.purposes = {"destination": "backup"}
    return world


def two_way() -> World:
    """Two accounts that replicate to each other, each by a role of its own, changes of replicas too."""
    world = cross_account()
    there = world.rules[0]
    there["SourceSelectionCriteria"] = {"ReplicaModifications": {"Status": "Enabled"}}
    back = deepcopy(there)
    back["Destination"] |= {"Bucket": SOURCE, "Account": A}
    world.facts[DESTINATION] |= {"replication": {"Role": BACK_ROLE, "Rules": [back]}, "notification": _announced()}
    world.facts[SOURCE]["policy"] = policy(allow(WRITE, f"{SOURCE}/*", Principal={"AWS": BACK_ROLE}))
    world.facts[BACK_ROLE] = _role(
        BACK_ROLE,
        allow(READ_BUCKET, DESTINATION),
        allow(READ_OBJECTS, f"{DESTINATION}/*"),
        allow(WRITE, f"{SOURCE}/*"),
    )
    world.purposes = {"source": "active-active", "destination": "active-active"}
    return world


def owner_override() -> World:
    """A destination that still uses ACLs, whose account is made the owner of replicas."""
    world = cross_account()
    world.rules[0]["Destination"]["AccessControlTranslation"] = {"Owner": "Destination"}
    world.facts[DESTINATION]["ownership"] = {"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]}
    write = [*WRITE, OVERRIDE]
    world.facts[DESTINATION]["policy"] = policy(allow(write, f"{DESTINATION}/*", Principal={"AWS": ROLE_ARN}))
    grant(world.facts, allow(OVERRIDE, f"{DESTINATION}/*"))
    return world


def tags() -> World:
    """Two rules to one destination, the upper one for tagged objects; both ask for the same."""
    world = cross_account()
    tagged = deepcopy(world.rules[0]) | {"ID": "tagged", "Priority": 2}
    tagged["Filter"] = {"And": {"Prefix": "a/", "Tags": [{"Key": "class", "Value": "gold"}]}}
    world.rules.append(tagged)
    return world


KINDS: Mapping[str, Callable[[], World]] = {
    "same-account": same_account,
    "cross-account": cross_account,
    "kms": kms,
    "bucket-key": bucket_key,
    "object-lock": object_lock,
    "two-way": two_way,
    "owner-override": owner_override,
    "tags": tags,
}


def allow(action: Json, resource: Json, **more: Json) -> Json:
    """An Allow statement."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def document(*statements: Json) -> Json:
    """A policy of these statements."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def policy(*statements: Json) -> str:
    """A policy as S3 and KMS give it: text."""
    return json.dumps(document(*statements))


def grant(facts: Facts, *statements: Json, to: str = ROLE_ARN) -> None:
    """Give a role one more inline policy."""
    facts[to]["inline_policies"].append(_inline(len(facts[to]["inline_policies"]), *statements))


def encrypted(key: str, *, bucket_key: bool = False) -> Json:
    """Default encryption with a key."""
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    return {"Rules": [{"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": bucket_key}]}


def in_context(arn: str) -> Json:
    """A condition on the encryption context that S3 gives KMS."""
    return {"StringLike": {"kms:EncryptionContext:aws:s3:arn": arn}}


def judged(world: World) -> Assessment:
    """What the shipped packs say."""
    return assess(PACKS, *estate(world))


def estate(world: World) -> tuple[Snapshot, Intent]:
    """The world as it is judged."""
    declared = tuple(PurposeRule(purpose=purpose, names=(name,)) for name, purpose in world.purposes.items())
    regions = watched(world.facts, world.places)
    for change in world.unwatched:
        change(regions)
    facts = {arn: held | (_above(world) if arn.endswith(":root") else {}) for arn, held in world.facts.items()}
    intent = Intent(purposes=declared, **_moved(world, world.declared))
    return snapshot(world, {**facts, **regions}), intent


def snapshot(world: World, facts: Facts) -> Snapshot:
    """The facts where the world lies."""
    return Snapshot.of([_resource(world, arn, _moved(world, held)) for arn, held in facts.items()])


def _moved(world: World, held: Json) -> Json:
    """What is held, as it reads in the partition that the world was moved to; facts too."""
    if isinstance(held, Fact):
        return replace(held, value=_moved(world, held.value))
    if isinstance(held, dict):
        return {name: _moved(world, value) for name, value in held.items()}
    if isinstance(held, list | tuple):
        return [_moved(world, value) for value in held]
    if isinstance(held, BaseModel):
        return type(held).model_validate(_moved(world, held.model_dump(mode="json")))
    for here, there in world.elsewhere if isinstance(held, str) else ():
        held = held.replace(here, there)
    return held


def _inline(number: int, *statements: Json) -> Json:
    return {"PolicyName": f"p{number}", "PolicyDocument": document(*statements)}


def _announced() -> Json:
    return {"QueueConfigurations": [{"Events": ["s3:Replication:*"], "QueueArn": FAILURES}]}


def _bucket(**more: Json) -> dict[str, Json]:
    sse = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": False}
    return {
        "existence": {},
        "versioning": {"Status": "Enabled"},
        "replication": None,
        "policy": None,
        "encryption": {"Rules": [sse]},
        "ownership": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        "public_access_block": dict.fromkeys(
            ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
        ),
        "object_lock": None,
        "lifecycle": None,
        "notification": {},
        "request_payment": {"Payer": "BucketOwner"},
        "tags": {},
        "logging": {},
        "policy_status": None,
        **more,
    }


def _role(arn: str, *statements: Json) -> dict[str, Json]:
    return {
        "role": {"Arn": arn, "RoleName": arn.rpartition("/")[2]},
        "trust": deepcopy(TRUST),
        "inline_policies": [_inline(number, each) for number, each in enumerate(statements)],
        "attached_policies": [],
        "boundary": None,
    }


def _key(owner: str, *statements: Json) -> dict[str, Json]:
    delegated = allow("kms:*", "*", Principal={"AWS": f"arn:aws:iam::{owner}:root"})
    described = {
        "KeyState": "Enabled", "KeySpec": "SYMMETRIC_DEFAULT", "KeyUsage": "ENCRYPT_DECRYPT", "KeyManager": "CUSTOMER",
        "Origin": "AWS_KMS",
    }  # fmt: skip
    facts = {"key": described, "policy": policy(delegated, *statements), "rotation": {"KeyRotationEnabled": True}}
    return {**facts, "grants": [], "aliases": []}


def _above(world: World) -> dict[str, Fact]:
    """What stands over an account."""
    names = ("organization", "organization_path", "scps", "rcps")
    alone = {name: Fact.absent(FACTS[ACCOUNT][name], "AWSOrganizationsNotInUseException") for name in names}
    return {**alone, **world.above}


def _account() -> dict[str, Json]:
    regions = [{"RegionName": name, "RegionOptStatus": "ENABLED_BY_DEFAULT"} for name in ("eu-west-1", "us-east-1")]
    # As if an emulator answered: what AWS itself would refuse, a policy's Version, is asked about only there.
    return {"access": {"from_aws": False}, "buckets": [], "public_access_block": None, "regions": regions}


_TYPES = {"s3": BUCKET, "iam": ROLE, "kms": KEY, "account": REGION, "sqs": QUEUE}


def _resource(world: World, arn: str, held: Mapping[str, Json]) -> Resource:
    _, _, service, region, account, resource = arn.split(":", 5)
    type = {"alias": ALIAS, "root": ACCOUNT}.get(resource.partition("/")[0], _TYPES[service])
    owner, place = world.places.get(arn, (account or None, region))
    facts = {name: _fact(FACTS[type][name], value) for name, value in held.items()}
    return Resource(_moved(world, arn), type, resource.rpartition("/")[2], owner, _moved(world, place or None), facts)


def _fact(source: str, value: Json) -> Fact:
    if isinstance(value, Fact):
        return value
    return Fact.absent(source, "none") if value is None else Fact.of(source, value)
