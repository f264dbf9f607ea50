"""A pair -> its source and its destination, each with all that is known of a bucket."""

from __future__ import annotations

import json
from collections.abc import Mapping

from auditor.snapshot import Fact, Json, Resource
from auditor.snapshot.catalogue import BUCKET, FACTS
from bench.pair import FAR, HERE, S3_ACTIONS, Pair, account, document, key, resource


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


def source(pair: Pair) -> Resource:
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


def destination(pair: Pair) -> Resource:
    denied = Fact.unknown(FACTS[BUCKET]["policy"], "AccessDenied") if pair.broken(26) else None
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
