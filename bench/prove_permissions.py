"""Prove by execution that the role of `auditor permissions` suffices, and that each of its actions is needed.

`make prove` installs ministack, an emulator that enforces IAM, into an environment of its own below .cache/ and runs
this: the scan is complete with the role; with any one action taken away exactly that action's facts become unknown;
ExternalId and the chain of roles are enforced; and a role that may write cannot write under the session policy.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

from auditor.collect import actions, collect, demanded, reserved_actions, rows
from auditor.collect.session_policy import read_only
from auditor.config import Account, Config, Intent, PurposeRule, RoleStep
from auditor.demo.environment import isolated
from auditor.evaluate.demand import demand
from auditor.rules import load_packs
from auditor.snapshot import Snapshot, SnapshotWriter, State
from bench.enforcing import AUDIT_ID, CHAIN, HUB_ID, A, B, client, emulator, estate, owner, policy

CONDITIONAL = frozenset({"s3:GetBucketLocation", "s3:ListBucket"}) | reserved_actions()
"""Needed only where a cheaper answer does not come, or in an organization, and here neither is so: without them nothing
becomes unknown."""
BY_TAG = PurposeRule.model_validate({"purpose": "dr", "tags": {"for": "dr"}})
WANTED = demand(load_packs(()), Intent(purposes=(BY_TAG,)))


def main() -> int:
    """0 if everything holds; what does not is printed."""
    wrong: list[str] = []
    with emulator() as endpoint:
        keys = estate(endpoint)
        with isolated({**keys, "AWS_ENDPOINT_URL": endpoint}):
            wrong += _complete(endpoint)
            for action in actions(demanded(WANTED)):
                wrong += _without(endpoint, action)
            wrong += _trust(endpoint) + _session_policy(endpoint)
    for line in wrong:
        print(line)
    print(f"{len(actions(demanded(WANTED)))} actions tried, {len(wrong)} wrong")
    return 1 if wrong else 0


def _complete(endpoint: str) -> list[str]:
    _allow(endpoint, actions(demanded(WANTED)))
    gaps, read = _scan()
    print(f"with the whole role: {read} facts, {len(gaps)} unknown")
    return [f"with the whole role unknown: {gap}" for gap in sorted(gaps)] + ([] if read > 30 else ["nothing was read"])


def _without(endpoint: str, action: str) -> list[str]:
    _allow(endpoint, [each for each in actions(demanded(WANTED)) if each != action])
    gaps, _ = _scan()
    found = {fact for fact, _ in gaps}
    expected = {call.fact for _, call in rows(demanded(WANTED)) if call.action == action} - _nothing(action)
    print(f"without {action}: {', '.join(sorted(found)) or 'nothing'} unknown")
    strange = {reason for _, reason in gaps} - {"AccessDenied"}
    return [f"without {action}: {sorted(found)} unknown, not {sorted(expected)}; {strange}"] * (
        found != expected or bool(strange)
    )


def _nothing(action: str) -> set[str]:
    return {call.fact for _, call in rows() if call.action == action} if action in CONDITIONAL else set()


def _trust(endpoint: str) -> list[str]:
    _allow(endpoint, actions(demanded(WANTED)))
    closed: dict[str, dict[str, Any]] = {
        "a wrong ExternalId": {"external_id": "guessed"},
        "no ExternalId": {"external_id": None},
        "no chain": {"chain": ()},
    }
    wrong = []
    for name, changed in closed.items():
        gaps, _ = _scan(_account(A).model_copy(update=changed))
        print(f"with {name}: {sorted({reason for _, reason in gaps})}")
        wrong += [] if ("access", "AccessDenied") in gaps else [f"with {name} the account opened"]
    return wrong


def _session_policy(endpoint: str) -> list[str]:
    """A role that may do everything, held by our session policy."""
    _put(endpoint, A, {"Effect": "Allow", "Action": "*", "Resource": "*"})
    hub = boto3.client("sts", "us-east-1").assume_role(RoleArn=CHAIN, RoleSessionName="prove", ExternalId=HUB_ID)
    asked = {"RoleArn": f"arn:aws:iam::{A}:role/audit", "RoleSessionName": "prove", "ExternalId": AUDIT_ID}
    wrong = []
    for held, refused in ((None, False), (read_only(actions()), True)):
        given = {**asked, **({"Policy": held} if held else {})}
        keys = client(endpoint, "sts", hub["Credentials"]).assume_role(**given)["Credentials"]
        try:
            client(endpoint, "s3", keys).put_bucket_tagging(Bucket="source", Tagging={"TagSet": []})
            denied = False
        except ClientError as error:
            denied = error.response["Error"]["Code"] == "AccessDenied"
        print(f"{'with' if held else 'without'} the session policy a write is {'refused' if denied else 'allowed'}")
        wrong += [] if denied is refused else [f"write refused: {denied}, session policy: {bool(held)}"]
    return wrong


def _scan(*accounts: Account) -> tuple[set[tuple[str, str]], int]:
    """(fact, reason) of everything unknown, and how many facts are known."""
    config = Config(accounts=accounts or (_account(A), _account(B)), concurrency=4, timeout=10)
    with tempfile.TemporaryDirectory() as folder:
        writer = SnapshotWriter(Path(folder, "s"), None, "start")
        collect(config, writer, WANTED, lambda _: None)
        writer.finish("end")
        facts = [each for found in Snapshot.open(Path(folder, "s")).resources() for each in found.facts.items()]
    unknown = {(name, fact.reason) for name, fact in facts if fact.state is State.UNKNOWN}
    return unknown, sum(fact.state is not State.UNKNOWN for _, fact in facts)


def _account(id: str) -> Account:
    chain = (RoleStep(role=CHAIN, external_id=HUB_ID),)
    return Account(id=id, role="audit", external_id=AUDIT_ID, chain=chain, regions=("us-east-1",))


def _allow(endpoint: str, allowed: Collection[str]) -> None:
    for account in (A, B):
        _put(endpoint, account, {"Effect": "Allow", "Action": list(allowed), "Resource": "*"})


def _put(endpoint: str, account: str, statement: dict[str, Any]) -> None:
    iam = owner(endpoint, account, "iam")
    iam.put_role_policy(RoleName="audit", PolicyName="audit", PolicyDocument=policy(statement))


if __name__ == "__main__":
    sys.exit(main())
