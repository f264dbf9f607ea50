"""A snapshot of an organisation that is made up: so many edges, mostly sound, in accounts that share roles.

    python -m bench.organisation 25000 org.snapshot

Of a hundred edges about seventy cross accounts and thirty are under KMS, half of those with a Bucket Key; a fifth of
the sources have two rules, a fifth of the destinations take in from several sources. Every twelfth edge has a fault or
a fact that was not read. A role serves twenty sources; the policies of all roles have one text, while that of each
destination names its own bucket.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from auditor.snapshot import Fact, Json, Resource
from auditor.snapshot.catalogue import ACCOUNT, BUCKET, FACTS, KEY, REGION, ROLE, region_arn
from auditor.snapshot.store import insert, prepare

PER_ACCOUNT, PER_ROLE = 500, 20
"""Edges of an account, and sources of a role."""
HERE, FAR = "eu-west-1", "us-east-1"
S3_ACTIONS = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
DENIED = "AccessDenied"


@dataclass(frozen=True)
class Pair:
    """A source with its destination; the destination of every fifth pair is that of the pair before."""

    number: int
    accounts: int

    @property
    def home(self) -> int:
        return self.number // PER_ACCOUNT % self.accounts

    @property
    def away(self) -> int:
        return self.home if self.number % 10 < 3 else (self.home + 1) % self.accounts

    @property
    def kms(self) -> bool:
        return self.number % 10 in (1, 4, 7)

    @property
    def shared(self) -> bool:
        return self.number % 5 == 4

    @property
    def source(self) -> str:
        return f"data-{self.number:07}"

    @property
    def destination(self) -> str:
        return f"copy-{self.number - self.shared:07}"

    @property
    def role(self) -> str:
        return f"arn:aws:iam::{account(self.home)}:role/service-role/replicate-{self.number // PER_ROLE}"

    def broken(self, *faults: int) -> bool:
        """One in a hundred for each fault."""
        return self.number % 100 in faults


def account(number: int) -> str:
    return f"{100000000000 + number}"


def key(number: int, region: str) -> str:
    return f"arn:aws:kms:{region}:{account(number)}:key/11111111-2222-3333-4444-555555555555"


def document(*statements: Json) -> Json:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def write(path: Path, edges: int) -> None:
    """A whole snapshot with about so many edges: five for each four sources."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA synchronous = OFF")
    prepare(db, {"accounts": {}, "facts": None}, started="2026-01-01T00:00:00Z", finished="2026-01-01T00:00:00Z",
            complete=True)  # fmt: skip
    db.execute("BEGIN")
    pairs = edges * 5 // 6
    for resource in organisation(pairs, max(2, pairs // PER_ACCOUNT)):
        insert(db, resource)
    db.execute("COMMIT")
    db.close()


def organisation(pairs: int, accounts: int) -> Iterator[Resource]:
    """Accounts with their keys, then pair after pair, with a role for each twenty."""
    for number in range(accounts):
        own = account(number)
        on = [{"RegionName": region, "RegionOptStatus": "ENABLED_BY_DEFAULT"} for region in (HERE, FAR)]
        facts = {"access": {"Account": own}, "buckets": [], "regions": on}
        yield resource(f"arn:aws:iam::{own}:root", ACCOUNT, own, own, None, **facts)
        for region in (HERE, FAR):
            yield resource(region_arn("aws", own, region), REGION, region, own, region, alarms=[])
            yield _key(number, region)
    for number in range(pairs):
        pair = Pair(number, accounts)
        if number % PER_ROLE == 0:
            yield _role(pair)
        yield _source(pair)
        if not pair.shared:
            yield _destination(pair)


def resource(arn: str, type: str, name: str, owner: str, region: str | None, **given: Json | Fact) -> Resource:
    """With every fact of its type; what is not given is certainly absent."""
    facts = {
        fact: _fact(given[fact], action) if fact in given else Fact.absent(action, "NotThere")
        for fact, action in FACTS[type].items()
    }
    return Resource(arn, type, name, owner, region, facts)


def _fact(given: Json | Fact, action: str) -> Fact:
    return given if isinstance(given, Fact) else Fact.of(action, given)


def _bucket(name: str, owner: int, region: str, **given: Json | Fact) -> Resource:
    flags = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)
    common: Mapping[str, Json] = {
        "location": region,
        "existence": {},
        "ownership": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        "public_access_block": flags,
        "request_payment": {"Payer": "BucketOwner"},
        "notification": {},
        "logging": {},
        "acl": {"Owner": {"ID": f"{owner:064}"}, "Grants": []},
        "policy_status": {"IsPublic": False},
        "metrics": [],
        "inventory": [],
        "tags": {"team": f"team-{owner % 7}", "data": "internal"},
    }
    return resource(f"arn:aws:s3:::{name}", BUCKET, name, account(owner), region, **{**common, **given})


def _encryption(pair: Pair, owner: int, region: str) -> Json:
    kms = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key(owner, region)} if pair.kms else {"SSEAlgorithm": "AES256"}
    return {"Rules": [{"ApplyServerSideEncryptionByDefault": kms, "BucketKeyEnabled": pair.number % 2 == 0}]}


def _source(pair: Pair) -> Resource:
    rules = [_rule(pair, "all", 1)]
    if pair.number % 5 == 0:
        rules.append(_rule(Pair(pair.number + 1, pair.accounts), "logs", 2))
    return _bucket(
        pair.source, pair.home, HERE,
        versioning={"Status": "Enabled"},
        replication={"Role": pair.role, "Rules": rules},
        encryption=_encryption(pair, pair.home, HERE),
    )  # fmt: skip


def _rule(pair: Pair, name: str, priority: int) -> Json:
    to: dict[str, Json] = {"Bucket": f"arn:aws:s3:::{pair.destination}", "Account": account(pair.away)}
    selection = {}
    if pair.kms:
        to["EncryptionConfiguration"] = {"ReplicaKmsKeyID": key(pair.away, FAR)}
        selection = {"SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}}}
    to["Metrics"] = {"Status": "Enabled"}
    return {
        "ID": name,
        "Priority": priority,
        "Status": "Disabled" if pair.broken(11) else "Enabled",
        "Filter": {"Prefix": "" if name == "all" else f"{name}/"},
        "DeleteMarkerReplication": {"Status": "Enabled" if pair.number % 3 else "Disabled"},
        "Destination": to,
        **selection,
    }


def _destination(pair: Pair) -> Resource:
    denied = Fact.unknown(FACTS[BUCKET]["policy"], DENIED) if pair.broken(26) else None
    return _bucket(
        pair.destination, pair.away, FAR,
        versioning={"Status": "Suspended" if pair.broken(33, 35) else "Enabled"},
        encryption=_encryption(pair, pair.away, FAR),
        **({"policy": denied or json.dumps(_policy(pair))} if pair.away != pair.home else {}),
    )  # fmt: skip


def _policy(pair: Pair) -> Json:
    arn = f"arn:aws:s3:::{pair.destination}"
    roles = sorted({pair.role, Pair(pair.number + 1, pair.accounts).role})
    tls = {
        "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }  # fmt: skip
    if pair.broken(44, 46):
        return document(tls)
    actions = [*S3_ACTIONS, "s3:ObjectOwnerOverrideToBucketOwner"]
    grant = {"Effect": "Allow", "Principal": {"AWS": roles}, "Action": actions, "Resource": f"{arn}/*"}
    return document({**grant, "Action": actions[:2]} if pair.broken(55) else grant, tls)


def _role(pair: Pair) -> Resource:
    own = account(pair.home)
    trusted = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}
    read = {"Effect": "Allow", "Action": ["s3:GetReplicationConfiguration", "s3:ListBucket", "s3:GetObjectVersion*"],
            "Resource": ["arn:aws:s3:::data-*"]}  # fmt: skip
    put = {"Effect": "Allow", "Action": [*S3_ACTIONS, "s3:ObjectOwnerOverrideToBucketOwner"],
           "Resource": "arn:aws:s3:::copy-*/*"}  # fmt: skip
    crypt = {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"], "Resource": "*"}
    granted = document(read, crypt) if pair.number % (50 * PER_ROLE) == 0 else document(read, put, crypt)
    policy = {"PolicyName": "replicate", "PolicyArn": f"arn:aws:iam::{own}:policy/replicate", "PolicyDocument": granted}
    name = pair.role.rpartition("/")[2]
    return resource(
        pair.role, ROLE, name, own, None,
        role={"RoleName": name, "Path": "/service-role/", "Arn": pair.role, "RoleId": f"AROA{pair.number}"},
        trust=document(trusted),
        inline_policies=[],
        attached_policies=[policy],
        boundary=Fact.absent(FACTS[ROLE]["boundary"], "NoPermissionsBoundary"),
    )  # fmt: skip


def _key(number: int, region: str) -> Resource:
    arn, own = key(number, region), account(number)
    others = [f"arn:aws:iam::{own}:root", f"arn:aws:iam::{account(number - 1 if number else number)}:root"]
    metadata = {"Arn": arn, "KeyId": arn.rpartition("/")[2], "AWSAccountId": own, "KeyState": "Enabled",
                "KeyManager": "CUSTOMER", "KeySpec": "SYMMETRIC_DEFAULT", "Origin": "AWS_KMS"}  # fmt: skip
    allowed = {"Effect": "Allow", "Principal": {"AWS": sorted(set(others))}, "Action": "kms:*", "Resource": "*"}
    rotation = {"KeyRotationEnabled": True}
    policy = json.dumps(document(allowed))
    facts = {"key": metadata, "policy": policy, "rotation": rotation, "grants": [], "aliases": []}
    return resource(arn, KEY, arn.rpartition("/")[2], own, region, **facts)


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]))
