"""Resources to write, and a writer in a process of its own that can be killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from auditor.snapshot import Fact, Resource, SnapshotWriter

STARTED, FINISHED = "2026-11-01T03:00:00Z", "2026-11-01T03:05:00Z"
SCOPE = {"accounts": ["111111111111"]}

_SCRIPT = """
import sys
from pathlib import Path
from auditor.snapshot import SnapshotWriter
from tests.snapshot.worlds import STARTED, bucket
writer = SnapshotWriter(Path(sys.argv[1]), {}, STARTED)
for number in range(int(sys.argv[2])):
    writer.add(bucket(f"new-{number}"))
print("written", flush=True)
sys.stdin.read()
"""


def bucket(name: str, **facts: Fact) -> Resource:
    """A bucket with a fact of each state, unless others are given."""
    given = facts or {
        "versioning": Fact.of("s3:GetBucketVersioning", {"Status": "Enabled"}),
        "policy": Fact.absent("s3:GetBucketPolicy", "NoSuchBucketPolicy"),
        "tags": Fact.unknown("s3:GetBucketTagging", "AccessDenied", "not authorized"),
    }
    return Resource(f"arn:aws:s3:::{name}", "AWS::S3::Bucket", name, "111111111111", "eu-west-1", given)


def written(path: Path, *resources: Resource, complete: bool = True) -> Path:
    """A finished snapshot file."""
    writer = SnapshotWriter(path, SCOPE, STARTED)
    for resource in resources:
        writer.add(resource)
    writer.finish(FINISHED, complete=complete)
    return path


@contextmanager
def another_process(path: Path, resources: int) -> Iterator[subprocess.Popen[str]]:
    """A process that has begun the snapshot `path`, written `resources` buckets, and waits; it ends by SIGKILL."""
    command = [sys.executable, "-c", _SCRIPT, str(path), str(resources)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "written\n"
            yield process
        finally:
            process.kill()
            process.wait()
