"""A small estate for the tests of remedies: bucket `src` of A replicates to bucket `dst` of B with one role and key."""

import json

from auditor.finding import Assessment, Finding, Findings, Remediation, RuleInfo, Severity, Status
from auditor.remediate import Plan, plan
from auditor.snapshot import Fact, Json, Resource, Snapshot
from auditor.snapshot.catalogue import ACCOUNT, BUCKET, FACTS, KEY, ROLE

A, B = "111111111111", "222222222222"
SRC, DST = "arn:aws:s3:::src", "arn:aws:s3:::dst"
ROLE_ARN = f"arn:aws:iam::{A}:role/service-role/replicate"
KEY_ARN = f"arn:aws:kms:eu-west-1:{B}:key/k1"
S3_TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


def bucket(name: str, owner: str, region: str, **facts: Json) -> Resource:
    return Resource(f"arn:aws:s3:::{name}", BUCKET, name, owner, region, held(BUCKET, facts))


def source(*rules: Json, **facts: Json) -> Resource:
    configuration = {"Role": ROLE_ARN, "Rules": list(rules) or [rule()]}
    return bucket("src", A, "us-east-1", **{"versioning": {"Status": "Enabled"}, "replication": configuration, **facts})


def destination(**facts: Json) -> Resource:
    return bucket("dst", B, "eu-west-1", **{"versioning": {"Status": "Enabled"}, **facts})


def role(**facts: Json) -> Resource:
    known = {"role": {"Arn": ROLE_ARN}, "trust": S3_TRUST, "inline_policies": [], "attached_policies": []}
    return Resource(ROLE_ARN, ROLE, "replicate", A, None, held(ROLE, {**known, **facts}))


def key(**facts: Json) -> Resource:
    known = {"key": {"KeyState": "Enabled", "KeyManager": "CUSTOMER"}}
    return Resource(KEY_ARN, KEY, "k1", B, "eu-west-1", held(KEY, {**known, **facts}))


def rule(id: str = "r", **more: Json) -> Json:
    return {"ID": id, "Status": "Enabled", "Destination": {"Bucket": DST, "Account": B}, **(more or {"Prefix": ""})}


def v2(id: str = "r", **more: Json) -> Json:
    return rule(id, **{"Filter": {}, "Priority": 1, "DeleteMarkerReplication": {"Status": "Disabled"}, **more})


def world(*resources: Resource) -> Snapshot:
    accounts = [Resource(f"arn:aws:iam::{number}:root", ACCOUNT, number, number) for number in (A, B)]
    return Snapshot.of([*accounts, *resources])


def policy(*statements: Json, **more: Json) -> str:
    return json.dumps({"Version": "2012-10-17", **more, "Statement": list(statements)})


def failure(action: str, by: str = "", subject: str = "src/r/dst", cause: str | None = None, **given: Json) -> Finding:
    remedy = Remediation(action, given)
    name = by or f"rule-of-{action}"
    return Finding(name, Severity.LOW, "replication", subject, Status.FAIL, "it is broken", (A, B), (), remedy, cause)


def assessed(*findings: Finding, predicts: tuple[str, ...] = ()) -> Assessment:
    rules = {
        each.rule: RuleInfo(each.rule, each.rule, each.severity, "test", each.kind, "because", predicts)
        for each in findings
    }
    return Assessment(Findings(findings), (), rules, {"test": "1"}, {"digest": "sha256:0", "complete": True}, "0")


def planned(snapshot: Snapshot, *findings: Finding) -> Plan:
    return plan(assessed(*findings), snapshot)


def wanted(made: Plan, arn: str, fact: str) -> Json:
    """What the plan wants the fact to be; policies kept as text come parsed."""
    value = next(patch.value for patch in made.patches if (patch.resource.arn, patch.fact) == (arn, fact))
    return json.loads(value) if isinstance(value, str) else value


def held(type: str, facts: dict[str, Json]) -> dict[str, Fact]:
    return {
        name: value if isinstance(value, Fact) else Fact.of(FACTS[type][name], value) for name, value in facts.items()
    }
