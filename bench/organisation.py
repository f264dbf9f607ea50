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
from collections.abc import Iterator
from pathlib import Path

from auditor.snapshot import Fact, Resource
from auditor.snapshot.catalogue import ACCOUNT, FACTS, KEY, REGION, ROLE, region_arn
from auditor.snapshot.store import insert, prepare
from bench.ends import destination, source
from bench.pair import FAR, HERE, PER_ACCOUNT, PER_ROLE, S3_ACTIONS, Pair, account, document, key, resource


def write(path: Path, edges: int) -> None:
    """A whole snapshot with about so many edges: five for each four sources."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA synchronous = OFF")
    prepare(db, {"accounts": {}, "facts": None}, started="2026-01-01T00:00:00Z", finished="2026-01-01T00:00:00Z",
            complete=True)  # fmt: skip
    db.execute("BEGIN")
    pairs = edges * 5 // 6
    for each in organisation(pairs, max(2, pairs // PER_ACCOUNT)):
        insert(db, each)
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
        yield source(pair)
        if not pair.shared:
            yield destination(pair)


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
