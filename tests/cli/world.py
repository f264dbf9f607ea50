"""A snapshot and a pack of two rules that a test may write, and the real command in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from auditor.snapshot import Fact, Json, Resource, SnapshotWriter
from auditor.snapshot.catalogue import BUCKET, FACTS, REGION, ROLE, region_arn

A, B = "111111111111", "222222222222"
ROLE_ARN = f"arn:aws:iam::{A}:role/replicate"
EDGE = "src/r/dst"

PACK = {
    "pack.yaml": 'name: ours\nversion: "1.0.0"\ntitle: Two rules for tests\n',
    "destination-is-versioned.yaml": """\
id: destination-is-versioned
title: The destination keeps versions
severity: HIGH
subject: replication
must: destination.versioning.Status == 'Enabled'
message: The destination {destination.name} does not keep versions.
rationale: S3 replicates only between versioned buckets.
predicts: DstBucketUnversioned
remediation: {action: enable-versioning, with: {bucket: destination.arn}}
examples:
  - expect: PASS
    given: {destination: {versioning: {Status: Enabled}}}
  - expect: FAIL
    given: {destination: {versioning: {Status: Suspended}}}
  - expect: UNKNOWN
    given: {destination: {versioning: !unknown AccessDenied}}
""",
    "source-is-versioned.yaml": """\
id: source-is-versioned
title: The source keeps versions
severity: LOW
subject: replication
must: source.versioning.Status == 'Enabled'
message: The source {source.name} does not keep versions.
rationale: S3 replicates only between versioned buckets.
examples:
  - expect: PASS
    given: {source: {versioning: {Status: Enabled}}}
  - expect: FAIL
    given: {source: {versioning: {Status: Suspended}}}
  - expect: UNKNOWN
    given: {source: {versioning: !unknown AccessDenied}}
""",
}


def pack(folder: Path, **changed: str) -> Path:
    """The pack as a folder; `changed` replaces a file's text, by its name without `.yaml`."""
    folder.mkdir(parents=True)
    for name, text in PACK.items():
        folder.joinpath(name).write_text(changed.get(name.removesuffix(".yaml").replace("-", "_"), text))
    return folder


def snapshot(
    path: Path, versioning: Json | Fact, source: Json | Fact = None, outside: Fact | None = None, **destination: Fact
) -> Path:
    """A snapshot file of one edge, `src/r/dst`; `versioning` is the destination's, `source` the source's.

    `outside` is the external access found in the Region of account A; None if it was not read.
    """
    rule = {"ID": "r", "Status": "Enabled", "Destination": {"Bucket": "arn:aws:s3:::dst", "Account": B}, "Filter": {}}
    writer = SnapshotWriter(path, {}, "2026-11-01T03:00:00Z")
    enabled = {"Status": "Enabled"} if source is None else source
    writer.add(_bucket("src", A, versioning=enabled, replication={"Role": ROLE_ARN, "Rules": [rule]}))
    writer.add(_bucket("dst", B, versioning=versioning, **destination))
    trust = {"Version": "2012-10-17", "Statement": [_trust()]}
    role = {
        "role": {"RoleName": "replicate", "Arn": ROLE_ARN},
        "trust": trust,
        "attached_policies": [],
        "boundary": None,
    }
    inline = [{"PolicyName": "p", "PolicyDocument": {"Version": "2012-10-17", "Statement": [_read()]}}]
    writer.add(Resource(ROLE_ARN, ROLE, "replicate", A, None, _facts(ROLE, {**role, "inline_policies": inline})))
    if outside:
        here = "us-east-1"
        writer.add(Resource(region_arn("aws", A, here), REGION, here, A, here, {"external_access": outside}))
    writer.finish("2026-11-01T03:05:00Z")
    return path


def command(*arguments: str | Path, cwd: Path, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """`auditor ARGUMENTS` as a user would run it, with an empty home and no AWS settings."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "NO_COLOR"))}
    return subprocess.run(
        [Path(sys.executable).with_name("auditor"), *arguments],
        input=stdin,
        env={**clean, "HOME": str(cwd), "AWS_EC2_METADATA_DISABLED": "true", **environment},
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _bucket(name: str, account: str, **facts: Json | Fact) -> Resource:
    absent = {"policy": Fact.absent("s3:GetBucketPolicy", "NoSuchBucketPolicy")}
    every = {"location": "us-east-1", "ownership": {"Rules": []}, "encryption": {"Rules": []}, "tags": {}, **absent}
    every["object_lock"] = Fact.absent("s3:GetBucketObjectLockConfiguration", "ObjectLockConfigurationNotFoundError")
    return Resource(f"arn:aws:s3:::{name}", BUCKET, name, account, "us-east-1", _facts(BUCKET, {**every, **facts}))


def _facts(type: str, facts: dict[str, Json]) -> dict[str, Fact]:
    """A fact for each value; None is a certain absence."""
    return {
        name: value
        if isinstance(value, Fact)
        else Fact.absent(FACTS[type][name], "None")
        if value is None
        else Fact.of(FACTS[type][name], value)
        for name, value in facts.items()
    }


def _trust() -> Json:
    source = {"StringEquals": {"aws:SourceAccount": A}}
    return {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": source,
    }


def _read() -> Json:
    return {"Sid": "Read", "Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::src*"}
