"""The audit role of the enforcing emulator's accounts: what it may do, its keys, and what a scan with it tells."""

from __future__ import annotations

import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

import boto3

from auditor.collect import collect
from auditor.config import Account, Config, Intent, PurposeRule, RoleStep
from auditor.evaluate.demand import demand
from auditor.rules import load_packs
from auditor.snapshot import Snapshot, SnapshotWriter, State
from bench.enforcing import AUDIT_ID, CHAIN, HUB_ID, A, B, client, owner, policy

BY_TAG = PurposeRule.model_validate({"purpose": "dr", "tags": {"for": "dr"}})
WANTED = demand(load_packs(()), Intent(purposes=(BY_TAG,)))

Fact = tuple[str, str]
"""Resource type and name."""


def keys(endpoint: str, held: str = "") -> dict[str, Any]:
    """Keys of the audit role of A, come by through the chain, under the session policy `held` if there is one."""
    hub = boto3.client("sts", "us-east-1").assume_role(RoleArn=CHAIN, RoleSessionName="prove", ExternalId=HUB_ID)
    asked = {"RoleArn": f"arn:aws:iam::{A}:role/audit", "RoleSessionName": "prove", "ExternalId": AUDIT_ID}
    given = {**asked, **({"Policy": held} if held else {})}
    return dict(client(endpoint, "sts", hub["Credentials"]).assume_role(**given)["Credentials"])


def scan(*accounts: Account) -> tuple[dict[Fact, str], int]:
    """What is unknown and why, by resource type and fact, and how many facts are known."""
    config = Config(accounts=accounts or (account(A), account(B)), concurrency=4, timeout=10)
    with tempfile.TemporaryDirectory() as folder:
        writer = SnapshotWriter(Path(folder, "s"), None, "start")
        collect(config, writer, WANTED, lambda _: None)
        writer.finish("end")
        found = [(each.type, *item) for each in Snapshot.open(Path(folder, "s")).resources()
                 for item in each.facts.items()]  # fmt: skip
    reasons: dict[Fact, set[str]] = {}
    for type, name, fact in found:
        if fact.state is State.UNKNOWN:
            reasons.setdefault((type, name), set()).add(fact.reason)
    known = sum(fact.state is not State.UNKNOWN for _, _, fact in found)
    return {fact: " ".join(sorted(each)) for fact, each in reasons.items()}, known


def account(id: str) -> Account:
    chain = (RoleStep(role=CHAIN, external_id=HUB_ID),)
    return Account(id=id, role="audit", external_id=AUDIT_ID, chain=chain, regions=("us-east-1",))


def allow(endpoint: str, allowed: Collection[str]) -> None:
    for account in (A, B):
        put(endpoint, account, {"Effect": "Allow", "Action": list(allowed), "Resource": "*"})


def put(endpoint: str, account: str, statement: dict[str, Any]) -> None:
    iam = owner(endpoint, account, "iam")
    iam.put_role_policy(RoleName="audit", PolicyName="audit", PolicyDocument=policy(statement))
